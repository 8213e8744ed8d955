"""Tools that count the stored history: against plain counts of the raw scrobbles."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Final

import pytest

from lastfm_gateway.errors import GatewayError, RateLimited
from lastfm_gateway.history.payment import MAX_CALLS_PER_REQUEST
from lastfm_gateway.history.window import Window
from local.simulator import API_KEY, Simulator
from local.simulator.raw import raw_scrobbles
from tests.integration.conftest import Functions, sign_in
from tests.integration.faces.listening.support import DAY, NOW, TODAY, Clock
from tests.integration.faces.mcp.tools.support import Assistant
from tests.support.tokens import lastfm_token

type NewAssistant = Callable[..., Assistant]

_2024: Final = {"_from": "2024-01-01", "to": "2024-12-31"}


@pytest.fixture
def listener(assistant_of: NewAssistant, lastfm: Simulator) -> Assistant:
    """A user with some plays each day since 2022, who hides nothing."""
    lastfm.service.world.hide("hermit", hidden=False)
    return assistant_of("hermit")


@pytest.fixture
def raw(lastfm: Simulator) -> list[tuple[date, str, str, str, int]]:
    """The same user's scrobbles: day, artist, album, track and time, oldest first."""
    scrobbles = raw_scrobbles(lastfm.service.world, "hermit", NOW)
    return [
        (datetime.fromtimestamp(uts, UTC).date(), artist, album, track, uts)
        for uts, artist, album, track, _ in sorted(scrobbles)
    ]


type Raw = list[tuple[date, str, str, str, int]]


