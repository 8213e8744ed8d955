"""A holder's lists in blocks of a thousand rows, each cached where the REST families have it.

Last.fm shows top lists to everybody, those of users who hide recent listening too: no session is
needed.
"""

import json
import math
from collections.abc import Sequence
from typing import Any, Final, Literal

from lastfm_gateway import methods
from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.planning import REST_PARTS
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import UpstreamError
from lastfm_gateway.faces.spotify import objects
from lastfm_gateway.faces.spotify.objects import Object
from lastfm_gateway.faces.spotify.paging import BLOCK
from lastfm_gateway.faces.spotify.rows import Artist, Block, Track, block_in
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.validation import validate

type Kind = Literal["artist", "track"]

PERIODS: Final = {"short_term": "1month", "medium_term": "6month", "long_term": "overall"}

_OK: Final = 200

#: How far an id is looked for, in stored blocks of each range.
_FARTHEST: Final = 10


class Blocks:
    """Reads for the holder of the key that a caller showed.

    `calls` counts those to Last.fm, `fresh_until` is when the first of what was read is due.
    """

    def __init__(self, runtime: Runtime, caller: Caller, deadline: Deadline) -> None:
        self.calls = 0
        self.fresh_until = math.inf
        self._runtime = runtime
        self._caller = caller
        self._deadline = deadline

    def block(self, kind: Kind, time_range: str, number: int) -> Block:
        """Return a block (from 0) of a range's list. Raises GatewayError."""
        told = self._ask(self._of_list(kind, time_range, number))
        with malformed_is_upstream_fault():
            return block_in(told)

    def profile(self, base: str) -> Object:
        """Return the holder's profile. Raises GatewayError."""
        told = self._ask(self._call("user.getInfo", {}))
        with malformed_is_upstream_fault():
            return objects.user(told["user"], base)

    def find(self, kind: Kind, wanted: str) -> Artist | Track | None:
        """Return the item with an id among the holder's own.

        It is looked for among the first thousand of each range, then in what is stored of more: an
        artist among those of tracks too.
        """
        for time_range in PERIODS:
            found = _with_id(self.block(kind, time_range, 0), wanted)
            if found:
                return found
        places: list[tuple[Kind, int]] = [(kind, 1)]
        if kind == "artist":
            places.append(("track", 0))
        for listed, first in places:
            for time_range in PERIODS:
                calls = [self._of_list(listed, time_range, n) for n in range(first, _FARTHEST)]
                found = self._find_stored([call.key or "" for call in calls], wanted)
                if found:
                    return found
        return None

    def _find_stored(self, keys: Sequence[str], wanted: str) -> Artist | Track | None:
        for entry in self._runtime.store.read_many(keys).values():
            if not entry.is_usable(self._runtime.clock()) or entry.status != _OK:
                continue
            with malformed_is_upstream_fault():
                found = _with_id(block_in(json.loads(entry.body())), wanted)
            if found:
                self.fresh_until = min(self.fresh_until, entry.fresh_until)
                return found
        return None

    def _of_list(self, kind: Kind, time_range: str, number: int) -> CachedCall:
        page = {"period": PERIODS[time_range], "page": str(number + 1), "limit": str(BLOCK)}
        return self._call(f"user.getTop{kind.capitalize()}s", page)

    def _call(self, name: str, asked: dict[str, str]) -> CachedCall:
        """Return the call that the REST route would make."""
        method, holder = methods.get(name), self._caller.holder
        sent = {"user": [holder.user], **{name: [text] for name, text in asked.items()}}
        parameters = validate(method.parameters, sent)
        return self._runtime.planner.plan(method, parameters, self._caller, REST_PARTS)

    def _ask(self, call: CachedCall) -> dict[str, Any]:
        answer = self._runtime.gateway.fetch(call, self._deadline)
        if answer.use in ("MISS", "BYPASS"):
            self.calls += 1
        self.fresh_until = min(self.fresh_until, answer.entry.fresh_until if answer.entry else 0)
        told: dict[str, Any] = json.loads(answer.body)
        if answer.status != _OK:
            raise UpstreamError(told["message"], code=told["error"], status=answer.status)
        return told


def _with_id(block: Block, wanted: str) -> Artist | Track | None:
    """Return the row with an id, or the artist of a track."""
    for row in block.rows:
        if row.id == wanted:
            return row
        if isinstance(row, Track) and row.artist.id == wanted:
            return row.artist
    return None
