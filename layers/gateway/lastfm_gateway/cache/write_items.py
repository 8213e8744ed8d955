"""DynamoDB items of writes: when each topic last changed, and who owns a session."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from lastfm_gateway.limits.sliding_window import MS_PER_SECOND
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.storage.items import Item, number
from lastfm_gateway.storage.table import Table

#: How long a change is remembered: longer than any entry it could invalidate. Seconds.
_CHANGE_KEPT_FOR: Final = 6 * DAY

#: How long a session's owner is remembered: sessions never expire, but users rename. Seconds.
_OWNER_KEPT_FOR: Final = 30 * DAY

_OWNER: Final = "n"
_CLIENT_USER: Final = "c"


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


class SessionOwner(NamedTuple):
    """The owner of a session, "" if it was made with a client's own API key.

    `client_user`: the user of such a session, if Last.fm issued it through this gateway.
    """

    name: str
    client_user: str = ""


def owner_item(key: str, owner: SessionOwner, now: int) -> Item:
    """Build the item of a session's owner, as of `now` (unix seconds)."""
    item = {"pk": {"S": key}, _OWNER: {"S": owner.name}, "ttl": number(now + _OWNER_KEPT_FOR)}
    return {**item, _CLIENT_USER: {"S": owner.client_user}} if owner.client_user else item


def parse_owner(item: Item) -> SessionOwner:
    """Return the owner of a session."""
    return SessionOwner(str(item[_OWNER]["S"]), str(item.get(_CLIENT_USER, {"S": ""})["S"]))
