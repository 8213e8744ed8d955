"""DynamoDB items of writes: when each topic last changed, and who owns a session."""

from collections.abc import Iterable
from typing import Final

from lastfm_gateway.limits.sliding_window import MS_PER_SECOND
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.storage.items import Item, number
from lastfm_gateway.storage.table import Table

#: How long a change is remembered: longer than any entry it could invalidate. Seconds.
_CHANGE_KEPT_FOR: Final = 6 * DAY

#: How long a session's owner is remembered: sessions never expire, but users rename. Seconds.
_OWNER_KEPT_FOR: Final = 30 * DAY

_OWNER: Final = "n"


def write_change(table: Table, key: str, topics: Iterable[str], now: int) -> None:
    """Record that topics of a user's data changed at `now` (unix milliseconds)."""
    names = {f"#t{place}": topic for place, topic in enumerate(topics)}
    table.update(
        key,
        "SET #ttl = :ttl, " + ", ".join(f"{name} = :now" for name in names),
        {":now": number(now), ":ttl": number(now // MS_PER_SECOND + _CHANGE_KEPT_FOR)},
        names={**names, "#ttl": "ttl"},
    )


def parse_changes(item: Item) -> dict[str, int]:
    """Return the last change of each topic: {topic: unix milliseconds}."""
    return {name: int(value["N"]) for name, value in item.items() if name not in ("pk", "ttl")}


def owner_item(key: str, owner: str, now: int) -> Item:
    """Build the item of a session's owner, "" if unknown, as of `now` (unix seconds)."""
    return {"pk": {"S": key}, _OWNER: {"S": owner}, "ttl": number(now + _OWNER_KEPT_FOR)}


def parse_owner(item: Item) -> str:
    """Return the name of a session's owner."""
    return str(item[_OWNER]["S"])
