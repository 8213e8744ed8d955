"""What is stored of Apple's answers, also that there was nothing: for a month."""

from collections.abc import Callable, Sequence
from typing import Final

from lastfm_gateway.faces.listening.apple.search import Links, Subject
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.storage.items import Item, number
from lastfm_gateway.storage.table import Table

#: In seconds.
KEPT_FOR: Final = 30 * DAY


class LinkShelf:
    """What is stored of Apple's answers. Every method raises TableFault when DynamoDB fails."""

    def __init__(self, table: Table, clock: Callable[[], float]) -> None:
        self._table = table
        self._clock = clock

    def known(self, wanted: Sequence[Subject]) -> dict[Subject, Links]:
        """Return what is known of up to a hundred subjects, in one batched read."""
        keys = {subject: _key(subject) for subject in wanted}
        items = self._table.read(*dict.fromkeys(keys.values())) if keys else {}
        links = {
            subject: self._table.parse(items.get(key), self._current, None)
            for subject, key in keys.items()
        }
        return {subject: known for subject, known in links.items() if known is not None}

    def put(self, subject: Subject, links: Links) -> None:
        """Store what Apple has of a subject, or that it has nothing."""
        texts = {"p": links.page, "v": links.preview}
        numbers = {"y": links.year, "n": links.tracks}
        self._table.put(
            {
                "pk": {"S": _key(subject)},
                **{name: {"S": text} for name, text in texts.items() if text is not None},
                **{name: number(value) for name, value in numbers.items() if value is not None},
                "ttl": number(int(self._clock()) + KEPT_FOR),
            }
        )

    def _current(self, item: Item) -> Links | None:
        """Return what is in an item that is no older than a month: DynamoDB deletes late."""
        if int(item["ttl"]["N"]) <= self._clock():
            return None
        texts = {name: item[name]["S"] for name in ("p", "v") if name in item}
        numbers = {name: int(item[name]["N"]) for name in ("y", "n") if name in item}
        return Links(texts.get("p"), texts.get("v"), numbers.get("y"), numbers.get("n"))


def _key(subject: Subject) -> str:
    return f"links#{subject.id}"
