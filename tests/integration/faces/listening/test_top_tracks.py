"""Top tracks against the simulator's raw scrobbles."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from lastfm_gateway.lastfm.names import identity
from local.simulator import Simulator
from tests.integration.faces.listening.support import (
    DAY,
    NOW,
    Clock,
    Listener,
    played,
    ranked,
    rows,
)

PERIODS = {"7day": 7, "1month": 30, "3month": 90, "6month": 180, "12month": 365, "overall": 20_000}


def _utc(*parts: int) -> float:
    return datetime(*parts, tzinfo=UTC).timestamp()  # type: ignore[arg-type,misc]


def test_answer_has_the_documented_shape(rj: Listener) -> None:
    """All fields have their types, and only the documented ones are null."""
    reply = rj.get(period="overall", limit=20)
    assert reply.status == 200
    assert list(reply.json) == ["period", "artist_id", "data", "pagination"]
    assert (reply.json["period"], reply.json["artist_id"]) == ("overall", None)
    item = reply.json["data"][0]
    assert list(item) == [
        *("rank", "id", "name", "detail", "playcount", "image", "url"),
        *("apple_music_url", "preview_url", "album_id", "album_name", "album_apple_music_url"),
        *("album_released_year", "album_total_tracks"),
    ]
    assert {type(item[name]) for name in ("rank", "id", "playcount")} == {int}
    assert {type(item[name]) for name in ("name", "detail", "url")} == {str}
    assert set(reply.json["pagination"]) == {"page", "limit", "total", "total_pages"}
    assert 0 < item["id"] < 2**53
    assert item["id"] == identity("track", item["detail"].upper(), item["name"].upper())


@pytest.mark.parametrize(("period", "days"), PERIODS.items())
def test_list_of_a_period_counts_the_raw_scrobbles(
    rj: Listener, lastfm: Simulator, period: str, days: int
) -> None:
    """Rows, ranks, totals and pages are right."""
    truth = ranked(played(lastfm, NOW - days * DAY + 1, NOW + 1))
    reply = rj.get(period=period, limit=50, page=2)
    assert rows(reply) == truth[50:100]
    assert [row["rank"] for row in reply.json["data"]] == list(range(51, 51 + len(truth[50:100])))
    assert reply.json["pagination"] == {
        "page": 2,
        "limit": 50,
        "total": len(truth),
        "total_pages": -(-len(truth) // 50),
    }
    assert rj.calls == 1


def test_default_is_ten_rows_of_seven_days(rj: Listener, lastfm: Simulator) -> None:
    """A page past the end is empty with true totals."""
    truth = ranked(played(lastfm, NOW - 7 * DAY + 1, NOW + 1))
    assert rows(rj.get()) == truth[:10]
    past = rj.get(page=1000)
    assert past.json["data"] == []
    assert past.json["pagination"]["total"] == len(truth)


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ({"date": "2026-11-18"}, _utc(2026, 11, 18), _utc(2026, 11, 19)),
        ({"date": "2024-02-29"}, _utc(2024, 2, 29), _utc(2024, 3, 1)),
        ({"date": "2025-12-31"}, _utc(2025, 12, 31), _utc(2026, 1, 1)),
        ({"_from": "2025-12-30", "to": "2026-01-02"}, _utc(2025, 12, 30), _utc(2026, 1, 3)),
        (
            {"_from": "2026-11-10T10:00:00+05:30", "to": "2026-11-12T23:59:59-08:00"},
            _utc(2026, 11, 10, 4, 30),
            _utc(2026, 11, 13, 8),
        ),
        ({"_from": "2026-11-15"}, _utc(2026, 11, 15), NOW + 1),
        ({"to": "2019-12-31"}, 0, _utc(2020, 1, 1)),
        (
            {"date": "2026-11-18", "_from": "2020-01-01", "to": "2020-01-02"},
            _utc(2026, 11, 18),
            _utc(2026, 11, 19),
        ),
    ],
)
def test_list_of_a_range_counts_the_raw_scrobbles(
    rj: Listener, lastfm: Simulator, query: dict[str, str], start: float, end: float
) -> None:
    """Days, offsets, leap days, year ends and open ranges are right."""
    truth = ranked(played(lastfm, start, end))
    assert truth
    reply = rj.get(limit=50, **query)
    assert rows(reply) == truth[:50]
    assert reply.json["pagination"]["total"] == len(truth)
    assert (rj.calls, rj.lookups) == (0, 0)
    assert "/" in reply.json["period"]


def test_range_includes_both_ends(rj: Listener, lastfm: Simulator) -> None:
    """A play exactly at `from` or `to` counts, and one a second outside does not."""
    (first, _), *_, (last, _) = played(lastfm, NOW - 3 * DAY, NOW)
    written = [datetime.fromtimestamp(at, UTC).isoformat() for at in (first, last)]
    truth = ranked(played(lastfm, first, last + 1))
    assert rows(rj.get(_from=written[0], to=written[1], limit=50)) == truth[:50]


def test_day_ends_before_midnight(new_rj: Listener, lastfm: Simulator) -> None:
    """A play at the next day's 00:00:00 belongs to the next day."""
    world = lastfm.service.world
    midnight = int(_utc(2026, 11, 19))
    track = played(lastfm, 0, NOW)[0][1]
    before = len(ranked(played(lastfm, midnight - DAY, midnight)))
    world.histories["rj"].add(midnight, track, int(NOW))
    assert new_rj.get(date="2026-11-18").json["pagination"]["total"] == before
    name = track.artist.name
    names = [row[:2] for row in rows(new_rj.get(date="2026-11-19", limit=50, artist_name=name))]
    assert (track.name, track.artist.name) in names


