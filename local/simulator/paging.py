"""Pages: which one is asked for, what is on it, and how it is described."""

from dataclasses import dataclass

from local.simulator.errors import ApiError
from local.simulator.method import Call
from local.simulator.tree import Value

MOST = 1000
LAST_PAGE = 1_000_000


@dataclass(frozen=True)
class Page:
    """A page by its number (from 1) and size."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """The place of its first item, from 0."""
        return (self.number - 1) * self.size

    def cut[T](self, items: list[T]) -> list[T]:
        """Give the items of this page."""
        return items[self.offset : self.offset + self.size]

    def older(self, total: int, **subject: str) -> dict[str, Value]:
        """Describe the page as older methods do."""
        return {
            **subject,
            "page": str(self.number),
            "perPage": str(self.size),
            "totalPages": str(-(-total // self.size)),
            "total": str(total),
        }

    def newer(self, total: int, user: str) -> dict[str, Value]:
        """Describe the page as newer methods do."""
        return {
            "page": str(self.number),
            "total": str(total),
            "user": user,
            "perPage": str(self.size),
            "totalPages": str(-(-total // self.size)),
        }


def page_of(call: Call, default: int = 50) -> Page:
    """Read `limit` and `page`; newer methods refuse what is out of bounds, older ones ignore it."""
    return Page(_page(call), limit_of(call, default))


def limit_of(call: Call, default: int) -> int:
    """Read `limit`: from 1 to 1000."""
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
    """Read a moment in unix seconds, or None if it isn't given."""
    text = call.get(name)
    if not text:
        return None
    try:
        return int(text)
    except ValueError:
        raise ApiError(6, f"{name} must be a unix timestamp") from None
