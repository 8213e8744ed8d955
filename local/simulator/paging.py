"""Pagination: parses `page` and `limit`, slices the items, describes the page."""

from dataclasses import dataclass

from local.simulator.errors import ApiError
from local.simulator.method import Call
from local.simulator.tree import Value

MOST = 1000
LAST_PAGE = 1_000_000


@dataclass(frozen=True)
class Page:
    """A page: its number, from 1, and its size."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """The index of its first item, from 0."""
        return (self.number - 1) * self.size

    def cut[T](self, items: list[T]) -> list[T]:
        """Return the items of this page."""
        return items[self.offset : self.offset + self.size]

    def older(self, total: int, **subject: str) -> dict[str, Value]:
        """Return the page's attributes in the style of older methods."""
        return {
            **subject,
            "page": str(self.number),
            "perPage": str(self.size),
            "totalPages": str(-(-total // self.size)),
            "total": str(total),
        }

    def newer(self, total: int, user: str) -> dict[str, Value]:
        """Return the page's attributes in the style of newer methods."""
        return {
            "page": str(self.number),
            "total": str(total),
            "user": user,
            "perPage": str(self.size),
            "totalPages": str(-(-total // self.size)),
        }


def page_of(call: Call, default: int = 50) -> Page:
    """Parse `limit` and `page`. Out of bounds, newer methods reject and older ones ignore."""
    return Page(_page(call), limit_of(call, default))


def limit_of(call: Call, default: int) -> int:
    """Parse `limit`: from 1 to 1000."""
    limit = _number(call, "limit", default)
    if call.method.newer and not 1 <= limit <= MOST:
        raise ApiError(6, f"limit must be between 1 and {MOST}")
    return min(limit, MOST) if limit > 0 else default


def _page(call: Call) -> int:
    page = _number(call, "page", 1)
    if call.method.newer and not 0 <= page <= LAST_PAGE:
        raise ApiError(6, f"page must be between 1 and {LAST_PAGE}")
    return min(max(page, 1), LAST_PAGE)


def _number(call: Call, name: str, default: int) -> int:
    text = call.get(name, str(default))
    try:
        return int(text)
    except ValueError:
        if call.method.newer:
            raise ApiError(6, f"{name} must be a number") from None
        return default


def moment(call: Call, name: str) -> int | None:
    """Parse a time in unix seconds; None if absent."""
    text = call.get(name)
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        raise ApiError(6, f"{name} must be a unix timestamp") from None
