"""Entity lookup: details of the artists, albums and tracks on a page, fetched in a batch."""

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

#: How long a page waits for its lookups, in seconds.
LOOKUP_SECONDS: Final = 2.5


class LookupResult[T](NamedTuple):
    """The value of one subject and its entry; no entry when no call can carry the subject."""

    value: T
    entry: Entry | None = None


class EntityLookup:
    """Looks up subjects for one caller, within one deadline."""

    def __init__(
        self, batch: BatchFetch, planner: CallPlanner, caller: Caller, deadline: Deadline
    ) -> None:
        self._batch = batch
        self._planner = planner
        self._caller = caller
        self._deadline = deadline

    @property
    def calls(self) -> int:
        """How many calls were made."""
        return self._batch.calls

    def fetch[T](
        self,
        method: Method,
        subjects: Sequence[Mapping[str, str]],
        at_most: int,
        read: Callable[[Mapping[str, Any]], T],
    ) -> list[LookupResult[T] | None]:
        """Return one result per subject; None for those not called or not answered in time.

        Makes at most `at_most` calls. `read` maps an answer to a value. It gets an empty answer
        for "not found", for a malformed answer, and for names that fail validation: Last.fm has
        names with broken characters.
        """
        calls = [self._call(method, names) for names in subjects]
        found = self._batch.fetch([call for call in calls if call], self._deadline, at_most)
        return [
            _result(found.get(call.key or ""), read) if call else LookupResult(read({}))
            for call in calls
        ]

    def _call(self, method: Method, names: Mapping[str, str]) -> CachedCall | None:
        try:
            return self._planner.plan_lookup(method, names, self._caller)
        except BadRequest:
            return None


def _result[T](
    entry: Entry | None, read: Callable[[Mapping[str, Any]], T]
) -> LookupResult[T] | None:
    if entry is None:
        return None
    try:
        with malformed_is_upstream_fault():
            return LookupResult(read(json.loads(entry.body()) if entry.is_ok else {}), entry)
    except UpstreamFault:
        return LookupResult(read({}), entry)
