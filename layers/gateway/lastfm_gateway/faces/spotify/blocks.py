"""Reads the holder's top lists in blocks of a thousand rows, in the REST families' cache entries.

Top lists are public at Last.fm, even if the user hides recent listening. So no session is needed.
"""

import json
import math
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any, Final, Literal

from lastfm_gateway import methods
from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.planning import REST_PARTS, CallPlanner
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.cache.store import EntryStore
from lastfm_gateway.errors import UpstreamError
from lastfm_gateway.faces.spotify import objects
from lastfm_gateway.faces.spotify.objects import Object
from lastfm_gateway.faces.spotify.paging import BLOCK
from lastfm_gateway.faces.spotify.rows import Artist, Block, Track, parse_block
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.validation import validate

#: The kinds of top items.
type TopItemKind = Literal["artist", "track"]

PERIODS: Final = {"short_term": "1month", "medium_term": "6month", "long_term": "overall"}

#: How many stored blocks of each range are searched for an id.
_MAX_BLOCKS: Final = 10


class BlockReader:
    """Reads top lists and the profile of the caller's key holder.

    `calls` counts calls to Last.fm. `fresh_until` is the unix time when the first answer that was
    read goes stale.
    """

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        *,
        cache: ResponseCache,
        store: EntryStore,
        planner: CallPlanner,
        clock: Callable[[], float],
        caller: Caller,
        deadline: Deadline,
    ) -> None:
        self.calls = 0
        self.fresh_until = math.inf
        self.deadline = deadline
        self._cache = cache
        self._store = store
        self._planner = planner
        self._clock = clock
        self._caller = caller

    def block(self, kind: TopItemKind, time_range: str, number: int) -> Block:
        """Return a block (numbered from 0) of a time range's list. Raises GatewayError."""
        response = self._fetch(self._plan_block(kind, time_range, number))
        with malformed_is_upstream_fault():
            return parse_block(response)

    def profile(self, base: str) -> Object:
        """Return the holder's profile as a user object. Raises GatewayError."""
        response = self._fetch(self._plan("user.getInfo", {}))
        with malformed_is_upstream_fault():
            return objects.user(response["user"], base)

    def find(self, kind: TopItemKind, wanted_id: str) -> Artist | Track | None:
        """Return the holder's item with an id, or None.

        Searches the first block of each range, then the stored later blocks. Artists are also
        searched among the artists of stored tracks.
        """
        for time_range in PERIODS:
            found = _with_id(self.block(kind, time_range, 0), wanted_id)
            if found:
                return found
        to_search: list[tuple[TopItemKind, int]] = [(kind, 1)]
        if kind == "artist":
            to_search.append(("track", 0))
        for listed, first in to_search:
            for time_range in PERIODS:
                calls = [self._plan_block(listed, time_range, n) for n in range(first, _MAX_BLOCKS)]
                found = self._find_stored([call.key or "" for call in calls], wanted_id)
                if found:
                    return found
        return None

    def _find_stored(self, keys: Sequence[str], wanted_id: str) -> Artist | Track | None:
        for entry in self._store.read_many(keys).values():
            if not entry.is_usable(self._clock()) or not entry.is_ok:
                continue
            with malformed_is_upstream_fault():
                found = _with_id(parse_block(json.loads(entry.body())), wanted_id)
            if found:
                self.fresh_until = min(self.fresh_until, entry.fresh_until)
                return found
        return None

    def _plan_block(self, kind: TopItemKind, time_range: str, number: int) -> CachedCall:
        page = {"period": PERIODS[time_range], "page": str(number + 1), "limit": str(BLOCK)}
        return self._plan(f"user.getTop{kind.capitalize()}s", page)

    def _plan(self, name: str, parameters: dict[str, str]) -> CachedCall:
        """Plan the call that the REST route would make."""
        method, holder = methods.get(name), self._caller.holder
        sent = {"user": [holder.user], **{name: [text] for name, text in parameters.items()}}
        validated = validate(method.parameters, sent)
        return self._planner.plan(method, validated, self._caller, REST_PARTS)

    def _fetch(self, call: CachedCall) -> dict[str, Any]:
        answer = self._cache.fetch(call, self.deadline)
        if answer.use in ("MISS", "BYPASS"):
            self.calls += 1
        self.fresh_until = min(self.fresh_until, answer.entry.fresh_until if answer.entry else 0)
        response: dict[str, Any] = json.loads(answer.body)
        if answer.status != HTTPStatus.OK:
            raise UpstreamError(response["message"], code=response["error"], status=answer.status)
        return response


def _with_id(block: Block, wanted_id: str) -> Artist | Track | None:
    """Return the row or the track's artist with an id, or None."""
    for row in block.rows:
        if row.id == wanted_id:
            return row
        if isinstance(row, Track) and row.artist.id == wanted_id:
            return row.artist
    return None
