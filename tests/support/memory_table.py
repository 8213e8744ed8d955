"""A SortedTable in memory for tests, with a hook before and after each call."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from lastfm_gateway.history import items
from lastfm_gateway.storage.items import Item
from lastfm_gateway.storage.sorted_table import SortedTable

WRITES = ("put_if", "delete")


class Killed(BaseException):
    """The writer's process ended."""


class MemoryTable(SortedTable):
    """Holds items by partition and sort key.

    `before` and `after` are called with each call's name.
    """

    def __init__(self, rows: dict[tuple[str, str], Item] | None = None) -> None:
        self.rows = {} if rows is None else rows
        self.calls: list[str] = []
        self.before: Callable[[str], None] = lambda _: None
        self.after: Callable[[str], None] = lambda _: None

    def query(self, pk: str, first: str, last: str, *, consistent: bool = False) -> Iterator[Item]:
        """Yield a copy of the items between two sort keys."""
        assert isinstance(consistent, bool)
        yield from self._call(
            "query", lambda: [self.rows[pk, sk] for sk in self._keys(pk, first, last)]
        )

    def sort_keys(self, pk: str, first: str, last: str) -> list[str]:
        """Return the keys between two."""
        return self._call("sort_keys", lambda: self._keys(pk, first, last))

    def read(
        self, pk: str, sort_keys: Iterable[str], *, consistent: bool = False
    ) -> dict[str, Item]:
        """Return items by sort key."""
        assert isinstance(consistent, bool)
        wanted = list(sort_keys)
        if not wanted:
            return {}
        return self._call(
            "read", lambda: {sk: self.rows[pk, sk] for sk in wanted if (pk, sk) in self.rows}
        )

    def put_if(self, condition: str, item: Item, values: Mapping[str, Item] | None = None) -> bool:
        """Put an item if one of the history's conditions holds."""

        def put() -> bool:
            key = item["pk"]["S"], item["sk"]["S"]
            old, seen = self.rows.get(key), (values or {}).get(":seen")
            holds = {
                items.ABSENT: old is None,
                items.SAME_VERSION: old is not None and old.get("v") == seen,
                items.SAME_CONTENT: old is not None and old["b"] == seen,
            }[condition]
            if holds:
                self.rows[key] = item
            return holds

        return self._call("put_if", put)

    def delete(self, pk: str, sort_keys: Iterable[str]) -> None:
        """Delete items."""
        for sk in list(sort_keys):  # one call each: a process may end between them
            self._call("delete", partial(self.rows.pop, (pk, sk), None))

    def partitions(self) -> Iterator[str]:
        """Yield each partition once."""
        yield from dict.fromkeys(pk for pk, _ in self.rows)

    def _keys(self, pk: str, first: str, last: str) -> list[str]:
        return sorted(sk for of, sk in self.rows if of == pk and first <= sk <= last)

    def _call[T](self, name: str, operation: Callable[[], T]) -> T:
        self.calls.append(name)
        self.before(name)
        result = operation()
        self.after(name)
        return result


def killed_after(writes: int) -> Callable[[str], None]:
    """Return a hook that ends the process at a write, after some writes."""
    left = writes

    def hook(name: str) -> None:
        nonlocal left
        if name in WRITES:
            if not left:
                raise Killed
            left -= 1

    return hook
