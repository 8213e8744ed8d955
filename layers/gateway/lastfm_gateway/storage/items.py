"""The items of the cache table, to and from what the core knows them as.

`pk` names each; `ttl` is when the table may delete it. Names are short: they are paid for.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.lease import Lease
from lastfm_gateway.limits import budget_grants, sliding_window
from lastfm_gateway.limits.budget_grants import Grants
from lastfm_gateway.limits.circuit_state import CircuitState
from lastfm_gateway.methods.freshness import DAY

type Item = dict[str, Any]

#: How long logs, leases and the like outlive their use, in seconds.
KEPT_FOR: Final = 600

#: How long a change is remembered: longer than any answer that it could make stale. Seconds.
CHANGES_KEPT_FOR: Final = 6 * DAY

#: How long the owner of a session is: sessions do not expire, but users change their names.
OWNERS_KEPT_FOR: Final = 30 * DAY


class CallLog(NamedTuple):
    """A caller's admitted calls, in milliseconds, and the version that they were read at."""

    times: Sequence[int] = ()
    version: int = 0


class Shard(NamedTuple):
    """One part of the budget: its grants, and the version that they were read at."""

    grants: Grants = ()
    version: int = 0


def number(value: int) -> Item:
    """Return a number as DynamoDB takes it."""
    return {"N": str(value)}


def answer_item(key: str, entry: Entry) -> Item:
    """Return an answer's item."""
    kind = {"c": {"S": entry.content_type}} if entry.content_type else {}
    return {
        **kind,
        "pk": {"S": key},
        "s": number(entry.status),
        "b": {"B": entry.packed},
        "e": {"S": entry.etag},
        "t": number(entry.stored_at),
        "f": number(entry.fresh_until),
        "u": number(entry.stale_until),
        "g": number(entry.fence),
        "ttl": number(entry.ttl),
    }


def as_entry(item: Item) -> Entry:
    """Return the answer in an item."""
    return Entry(
        status=int(item["s"]["N"]),
        packed=item["b"]["B"],
        etag=item["e"]["S"],
        stored_at=int(item["t"]["N"]),
        fresh_until=int(item["f"]["N"]),
        stale_until=int(item["u"]["N"]),
        fence=int(item["g"]["N"]),
        content_type=item["c"]["S"] if "c" in item else "",
    )


def log_item(key: str, log: CallLog, now: int, window: int) -> Item:
    """Return the item of a caller's log as of `now` (ms), for a limit's window in seconds."""
    return {
        "pk": {"S": key},
        "v": number(log.version),
        "l": {"B": sliding_window.pack(log.times)},
        "ttl": number(now // 1000 + window + KEPT_FOR),
    }


def as_log(item: Item) -> CallLog:
    """Return the caller's log in an item."""
    return CallLog(sliding_window.unpack(item["l"]["B"]), int(item["v"]["N"]))


def shard_item(key: str, shard: Shard, window: int) -> Item:
    """Return the item of a part of the budget, for its window in seconds."""
    return {
        "pk": {"S": key},
        "v": number(shard.version),
        "l": {"B": budget_grants.pack(shard.grants)},
        "ttl": number(shard.grants[-1][0] // 1000 + window + KEPT_FOR),
    }


def as_shard(item: Item) -> Shard:
    """Return the part of the budget in an item."""
    return Shard(budget_grants.unpack(item["l"]["B"]), int(item["v"]["N"]))


def breaker_item(key: str, breaker: CircuitState) -> Item:
    """Return the breaker's item. It stays: a closed breaker's version goes on counting."""
    return {
        "pk": {"S": key},
        "v": number(breaker.version),
        "n": number(breaker.openings),
        "x": number(breaker.until),
    }


def as_breaker(item: Item) -> CircuitState:
    """Return the breaker in an item."""
    return CircuitState(int(item["n"]["N"]), int(item["x"]["N"]), int(item["v"]["N"]))


def as_lease(item: Item) -> Lease:
    """Return the lease in an item."""
    outcome = item["o"]["S"] if "o" in item else ""
    return Lease(int(item["a"]["N"]), int(item["x"]["N"]), outcome)


def as_changes(item: Item) -> dict[str, int]:
    """Return when a user's data was last changed (unix milliseconds), by topic."""
    return {name: int(value["N"]) for name, value in item.items() if name not in ("pk", "ttl")}


def owner_item(key: str, owner: str, now: int) -> Item:
    """Return the item of a session's user ("": nobody knows whose), as of `now` (unix seconds)."""
    return {"pk": {"S": key}, "n": {"S": owner}, "ttl": number(now + OWNERS_KEPT_FOR)}


def as_owner(item: Item) -> str:
    """Return the name of a session's user."""
    return str(item["n"]["S"])


def parse_item[T](item: Item, read: Callable[[Item], T]) -> T:
    """Return what `read` makes of an item. Raises ForeignItem for one not of this gateway."""
    try:
        return read(item)
    except (KeyError, ValueError, TypeError) as error:
        raise ForeignItem from error


class ForeignItem(Exception):
    """An item that this gateway did not write, or that was damaged."""
