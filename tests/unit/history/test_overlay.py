"""The overlay of own listens: each is there once, whatever Last.fm makes of its names."""

from array import array
from collections.abc import Sequence

import pytest

from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.listening import Listening, Scrobble, TrackNames
from lastfm_gateway.history.overlay import OwnListen, overlaid
from lastfm_gateway.history.window import Window

NOW = 1_800_000_000
FENCE = NOW * 1000
ALL = Window(0, NOW + 100)


def stored(*scrobbles: tuple[int, str]) -> Listening:
    """Return what is stored: times and titles."""
    names = {number: _names(title) for number, (_, title) in enumerate(scrobbles)}
    times = array("I", [at for at, _ in scrobbles])
    return Listening(times, array("I", range(len(scrobbles))), names, ALL)


def own(at: int, title: str, after: int, *, queued: bool = False) -> OwnListen:
    """Return a listen written some seconds after Last.fm was asked."""
    return OwnListen(at, _names(title), FENCE + after * 1000, queued)


def shown(base: Listening, listens: Sequence[OwnListen], window: Window | None = ALL) -> list[str]:
    """Return the titles in order."""
    found = overlaid(base, listens, FENCE, window)
    assert list(found.times) == sorted(found.times)
    return [found.names[track].track for track in found.ids]


def _names(title: str) -> TrackNames:
    return TrackNames("Air", "", title, "")


CASES = {
    "after the page": ([own(NOW, "Run", 5)], ["Old", "Run"]),
    "the page has it": ([own(NOW - 9, "OLD", 5)], ["Old"]),
    "the page has it under another name": ([own(NOW - 9, "Old (live)", -5)], ["Old"]),
    "another track of the same second": ([own(NOW - 9, "Run", 5)], ["Old", "Run"]),
    "a minute old and not on the page": ([own(NOW - 90, "Run", -60)], ["Old"]),
    "seconds old and not on the page": ([own(NOW - 90, "Run", -59)], ["Run", "Old"]),
    "queued for a day": ([own(NOW - 90, "Run", -86_400, queued=True)], ["Run", "Old"]),
    "queued, since delivered and corrected": (
        [own(NOW - 9, "Old (live)", -86_400, queued=True)],
        ["Old"],
    ),
    "two of one second, one on the page": (
        [own(NOW - 9, "Old", -5), own(NOW - 9, "Run", -5)],
        ["Old", "Run"],
    ),
    "outside the window": ([own(NOW + 100, "Run", 5)], ["Old"]),
}


@pytest.mark.parametrize("case", CASES)
def test_each_listen_is_there_once(case: str) -> None:
    """Each case of the table, over one stored scrobble."""
    listens, titles = CASES[case]
    assert shown(stored((NOW - 9, "Old")), listens) == titles


def test_without_own_listens_nothing_is_copied() -> None:
    """The stored listening itself is returned."""
    base = stored((NOW - 9, "Old"))
    assert overlaid(base, [], FENCE, ALL) is base


def test_everything_ends_after_the_last_listen() -> None:
    """The window of all scrobbles grows; stored columns stay as they were."""
    base = stored((NOW - 9, "Old"))._replace(window=Window(NOW - 9, NOW - 8))
    found = overlaid(base, [own(NOW, "Run", 5)], FENCE, None)
    assert found.window == Window(NOW - 9, NOW + 1)
    assert len(base.times) == 1
    empty = stored()._replace(window=Window(0, 0))
    assert overlaid(empty, [own(NOW, "Run", 5)], FENCE, None).window == Window(NOW, NOW + 1)


def test_own_listens_are_counted() -> None:
    """Under the same artist and track as the stored ones, in any case."""
    base = stored((NOW - 9, "Old"), (NOW - 5, "Run"))
    found = overlaid(base, [own(NOW, "OLD", 5), own(NOW + 1, "New", 5)], FENCE, ALL)
    rows = Counts(found, ALL).rows("track", 0, 10)
    assert {(row.name.lower(), row.plays) for row in rows} == {("old", 2), ("run", 1), ("new", 1)}
    assert len(found.names) == 4
    assert set(found.ids) == set(found.names)


def test_scrobbles_keep_their_own_names() -> None:
    """Rows of the overlay have the names that were noted."""
    found = overlaid(stored(), [own(NOW, "Run", 5)], FENCE, ALL)
    rows = [
        Scrobble(at, found.names[track]) for at, track in zip(found.times, found.ids, strict=True)
    ]
    assert rows == [Scrobble(NOW, _names("Run"))]
