"""What is looked up of artists, albums and tracks beside a page's own rows, and read from it."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from lastfm_gateway.adapters.deadline import Deadline
from lastfm_gateway.calls import Call
from lastfm_gateway.catalogue.method import Method
from lastfm_gateway.core.entry import Entry
from lastfm_gateway.errors import BadRequest, UpstreamFault
from lastfm_gateway.limiting import Caller
from lastfm_gateway.lookups import Lookups, look_up
from lastfm_gateway.runtime import Runtime
from lastfm_gateway.understanding import understanding

#: How long a page waits for all that is looked up for it, in seconds.
LONGEST: Final = 2.5

_OK: Final = 200


class Told[T](NamedTuple):
    """What was read of one subject, and from which entry: from none if no call can carry it."""

    value: T
    entry: Entry | None = None


class Subjects:
    """Looks subjects up for one caller. `calls` counts the calls that were made."""

    def __init__(self, runtime: Runtime, caller: Caller, deadline: Deadline) -> None:
        self._runtime = runtime
        self._caller = caller
        self._deadline = deadline
        self._lookups = Lookups(runtime)

    @property
    def calls(self) -> int:
        """How many calls were made."""
        return self._lookups.calls

    def told[T](
        self,
        method: Method,
        subjects: Sequence[Mapping[str, str]],
        at_most: int,
        read: Callable[[Mapping[str, Any]], T],
    ) -> list[Told[T] | None]:
        """Return what is told of each subject, None of those not asked for or not in time.

        At most `at_most` calls are made. Where there is nothing, `read` gets an empty answer. So it
        is with names that no call can carry, of which Last.fm has some with broken letters, and
        with answers of another shape: all this is nice to have, and no more.
        """
        calls = [self._call(method, names) for names in subjects]
        found = self._lookups.answers([call for call in calls if call], self._deadline, at_most)
        return [
            _told(found.get(call.key or ""), read) if call else Told(read({})) for call in calls
        ]

    def _call(self, method: Method, names: Mapping[str, str]) -> Call | None:
        try:
            return look_up(method, names, self._caller, self._runtime)
        except BadRequest:
            return None


def _told[T](entry: Entry | None, read: Callable[[Mapping[str, Any]], T]) -> Told[T] | None:
    if entry is None:
        return None
    try:
        with understanding():
            return Told(read(json.loads(entry.body()) if entry.status == _OK else {}), entry)
    except UpstreamFault:
        return Told(read({}), entry)
