"""Fetch plans for sparklines, and the spans of a range."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.faces.listening.fetch_plan import (
    Plan,
    calls_for_tracks,
    cheapest_plan,
    pages_for,
)
from lastfm_gateway.faces.listening.spans import (
    WEEK,
    estimate_pages,
    monday,
    settled_at,
    spans,
    spans_of_year,
)
from lastfm_gateway.history.buckets import buckets_of_period
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY, LATE_SCROBBLES

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC).timestamp()
moments = st.integers(min_value=30 * DAY, max_value=2**32 - 1)


@pytest.mark.parametrize(
    ("costs", "most", "plan"),
    [
        ({"pages": 1, "charts": 7, "tracks": 10, "rows": 10}, 54, "pages"),
        ({"pages": 52, "charts": 52}, 54, "pages"),
        ({"pages": 53, "charts": 52, "rows": 10}, 54, "charts"),
        ({"pages": 52, "charts": 52, "tracks": 12, "rows": 10}, 54, "tracks"),
        ({"pages": 12, "charts": 52, "tracks": 12}, 54, "pages"),
        ({"pages": 200, "charts": 52, "rows": 10}, 20, "rows"),
        ({"pages": 200, "charts": 52, "rows": 60}, 20, "charts"),
        ({"pages": 200, "charts": 52}, 20, "charts"),
    ],
)
def test_plan_with_the_fewest_calls_wins(costs: dict[Plan, int], most: int, plan: Plan) -> None:
    """On a tie the first one wins; only the page's rows are read if no other plan fits."""
    assert cheapest_plan(costs, most) == plan


def test_page_holds_a_thousand_scrobbles() -> None:
    """The next one starts another page; a track without plays takes one call, too."""
    assert [pages_for(n) for n in (0, 1, 1000, 1001)] == [0, 1, 1, 2]
    assert calls_for_tracks([0, 1000, 1001]) == 4


@given(moments, moments, moments)
def test_spans_cover_a_range_without_gaps(start: int, length: int, now: int) -> None:
    """They run from its start to its end, or to the end of the current week."""
    window = Window(start, start + length)
    cut = spans(window, now)
    assert cut[0].start == start
    assert [span.end for span in cut[:-1]] == [span.start for span in cut[1:]]
    end = cut[-1].end
    assert end == window.end if window.end <= now else end >= min(window.end, now)
    assert len(cut) <= 4


@given(moments)
def test_settled_span_ends_two_weeks_ago(now: int) -> None:
    """It ends on a Monday, more than two weeks and less than three before now."""
    settled = settled_at(now)
    assert datetime.fromtimestamp(settled, UTC).strftime("%a %H:%M:%S") == "Mon 00:00:00"
    assert settled + LATE_SCROBBLES <= now < settled + LATE_SCROBBLES + WEEK


def test_spans_of_a_year_serve_the_following_weeks() -> None:
    """A week later the same settled span serves, beside a span of the week settled since."""
    year = buckets_of_period("12month", NOW, None).whole
    first = spans(year, NOW)
    assert spans_of_year(year, NOW, 0) == first
    later = NOW + WEEK
    moved = buckets_of_period("12month", later, None).whole
    newest = Window(monday(later), monday(later) + WEEK)
    assert spans_of_year(moved, later, 1) == [*first, newest]
    assert spans_of_year(Window(year.start - 1, year.end), NOW, 0) == []
    recent = Window(monday(NOW) - DAY, monday(NOW) + DAY)
    assert spans_of_year(recent, NOW, 0) == first[2:]
    early = Window(year.start + DAY, year.start + 2 * DAY)
    assert spans_of_year(early, NOW, 0) == first[:1]


def test_pages_are_estimated_from_plays() -> None:
    """Plays are spread evenly until now, and each span has at least one page."""
    year = spans(buckets_of_period("12month", NOW, None).whole, NOW)
    assert estimate_pages(year, 50_000, NOW) == 51
    assert estimate_pages(year, 10, NOW) == 4
    assert estimate_pages([Window(0, int(NOW))], 2001, NOW) == 3


@pytest.mark.parametrize("ahead", [1, DAY, 3 * WEEK], ids=["a second", "a day", "weeks"])
def test_current_week_is_one_whole_span(ahead: int) -> None:
    """Wherever a range ends from now on, its last span is that week: one stored answer."""
    week = Window(monday(NOW), monday(NOW) + WEEK)
    assert spans(Window(int(NOW) - 30 * DAY, int(NOW) + ahead), NOW)[-1] == week


def test_range_that_ended_this_week_is_cut_off_at_its_end() -> None:
    """Nothing after its end is read, even in the current week."""
    ended = int(NOW) - 60
    last = spans(Window(ended - 30 * DAY, ended), NOW)[-1]
    assert last == Window(monday(NOW), ended)


def test_future_range_is_one_empty_span() -> None:
    """No span of a range that begins after this week runs backwards."""
    start = monday(NOW) + 2 * WEEK
    assert spans(Window(start, start + DAY), NOW) == [Window(start, start)]


def test_empty_span_is_estimated_at_one_page() -> None:
    """Reading a future span takes one page, although nothing was played in it."""
    ahead = Window(int(NOW) + DAY, int(NOW) + 2 * DAY)
    assert estimate_pages([ahead], 5_000, NOW) == 1
    past = Window(int(NOW) - DAY, int(NOW))
    assert estimate_pages([past, ahead], 5_000, NOW) == 5 + 1
