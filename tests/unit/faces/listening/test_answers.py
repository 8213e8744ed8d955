"""Composed answers over random histories, against a recomputation scrobble by scrobble."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.listening import periods, recent, statistics, year_review, years
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.methods.freshness import DAY
from tests.support import naive_listening as naive
from tests.support import naive_periods
from tests.support.rewind_answers import ANSWERS
from tests.unit.faces.listening.support import MemoryHistory, history_of, query_of, raw_of
from tests.unit.history.support import day_of, histories, moments

NOW = 1_800_000_000 + DAY  # after every scrobble
pages = st.integers(1, 4)


class Profile:
    """A Last.fm that knows when a user registered, and no more."""

    def __init__(self, registered: int) -> None:
        self._registered = registered

    def fetch(self, *_call: object, **_how: object) -> dict[str, Any]:
        """Return the user's profile."""
        return {"user": {"registered": {"unixtime": str(self._registered)}}}


def _profile(registered: int) -> ListeningReader:
    return cast("ListeningReader", Profile(registered))


@given(histories, pages, st.integers(1, 12))
def test_recent_page_is_cut_from_the_newest(
    scrobbles: Sequence[Scrobble], page: int, limit: int
) -> None:
    """Every page has the next older scrobbles, and none past the end."""
    query = query_of(recent.RECENT, page=page, limit=limit)
    answer = recent.recent(history_of(scrobbles, NOW), query)
    assert answer == naive.recent(raw_of(scrobbles), page, limit)
    ANSWERS["recent"].model_validate(answer)


@given(histories, moments, moments)
def test_recent_of_a_range_includes_both_ends(
    scrobbles: Sequence[Scrobble], one: int, other: int
) -> None:
    """`from` and `to` are included to the second."""
    first, last = sorted((one, other))
    query = query_of(recent.RECENT, _from=naive.iso(first), to=naive.iso(last), limit=50)
    answer = recent.recent(history_of(scrobbles, NOW), query)
    assert answer == naive.recent(naive.within(raw_of(scrobbles), first, last + 1), limit=50)


@given(histories, st.integers(1, 20))
def test_recent_albums_are_distinct_and_newest_first(
    scrobbles: Sequence[Scrobble], limit: int
) -> None:
    """An album comes once, with its newest scrobble; scrobbles without an album are left out."""
    query = query_of(recent.RECENT_ALBUMS, limit=limit)
    answer = recent.recent_albums(history_of(scrobbles, NOW), query)
    assert answer == naive.recent_albums(raw_of(scrobbles), limit)
    ANSWERS["recent/albums"].model_validate(answer)


def test_recent_albums_are_looked_for_in_200_scrobbles() -> None:
    """An album played 201 scrobbles ago is not there, one played 200 scrobbles ago is."""
    names = [f"Album {number}" for number in range(3)]
    albums = [names[0], names[1], *[names[2]] * 199]
    raws: list[naive.Raw] = [
        (NOW - 1000 + n, "Air", name, "Run", "") for n, name in enumerate(albums)
    ]
    scrobbles = [Scrobble(at, TrackNames(*rest)) for at, *rest in raws]
    answer = recent.recent_albums(history_of(scrobbles, NOW), query_of(recent.RECENT_ALBUMS))
    assert [item["album"]["name"] for item in answer["data"]] == [names[2], names[1]]
    assert answer == naive.recent_albums(raws)


@given(
    histories,
    pages,
    st.integers(1, 12),
    st.sampled_from(["", "a", "AIR", "bj", "\u00d3", "\u00f3s", "."]),
    st.sampled_from(["", "moon", "AIR", "%", "DEBUT"]),
)
def test_history_page_holds_what_fits_the_filters(
    scrobbles: Sequence[Scrobble], page: int, limit: int, artist: str, album: str
) -> None:
    """Filters are parts of names in any ASCII case; `total` counts all that fits them."""
    filters = {name: part for name, part in (("artist", artist), ("album", album)) if part}
    query = query_of(recent.HISTORY, page=page, limit=limit, **filters)
    answer = recent.history_page(history_of(scrobbles, NOW), query)
    assert answer == naive.history(raw_of(scrobbles), page, limit, artist, album)
    ANSWERS["history"].model_validate(answer)


@given(histories, st.integers(0, 1_900_000_000))
def test_stats_of_all_time(scrobbles: Sequence[Scrobble], registered: int) -> None:
    """Days and years are whole ones since the registration."""
    now = max(NOW, registered)
    answer = statistics.stats(
        history_of(scrobbles, now), query_of(statistics.STATS), _profile(registered)
    )
    assert answer == naive.stats_of_all(raw_of(scrobbles), registered, now)
    ANSWERS["stats"].model_validate(answer)


