"""Pages that arrive in any order are put together without loss."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.errors import UpstreamFault
from lastfm_gateway.history import page_run
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.page_run import PageRun, WindowPart
from lastfm_gateway.history.recent_tracks import RecentTracks
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY

NAMES = TrackNames("Air", "", "Run", "")
WINDOW = Window(1_600_000_000, 1_600_000_000 + 90 * DAY)
PER_PAGE = 3


@pytest.fixture(autouse=True, scope="module")
def small_pages() -> Iterator[None]:
    """Pages of three scrobbles."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(page_run, "PAGE", PER_PAGE)
        yield


def _pages(times: list[int]) -> list[RecentTracks]:
    newest_first = [Scrobble(at, NAMES) for at in sorted(times, reverse=True)]
    cut = [newest_first[at : at + PER_PAGE] for at in range(0, len(times), PER_PAGE)]
    return [RecentTracks(scrobbles, len(times)) for scrobbles in cut or [[]]]


times_of_scrobbles = st.lists(
    st.integers(WINDOW.start, WINDOW.end - 1)
    | st.sampled_from([WINDOW.start, WINDOW.start + 1, WINDOW.end - 1]),
    max_size=30,
)


@given(times=times_of_scrobbles, order=st.randoms(), lost=st.integers(0, 30))
def test_parts_hold_everything_from_the_newest_on(
    times: list[int], order: object, lost: int
) -> None:
    """They follow one another; without a lost page they are the window, each scrobble once."""
    first, *others = _pages(times)
    run = PageRun(WINDOW, first)
    numbered = list(enumerate(others, 2))
    order.shuffle(numbered)  # type: ignore[attr-defined]
    parts: list[WindowPart | None] = [run.take_months()]
    for number, page in numbered[lost:]:
        run.add(number, page)
        parts.append(run.take_months())
    parts.append(run.take_all())
    at, found = WINDOW.end, []
    for part in filter(None, parts):
        assert part.window.end == at
        at = part.window.start
        found += part.scrobbles
    assert run.rest == Window(WINDOW.start, at)
    assert [s.at for s in found] == sorted({t for t in times if t >= at}, reverse=True)
    assert run.is_complete == (not numbered[:lost])
    if run.is_complete:
        assert at == WINDOW.start


def test_pages_of_a_changed_window_are_left_out() -> None:
    """The total of a later page differs: only what was read before counts."""
    first, second, third = _pages([WINDOW.start + 100 * n for n in range(9)])
    run = PageRun(WINDOW, first)
    run.add(2, RecentTracks(second.scrobbles, 8))
    run.add(3, third)
    assert run.has_changed
    part = run.take_all()
    assert part
    assert part.window == Window(WINDOW.start + 601, WINDOW.end)
    assert [scrobble.at - WINDOW.start for scrobble in part.scrobbles] == [800, 700]


def test_empty_page_is_lastfms_fault() -> None:
    """A page without scrobbles before the total is reached would hide some."""
    with pytest.raises(UpstreamFault):
        PageRun(WINDOW, RecentTracks([], 5))
