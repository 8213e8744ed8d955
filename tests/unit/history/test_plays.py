"""Pages of scrobbles by a cursor in time."""

from array import array
from collections import Counter
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.history import plays as pages
from lastfm_gateway.history.listening import Listening, Scrobble, TrackNames
from lastfm_gateway.history.plays import Plays, plays_after, plays_before
from lastfm_gateway.history.window import Window

NOW = 1_000.0
times = st.lists(st.integers(1, 60), max_size=40).map(sorted)


def listening(at: Sequence[int], window: Window, missing: Sequence[Window] = ()) -> Listening:
    """Return scrobbles at some times, each with a name of its own."""
    inside = [(n, time) for n, time in enumerate(at) if window.start <= time < window.end]
    names = {n: TrackNames("A", "", f"T{n}", "") for n, _ in inside}
    columns = array("I", [time for _, time in inside]), array("I", [n for n, _ in inside])
    return Listening(*columns, names, window, missing)


def walk(read: Callable[[int], Plays], cursor: Callable[[Plays], int], start: int) -> list[Plays]:
    """Return all pages, each read from where the one before ended."""
    found = [read(start)]
    while found[-1].has_more:
        found.append(read(cursor(found[-1])))
        assert len(found) < 100
    return found


@given(times, st.integers(1, 10))
def test_walk_into_the_past_loses_and_doubles_nothing(at: list[int], limit: int) -> None:
    """Each page ends at a second's boundary, and only such a second makes it longer."""
    found = walk(
        lambda end: plays_before(listening(at, Window(0, end)), limit, NOW),
        lambda page: page.scrobbles[-1].at,
        61,
    )
    _check_walk([play for page in found for play in page.scrobbles], at, found, limit)


@given(times, st.integers(1, 10))
def test_walk_into_the_present_loses_and_doubles_nothing(at: list[int], limit: int) -> None:
    """Pages are newest first within, and the next one is newer."""
    found = walk(
        lambda start: plays_after(listening(at, Window(start, 61)), limit, NOW),
        lambda page: page.scrobbles[0].at + 1,
        0,
    )
    walked = [play for page in reversed(found) for play in page.scrobbles]
    _check_walk(walked, at, found, limit)


def _check_walk(walked: list[Scrobble], at: list[int], found: list[Plays], limit: int) -> None:
    assert [play.at for play in walked] == at[::-1]
    assert len({play.names for play in walked}) == len(at)
    same = Counter(at)
    for page in found:
        seconds = [play.at for play in page.scrobbles]
        assert all(seconds.count(second) == same[second] for second in seconds)
        assert len(page.scrobbles) < limit + max(same.values(), default=1)


def test_page_of_one_second_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second with more scrobbles than a response holds is cut."""
    monkeypatch.setattr(pages, "MAX_PLAYS", 7)
    found = listening([5] * 20, Window(0, 61))
    assert len(plays_before(found, 2, NOW).scrobbles) == 7
    assert len(plays_after(found, 2, NOW).scrobbles) == 7


def test_missing_part_cuts_the_page_and_leaves_more() -> None:
    """Scrobbles beyond what is missing are never shown beside those before it."""
    found = listening([10, 11, 40, 41], Window(0, 61), [Window(20, 30)])
    back = plays_before(found, 10, NOW)
    assert ([play.at for play in back.scrobbles], back.has_more, back.is_cut) == (
        [41, 40],
        True,
        True,
    )
    on = plays_after(found, 10, NOW)
    assert ([play.at for play in on.scrobbles], on.has_more, on.is_cut) == ([11, 10], True, True)


def test_end_that_is_missing_up_to_now_is_no_cut() -> None:
    """While Last.fm fails, the latest scrobbles that are known are the latest page."""
    found = listening([10, 11], Window(0, 61), [Window(20, 60)])
    back, on = plays_before(found, 10, 60.5), plays_after(found, 10, 60.5)
    assert [play.at for play in back.scrobbles] == [play.at for play in on.scrobbles] == [11, 10]
    assert (back.has_more, back.is_cut, on.has_more, on.is_cut) == (False,) * 4


def test_page_that_begins_with_what_is_missing_is_empty_and_cut() -> None:
    """It is not the end of the list."""
    found = listening([10], Window(0, 61), [Window(20, 61)])
    assert plays_before(found, 10, NOW) == Plays([], has_more=True, is_cut=True)
    found = listening([40], Window(0, 61), [Window(0, 30)])
    assert plays_after(found, 10, NOW) == Plays([], has_more=True, is_cut=True)
