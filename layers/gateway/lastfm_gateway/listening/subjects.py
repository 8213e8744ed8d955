"""What is looked up beside a page's own questions: it tells of artists, albums and tracks alone."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from lastfm_gateway.adapters.deadline import Deadline
from lastfm_gateway.calls import Call
from lastfm_gateway.catalogue.method import Method
from lastfm_gateway.core.entry import Entry
from lastfm_gateway.errors import BadRequest
from lastfm_gateway.listening.reader import Reader
from lastfm_gateway.lookups import Lookups, look_up

#: How long a page waits for what is looked up, in seconds.
LOOKS_FOR: Final = 2.5


def told_of(
    subjects: Sequence[Mapping[str, str]], method: Method, reader: Reader, at_most: int
) -> list[Mapping[str, Any] | None]:
    """Return what is told of each subject, None of those not asked for or not in time.

    At most `at_most` calls are made. Of names that no call can carry nothing is told: Last.fm has
    some with broken letters.
    """
    calls = [_call(method, names, reader) for names in subjects]
    deadline = Deadline.after(min(LOOKS_FOR, reader.time_left()))
    found = Lookups(reader.runtime).answers([call for call in calls if call], deadline, at_most)
    return [_read(found.get(call.key or "")) if call else {} for call in calls]


def _call(method: Method, names: Mapping[str, str], reader: Reader) -> Call | None:
    try:
        return look_up(method, names, reader.caller, reader.runtime)
    except BadRequest:
        return None


def _read(entry: Entry | None) -> Mapping[str, Any] | None:
    answer: dict[str, Any] | None = json.loads(entry.body()) if entry else None
    return answer
