"""Each endpoint's answer, recomputed from the simulator's raw scrobbles."""

from datetime import UTC, datetime
from functools import partial

import pytest

from lastfm_gateway.history.window import Window
from local.simulator import Simulator
from local.simulator.faults import Fault
from local.simulator.raw import raw_scrobbles
from tests.integration.faces.listening.filled import REGISTERED, Filled
from tests.integration.faces.listening.support import NOW, Clock
from tests.support import naive_listening as naive
from tests.support import naive_periods

EDGE_USERS = ("leaper", "namesake", "silent", "sporadic", "epoch")
YEARS = (1970, 2006, 2012, 2016, 2020, 2021, 2024, 2026, 2027)


@pytest.mark.parametrize("user", EDGE_USERS)
def test_recent_pages_are_the_raw_scrobbles(fill: partial[Filled], user: str) -> None:
    """Pages, a day and a range in another time zone have the scrobbles of the raw list."""
    filled = fill(user)
    for page, limit in ((1, 10), (2, 7), (1, 50), (99, 50)):
        expected = naive.recent(filled.raw, page, limit)
        assert filled.get("recent", page=page, limit=limit) == expected
    for day in ("2020-02-29", "2024-05-01", "2026-03-01", "1970-01-01"):
        start = int(datetime.fromisoformat(f"{day}T00:00+00:00").timestamp())
        of_day = naive.within(filled.raw, start, start + naive.DAY)
        assert filled.get("recent", date=day, limit=50) == naive.recent(of_day, limit=50)
    first, last = naive.at(2020, 2, 28, 23, 59, 59), naive.at(2020, 2, 29, 12)
    bounds = {"_from": "2020-02-29T01:59:59+02:00", "to": "2020-02-29T07:00:00-05:00"}
    in_range = naive.within(filled.raw, first, last + 1)
    assert filled.get("recent", **bounds) == naive.recent(in_range)


@pytest.mark.parametrize("user", EDGE_USERS)
def test_recent_albums_are_those_of_the_raw_scrobbles(fill: partial[Filled], user: str) -> None:
    """The limit cuts the list."""
    filled = fill(user)
    for limit in (1, 3, 20):
        expected = naive.recent_albums(filled.raw, limit)
        assert filled.get("recent/albums", limit=limit) == expected


@pytest.mark.parametrize("user", EDGE_USERS)
def test_history_pages_are_cut_from_all_that_fits(fill: partial[Filled], user: str) -> None:
    """Filters, ranges and pages agree with the raw list, past its end too."""
    filled = fill(user)
    for page, limit in ((1, 50), (2, 50), (3, 7), (999, 200)):
        expected = naive.history(filled.raw, page, limit)
        assert filled.get("history", page=page, limit=limit) == expected
    for artist in ("EDGE", "m\u00e5n", "nobody"):
        expected = naive.history(filled.raw, artist=artist)
        assert filled.get("history", artist=artist) == expected
    assert filled.get("history", album="i") == naive.history(filled.raw, album="i")
    in_range = naive.within(filled.raw, naive.at(2020, 2, 29), naive.at(2020, 3, 1))
    assert filled.get("history", _from="2020-02-29", to="2020-02-29") == naive.history(in_range)


@pytest.mark.parametrize("user", EDGE_USERS)
def test_stats_are_counted_from_the_raw_scrobbles(fill: partial[Filled], user: str) -> None:
    """All-time figures run from the registration, a range's from its first scrobble to its last."""
    filled = fill(user)
    assert filled.get("stats") == naive.stats_of_all(filled.raw, REGISTERED, NOW)
    for first, last in (("2012-02-29", "2016-02-29"), ("2024-05-01", "2024-12-31")):
        start = int(datetime.fromisoformat(f"{first}T00:00+00:00").timestamp())
        end = int(datetime.fromisoformat(f"{last}T00:00+00:00").timestamp()) + naive.DAY
        expected = naive.stats_of_range(naive.within(filled.raw, start, end))
        assert filled.get("stats", _from=first, to=last) == expected


def test_stats_without_the_registration_begin_with_the_oldest_scrobble(
    fill: partial[Filled], lastfm: Simulator, clock: Clock
) -> None:
    """While Last.fm fails they are answered; afterwards with the date again."""
    filled = fill("sporadic")
    assert filled.get("streaks")
    lastfm.faults.add(Fault("error", code=11, method="user.getInfo", times=None))
    expected = naive.stats_of_all(filled.raw, filled.raw[0][0], NOW)
    reply = filled.reply("stats")
    assert reply.json == {**expected, "registered_date": None}
    lastfm.faults.clear()
    clock.now += 31
    assert filled.get("stats") == naive.stats_of_all(filled.raw, REGISTERED, clock.now)


