"""Overlay: a user's own latest listens over what is stored, until Last.fm's pages show them. Pure.

A listen that went through this gateway is known before Last.fm is asked again. It is added to what
a request reads, and never stored in spans.
"""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from lastfm_gateway.history.listening import Listening, TrackNames
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import fold_name

#: How long Last.fm's pages may lack a listen that it has accepted, in milliseconds.
LAG_MS: Final = 60_000

#: The ids of overlaid names count down from the largest. Stored ones count up.
_LAST_ID: Final = (1 << 32) - 1

type _Track = tuple[str, str]


class OwnListen(NamedTuple):
    """A listen that went through this gateway. `at`: unix seconds; `written`: unix milliseconds.

    `is_queued`: it waits for Last.fm.
    """

    at: int
    names: TrackNames
    written: int
    is_queued: bool = False


def same_track(one: TrackNames, other: TrackNames) -> bool:
    """Return whether two names are one track's."""
    return _track(one) == _track(other)


def overlaid(
    listening: Listening, own: Iterable[OwnListen], page_fence: int, window: Window | None
) -> Listening:
    """Return a listening with the own listens of its window that it lacks.

    `page_fence`: when the newest page that is stored was requested, in unix milliseconds. A listen
    written a minute before that is Last.fm's to show. One written before it may have other names
    there, which Last.fm corrects: a row of its second stands for it.

    `window`: as asked for; None for all, which then ends after the last listen.
    """
    new = [
        listen
        for listen in own
        if (window is None or window.start <= listen.at < window.end)
        and (listen.is_queued or page_fence < listen.written + LAG_MS)
    ]
    missing = sorted(_missing(listening, new, page_fence))
    if not missing:
        return listening
    times, ids = array("I", listening.times), array("I", listening.ids)
    names: dict[int, TrackNames] = {}
    for listen in missing:
        place = bisect_left(times, listen.at + 1)
        times.insert(place, listen.at)
        ids.insert(place, _LAST_ID - len(names))
        names[_LAST_ID - len(names)] = listen.names
    start, end = window or listening.window
    if window is None:
        start = min(start, missing[0].at) if listening.times else missing[0].at
        end = max(end, missing[-1].at + 1)
    return Listening(
        times, ids, _OverlaidNames(names, listening.names), Window(start, end), listening.missing
    )


def _missing(
    listening: Listening, own: Sequence[OwnListen], page_fence: int
) -> Iterator[OwnListen]:
    """Yield the listens that no row stands for. Each row stands for one at most."""
    for at in {listen.at for listen in own}:
        low, high = listening.bounds(Window(at, at + 1))
        rows = Counter(_track(listening.names[track]) for track in listening.ids[low:high])
        unnamed = []
        for listen in (listen for listen in own if listen.at == at):
            if rows[_track(listen.names)]:
                rows[_track(listen.names)] -= 1
            else:
                unnamed.append(listen)
        corrected = rows.total()
        for listen in unnamed:
            if corrected and listen.written <= page_fence:
                corrected -= 1
            else:
                yield listen


def _track(names: TrackNames) -> _Track:
    return fold_name(names.artist), fold_name(names.track)


class _OverlaidNames(Mapping[int, TrackNames]):
    """Names by id: those of the overlay and those that are stored."""

    def __init__(self, own: Mapping[int, TrackNames], stored: Mapping[int, TrackNames]) -> None:
        self._own = own
        self._stored = stored

    def __getitem__(self, track: int) -> TrackNames:
        return self._own.get(track) or self._stored[track]

    def __iter__(self) -> Iterator[int]:
        yield from self._stored
        yield from self._own

    def __len__(self) -> int:
        return len(self._stored) + len(self._own)