def test_ranges_are_counted_exactly(listener: Assistant, raw: Raw) -> None:
    """Rows, ranks, pages and sparklines of a year, a month and a day are those of the scrobbles."""
    for first, last, points in (
        (date(2024, 1, 1), date(2024, 12, 31), 12),
        (date(2024, 5, 1), date(2024, 5, 31), 31),
        (date(2025, 3, 1), date(2025, 3, 1), 1),
    ):
        plays = Counter((row[1], row[3]) for row in raw if first <= row[0] <= last)
        ranked = sorted(plays.items(), key=lambda item: (-item[1], item[0][1], item[0][0]))
        query = {"_from": first.isoformat(), "to": last.isoformat(), "limit": 5, "page": 2}
        answer = listener.call("get_top_tracks", **query, include_sparklines="true").structured
        rows = answer["rows"]
        assert [((row["artist"], row["name"]), row["plays"]) for row in rows] == ranked[5:10]
        assert [row["rank"] for row in rows] == [6, 7, 8, 9, 10][: len(rows)]
        assert answer["total_pages"] == -(-len(plays) // 5)
        for row in rows:
            assert len(row["sparkline"]) == points
            assert sum(row["sparkline"]) == row["plays"]


def test_rolling_periods_are_counted_from_whole_days(listener: Assistant, raw: Raw) -> None:
    """Seven days are today and six before, with a point for each day in order."""
    start = datetime.fromtimestamp(TODAY - 6 * DAY, UTC).date()
    answer = listener.call("get_top_artists", period="7day", include_sparklines="true", limit=50)
    assert answer.structured["from"] == start.isoformat()
    assert answer.structured["granularity"] == "day"
    days = [start.toordinal() + place for place in range(7)]
    for row in answer.structured["rows"]:
        plays = Counter(r[0].toordinal() for r in raw if r[1] == row["name"])
        assert row["sparkline"] == [plays[day] for day in days]


def test_artist_name_may_be_a_part(listener: Assistant, raw: Raw) -> None:
    """The most played artist with it in the name is the answer's; its tracks are counted."""
    of_artist = Counter(row[3] for row in raw if row[1] == "Radiohead" and row[0].year == 2024)
    answer = listener.call("get_top_tracks", artist_name="RADIOHEA", **_2024).structured
    assert answer["artist"] == "Radiohead"
    ranked = sorted(of_artist.items(), key=lambda item: (-item[1], item[0]))
    assert [(row["name"], row["plays"]) for row in answer["rows"]] == ranked[:10]


def test_totals_and_streaks(listener: Assistant, raw: Raw) -> None:
    """Statistics of a year are those of its scrobbles."""
    year = [row for row in raw if row[0].year == 2024]
    days = Counter(row[0] for row in year)
    answer = listener.call("get_listening_stats", **_2024).structured
    assert answer["plays"] == len(year)
    assert answer["artists"] == len({row[1] for row in year})
    assert answer["albums"] == len({row[1:3] for row in year if row[2]})
    assert answer["tracks"] == len({(row[1], row[3]) for row in year})
    assert answer["plays_per_day"] == round(len(year) / 366, 1)
    assert answer["busiest_day"]["plays"] == max(days.values())
    runs, run = [], 0
    for ordinal in range(date(2024, 1, 1).toordinal(), date(2025, 1, 1).toordinal()):
        run = run + 1 if days[date.fromordinal(ordinal)] else 0
        runs.append(run)
    assert answer["longest_streak"]["days"] == max(runs)


def test_current_streak_is_not_cut_by_a_range(listener: Assistant, raw: Raw) -> None:
    """Only of all time: a range would begin it with its own first day, or have ended before it."""
    played = {row[0].toordinal() for row in raw}
    today = datetime.fromtimestamp(TODAY, UTC).date().toordinal()
    last = first = today if today in played else today - 1
    while first in played:
        first -= 1
    answer = listener.call("get_listening_stats").structured
    assert answer["current_streak"]["days"] == last - first
    for span in (_2024, {"period": "7day"}):
        assert "current_streak" not in listener.call("get_listening_stats", **span).structured


def test_trend_by_month_and_of_one_track(listener: Assistant, raw: Raw) -> None:
    """Every month of a range has its plays, those of a track by day."""
    months = Counter(row[0].month for row in raw if row[0].year == 2024)
    answer = listener.call("get_listening_trend", **_2024).structured
    assert [row["plays"] for row in answer["rows"]] == [months[month] for month in range(1, 13)]
    assert answer["plays"] == sum(months.values())
    (artist, track), _ = Counter((row[1], row[3]) for row in raw).most_common(1)[0]
    mine = [row for row in raw if (row[1], row[3]) == (artist, track)]
    of_track = listener.call(
        "get_listening_trend", artist=artist.upper(), track=track, period="overall"
    ).structured
    assert of_track["granularity"] == "month" or of_track["granularity"] == "year"
    assert sum(row["plays"] for row in of_track["rows"]) == of_track["plays"] == len(mine)
    history = listener.call("get_track_history", artist=artist, track=track, limit=3).structured
    times = [datetime.fromtimestamp(row[4], UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for row in mine]
    assert history["plays"] == len(mine)
    assert (history["first_played"], history["last_played"]) == (times[0], times[-1])
    assert history["latest_plays"] == times[:-4:-1]


def test_year_in_review(listener: Assistant, raw: Raw) -> None:
    """The last full year, without being told: its months, lists and best month."""
    year = [row for row in raw if row[0].year == 2025]
    months = Counter(row[0].month for row in year)
    answer = listener.call("year_in_review").structured
    assert answer["year"] == 2025
    assert answer["plays"] == len(year)
    assert answer["months"] == [months[month] for month in range(1, 13)]
    assert answer["best_month"]["plays"] == max(months.values())
    artists = Counter(row[1] for row in year)
    first = answer["rows"][0]
    assert (first["kind"], first["plays"]) == ("artist", max(artists.values()))
    assert first["sparkline"] == [
        sum(row[1] == first["name"] and row[0].month == month for row in year)
        for month in range(1, 13)
    ]
    assert [row["kind"] for row in answer["rows"]] == ["artist"] * 5 + ["album"] * 5 + ["track"] * 5


def test_on_this_day(listener: Assistant, raw: Raw) -> None:
    """Each year's plays of the day, newest first, with the artists that were new then."""
    plays = Counter(row[0].year for row in raw if (row[0].month, row[0].day) == (11, 20))
    answer = listener.call("on_this_day").structured
    assert answer["day"] == "11-20"
    assert {row["year"]: row["plays"] for row in answer["rows"]} == dict(plays)
    assert [row["year"] for row in answer["rows"]] == sorted(plays, reverse=True)
    firsts: dict[str, date] = {}
    for row in raw:
        firsts.setdefault(row[1], row[0])
    new = listener.call("on_this_day", date=min(firsts.values()).isoformat()).structured
    assert set(new["rows"][-1]["new_artists"]) <= set(firsts)


def test_recent_tracks_page_by_page(listener: Assistant, raw: Raw) -> None:
    """Pages follow one another, of everything and of a range."""
    times = [datetime.fromtimestamp(row[4], UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for row in raw]
    for page in (1, 2):
        answer = listener.call("get_recent_tracks", page=page, limit=4).structured
        assert [row["played_at"] for row in answer["rows"]] == times[::-1][4 * page - 4 : 4 * page]
        assert answer["total_pages"] == -(-len(raw) // 4)
    in_may = [row for row in raw if (row[0].year, row[0].month) == (2024, 5)]
    may = listener.call("get_recent_tracks", _from="2024-05-01", to="2024-05-31", limit=50)
    assert may.structured["total_pages"] == -(-len(in_may) // 50)
    assert may.structured["rows"][0]["name"] == in_may[-1][3]


def test_history_that_is_not_imported_yet(
    assistant_of: NewAssistant, lastfm: Simulator, raw: Raw
) -> None:
    """The first answer costs a request's calls at most and begins the history; the next none."""
    lastfm.service.world.hide("hermit", hidden=False)
    assistant = assistant_of("hermit", stored=False)
    first = assistant.call("get_listening_stats").structured
    assert 0 < assistant.calls <= MAX_CALLS_PER_REQUEST
    assert (first["partial"], first["plays"]) == (False, len(raw))
    assistant.call("year_in_review")
    assert assistant.calls == 0


def test_partial_history_says_how_much_is_imported(
    assistant_of: NewAssistant,
    lastfm: Simulator,
    raw: Raw,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While the limits allow no more calls, what is stored is counted; the text says so too."""
    lastfm.service.world.hide("hermit", hidden=False)
    monkeypatch.setenv("RATE_LIMIT_CALLS", "2")  # reading the history, and its newest page
    assistant = assistant_of("hermit", stored=False)
    assistant.store_history("hermit", Window(1_735_689_600, int(NOW) + 1))
    stored = sum(row[0].year >= 2025 for row in raw)
    answer = assistant.call("get_listening_stats")
    assert answer.structured["partial"] is True
    assert answer.structured["plays"] == stored
    assert answer.structured["note"].startswith(f"{stored} of {len(raw)} scrobbles are imported")
    clock.now += 120
    complete = assistant.call("get_listening_stats", _from="2025-02-01", to="2025-03-01")
    assert complete.structured["partial"] is False


def test_hidden_history_is_read_with_the_session_only(
    assistant_of: NewAssistant, lastfm: Simulator, clock: Clock
) -> None:
    """A key from signing in reads it; other keys of the user, and other users, learn why not."""
    token = lastfm_token(lastfm)
    lastfm.service.world.tokens.authorise(token, API_KEY, "hermit")
    owner = assistant_of("hermit")
    owner.key = sign_in(Functions(), token).json["key"]
    for name in ("get_now_playing", "get_recent_tracks", "get_listening_stats"):
        assert owner.call(name).structured["user"] == "hermit"
    without_session = Assistant(lastfm, clock, "hermit")
    for name in ("get_now_playing", "get_recent_tracks", "get_listening_stats", "on_this_day"):
        with pytest.raises(GatewayError, match="hides") as refused:
            without_session.call(name)
        assert refused.value.status == 403
    for stranger in (Assistant(lastfm, clock, "silent"), Assistant(lastfm, clock)):
        for name, arguments in (
            ("get_now_playing", {}),
            ("get_recent_tracks", {}),
            ("get_track_history", {"artist": "Radiohead", "track": "Airbag"}),
        ):
            with pytest.raises(GatewayError, match="hermit hides recent listening"):
                stranger.call(name, user="hermit", **arguments)


def test_spent_limit_refuses_calls_and_serves_the_cache(
    assistant_of: NewAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tool that needs two calls may end with the limit; what is cached still answers."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "2")
    assistant = assistant_of("silent")
    assistant.call("get_chart")
    with pytest.raises(RateLimited):
        assistant.call("compare_users", other="newcomer")
    assert assistant.calls == 1
    with pytest.raises(RateLimited):
        assistant.call("get_profile", user="rj")
    assert assistant.calls == 0
    assert assistant.call("get_chart").structured["rows"]