def test_day_of_registration_has_no_scrobbles_per_day() -> None:
    """On day 0 the rate is 0, whatever was played."""
    scrobbles = [Scrobble(NOW - 10, TrackNames("Air", "", "Run", ""))]
    answer = statistics.stats(
        history_of(scrobbles, NOW), query_of(statistics.STATS), _profile(NOW - DAY + 1)
    )
    assert (answer["total_scrobbles"], answer["scrobbles_per_day"]) == (1, 0)


@given(histories, moments, moments)
def test_stats_of_a_range(scrobbles: Sequence[Scrobble], one: int, other: int) -> None:
    """Days run from the first scrobble in range to the last; no profile is asked for."""
    first, last = sorted((one, other))
    query = query_of(statistics.STATS, _from=naive.iso(first), to=naive.iso(last))
    lastfm = cast("ListeningReader", None)
    answer = statistics.stats(history_of(scrobbles, NOW), query, lastfm)
    assert answer == naive.stats_of_range(naive.within(raw_of(scrobbles), first, last + 1))
    ANSWERS["stats"].model_validate(answer)


@given(histories, st.integers(2016, 2027))
def test_calendar_has_the_days_with_scrobbles(scrobbles: Sequence[Scrobble], year: int) -> None:
    """Days are UTC's; the maximum is the first of the highest."""
    query = query_of(periods.CALENDAR, year=year)
    answer = periods.calendar(history_of(scrobbles, NOW), query)
    assert answer == naive_periods.calendar(raw_of(scrobbles), year)
    ANSWERS["calendar"].model_validate(answer)


@given(histories, st.sampled_from(["scrobbles", "artists", "albums", "tracks"]))
def test_trends_have_the_months_with_scrobbles(scrobbles: Sequence[Scrobble], metric: str) -> None:
    """Months without scrobbles are left out; artists, albums and tracks are distinct ones."""
    query = query_of(periods.TRENDS, metric=metric)
    answer = periods.trends(history_of(scrobbles, NOW), query)
    assert answer == naive_periods.trends(raw_of(scrobbles), metric)
    ANSWERS["trends"].model_validate(answer)


@given(histories, st.data())
def test_streaks_are_consecutive_days(scrobbles: Sequence[Scrobble], data: st.DataObject) -> None:
    """A streak goes on if it ended today or yesterday; the first of equally long ones counts."""
    days = [day_of(scrobble) for scrobble in scrobbles] or [date(2020, 1, 1)]
    today = max(days) + timedelta(days=data.draw(st.integers(0, 3)))
    now = datetime(today.year, today.month, today.day, 23, 59, 59, tzinfo=UTC).timestamp()
    answer = periods.streaks(history_of(scrobbles, now), query_of(periods.STREAKS))
    assert answer == naive_periods.streaks(raw_of(scrobbles), today)
    ANSWERS["streaks"].model_validate(answer)


@given(histories)
def test_years_are_those_with_scrobbles(scrobbles: Sequence[Scrobble]) -> None:
    """The newest year comes first, each with its own top artist."""
    answer = years.years(history_of(scrobbles, NOW), query_of(years.YEARS))
    assert answer == naive_periods.years(raw_of(scrobbles))
    ANSWERS["years"].model_validate(answer)


@settings(max_examples=200)
@given(
    histories,
    st.integers(2018, 2025),
    st.none() | st.integers(1, 12),
    st.booleans(),
)
def test_year_in_review_counts_its_own_scrobbles(
    scrobbles: Sequence[Scrobble],
    year: int,
    month: int | None,
    sparklines: bool,  # noqa: FBT001 (drawn)
) -> None:
    """Top tens, months and sparklines have the scrobbles of the year or month and no others."""
    sent = {"month": month} if month else {}
    query = query_of(year_review.YEAR, year=year, include_sparklines=int(sparklines), **sent)
    answer = year_review.year_in_review(history_of(scrobbles, NOW), query)
    assert answer == naive_periods.review(raw_of(scrobbles), year, month, sparklines=sparklines)
    ANSWERS["year"].model_validate(answer)


@pytest.mark.parametrize("compose", [periods.calendar, year_review.year_in_review])
def test_year_after_the_next_is_refused_before_anything_is_read(compose: Any) -> None:
    """The next year is answered, the one after it is refused without a read."""
    history = MemoryHistory([], naive.at(2026, 12, 31))
    query = {"year": "2027", "include_sparklines": "false"}
    assert compose(history, query)["year"] == 2027
    history.windows.clear()
    with pytest.raises(BadRequest, match=r"^Invalid year$"):
        compose(history, {**query, "year": "2028"})
    assert not history.windows