@pytest.mark.parametrize("user", EDGE_USERS)
def test_calendar_has_each_day_of_the_raw_scrobbles(fill: partial[Filled], user: str) -> None:
    """Leap days and the seconds around midnight are on their own days, in every year."""
    filled = fill(user)
    for year in YEARS[1:]:
        assert filled.get("calendar", year=year) == naive_periods.calendar(filled.raw, year)
    assert filled.get("calendar") == naive_periods.calendar(filled.raw, 2026)


@pytest.mark.parametrize("user", EDGE_USERS)
def test_trends_have_each_month_of_the_raw_scrobbles(fill: partial[Filled], user: str) -> None:
    """Each metric is counted by month, of all time and of a range."""
    filled = fill(user)
    for metric in ("scrobbles", "artists", "albums", "tracks"):
        assert filled.get("trends", metric=metric) == naive_periods.trends(filled.raw, metric)
    in_range = naive.within(filled.raw, naive.at(2020, 2, 29), naive.at(2024, 3, 1))
    answer = filled.get("trends", _from="2020-02-29", to="2024-02-29")
    assert answer == naive_periods.trends(in_range, "scrobbles")


@pytest.mark.parametrize("user", EDGE_USERS)
def test_streaks_are_runs_of_days(fill: partial[Filled], user: str) -> None:
    """The longest streak of the raw scrobbles is found; none goes on."""
    filled = fill(user)
    today = datetime.fromtimestamp(NOW, UTC).date()
    assert filled.get("streaks") == naive_periods.streaks(filled.raw, today)


@pytest.mark.parametrize("user", EDGE_USERS)
def test_years_and_their_reviews(fill: partial[Filled], user: str) -> None:
    """Each year and month is counted by itself, with and without sparklines."""
    filled = fill(user)
    assert filled.get("years") == naive_periods.years(filled.raw)
    for year in YEARS:
        assert filled.get(f"year/{year}") == naive_periods.review(filled.raw, year)
        expected = naive_periods.review(filled.raw, year, sparklines=True)
        assert filled.get(f"year/{year}", include_sparklines="true") == expected
    for year, month in ((2020, 2), (2021, 2), (2024, 12), (1970, 1)):
        expected = naive_periods.review(filled.raw, year, month, sparklines=True)
        assert filled.get(f"year/{year}", month=month, include_sparklines=1) == expected


def test_busy_user(fill: partial[Filled]) -> None:
    """A user of 50,000 scrobbles a year has the same answers from the store and from raw rows."""
    filled = fill("rj")
    today = datetime.fromtimestamp(NOW, UTC).date()
    assert filled.get("recent") == naive.recent(filled.raw)
    assert filled.get("recent", page=200, limit=50) == naive.recent(filled.raw, 200, 50)
    assert filled.get("recent/albums") == naive.recent_albums(filled.raw)
    assert filled.get("streaks") == naive_periods.streaks(filled.raw, today)
    assert filled.get("years") == naive_periods.years(filled.raw)
    assert filled.get("calendar") == naive_periods.calendar(filled.raw, 2026)
    assert filled.get("trends", metric="albums") == naive_periods.trends(filled.raw, "albums")
    expected = naive_periods.review(filled.raw, 2026, sparklines=True)
    assert filled.get("year/2026", include_sparklines="true") == expected


@pytest.mark.parametrize("user", EDGE_USERS)
def test_first_request_reads_what_it_needs(
    fill: partial[Filled], lastfm: Simulator, user: str
) -> None:
    """Without a stored history, answers are the same at once: Last.fm is asked for the rest."""
    now = int(NOW) + 1
    cold = fill(user, Window(now - 1, now))
    raw = sorted(set(raw_scrobbles(lastfm.service.world, user, NOW)))
    assert cold.get("calendar", year=2024) == naive_periods.calendar(raw, 2024)
    assert cold.get("trends") == naive_periods.trends(raw, "scrobbles")
    assert cold.get("streaks") == naive_periods.streaks(
        raw, datetime.fromtimestamp(NOW, UTC).date()
    )
    assert cold.get("history")["pagination"] == naive.history(raw)["pagination"]
    assert lastfm.log