def test_empty_range_has_no_rows_and_one_play_has_one(
    environment: Mapping[str, str], lastfm: Simulator, clock: Clock
) -> None:
    """Both are 200 with true totals."""
    assert environment
    newcomer = Listener(lastfm, clock, "newcomer")
    for query in ({"date": "2020-01-01"}, {"_from": "2030-01-01"}, {}):
        reply = newcomer.get(include_sparklines="true", **query)
        assert reply.json["data"] == []
        assert reply.json["pagination"]["total_pages"] == 0
    reply = newcomer.get(period="overall", include_sparklines="true")
    [row] = reply.json["data"]
    assert row["playcount"] == 1
    assert row["sparkline"] == {"granularity": "year", "points": [1, 0]}


def test_tracks_can_be_filtered_by_artist(rj: Listener, lastfm: Simulator) -> None:
    """By id or part of the name, over periods and ranges; the answer has the id."""
    name = rows(rj.get())[0][1]
    ours = identity("artist", name)
    start = NOW - 30 * DAY + 1
    truth = [row for row in ranked(played(lastfm, start, NOW + 1)) if row[1] == name]
    reply = rj.get(period="1month", limit=50, artist_id=ours)
    assert rows(reply) == truth[:50]
    assert reply.json["artist_id"] == ours
    assert reply.json["pagination"]["total"] == len(truth)
    assert rows(rj.get(period="1month", limit=50, artist_name=name.upper())) == truth[:50]
    day = played(lastfm, _utc(2026, 11, 18), _utc(2026, 11, 19))
    of_day = [row for row in ranked(day) if row[1] == name]
    assert rows(rj.get(date="2026-11-18", limit=50, artist_id=ours)) == of_day


def test_part_of_a_name_selects_the_most_played_artist(rj: Listener, lastfm: Simulator) -> None:
    """Of all artists whose names contain it."""
    plays: dict[str, int] = {}
    for _, track in played(lastfm, 0, NOW + 1):
        plays[track.artist.name] = plays.get(track.artist.name, 0) + 1
    having = {name: count for name, count in plays.items() if "a" in name.lower()}
    assert len(having) > 1
    best = max(having, key=lambda name: having[name])
    assert rj.get(artist_name="A").json["artist_id"] == identity("artist", best)
