"""What is looked up of artists, albums and tracks beside a page's own rows, and read from it."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from lastfm_gateway.cache.batch_fetch import BatchFetch
from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.planning import CallPlanner
from lastfm_gateway.errors import BadRequest, UpstreamFault
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.method import Method

#: How long a page waits for all that is looked up for it, in seconds.
LONGEST: Final = 2.5

_OK: Final = 200


class LookupResult[T](NamedTuple):
    """What was read of one subject, and from which entry: from none if no call can carry it."""

    value: T
    entry: Entry | None = None


class EntityLookup:
    """Looks subjects up for one caller. `calls` counts the calls that were made."""

    def __init__(
        self, lookups: BatchFetch, planner: CallPlanner, caller: Caller, deadline: Deadline
    ) -> None:
        self._lookups = lookups
        self._planner = planner
        self._caller = caller
        self._deadline = deadline

    @property
    def calls(self) -> int:
        """How many calls were made."""
        return self._lookups.calls

    def fetch[T](
        self,
        method: Method,
        subjects: Sequence[Mapping[str, str]],
        at_most: int,
        read: Callable[[Mapping[str, Any]], T],
    ) -> list[LookupResult[T] | None]:
        """Return what is told of each subject, None of those not asked for or not in time.

        At most `at_most` calls are made. Where there is nothing, `read` gets an empty answer. So it
        is with names that no call can carry, of which Last.fm has some with broken letters, and
        with answers of another shape: all this is nice to have, and no more.
        """
        calls = [self._call(method, names) for names in subjects]
        found = self._lookups.fetch([call for call in calls if call], self._deadline, at_most)
        return [
            _told(found.get(call.key or ""), read) if call else LookupResult(read({}))
            for call in calls
        ]

    def _call(self, method: Method, names: Mapping[str, str]) -> CachedCall | None:
        try:
            return self._planner.plan_lookup(method, names, self._caller)
        except BadRequest:
            return None


def _told[T](entry: Entry | None, read: Callable[[Mapping[str, Any]], T]) -> LookupResult[T] | None:
    if entry is None:
        return None
    try:
        with malformed_is_upstream_fault():
            return LookupResult(
                read(json.loads(entry.body()) if entry.status == _OK else {}), entry
            )
    except UpstreamFault:
        return LookupResult(read({}), entry)
