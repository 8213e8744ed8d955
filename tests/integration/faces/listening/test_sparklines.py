"""Sparklines against the simulator's raw scrobbles, and their cost."""

from collections.abc import Mapping

import pytest

from local.simulator import API_KEY, Simulator, session_key
from tests.integration.conftest import Functions, sign_in
from tests.integration.faces.listening.support import (
    ALBUMS,
    ARTISTS,
    DAY,
    NOW,
    TODAY,
    TRACKS,
    YEARS,
    Clock,
    Listener,
    at,
    check,
    played,
)
from tests.support.tokens import lastfm_token

MONDAY = TODAY - 4 * DAY  # 16 November 2026
ROLLING = {
    "7day": ("day", 7, TODAY - 6 * DAY),
    "1month": ("day", 28, TODAY - 27 * DAY),
    "3month": ("week", 13, MONDAY - 12 * 7 * DAY),
    "6month": ("week", 26, MONDAY - 25 * 7 * DAY),
    "12month": ("week", 52, MONDAY - 51 * 7 * DAY),
}


STEP = {"day": DAY, "week": 7 * DAY}


@pytest.mark.parametrize("path", [TRACKS, ARTISTS, ALBUMS])
@pytest.mark.parametrize("period", ROLLING)
def test_rolling_sparkline_counts_the_raw_scrobbles(
    rj: Listener, lastfm: Simulator, path: str, period: str
) -> None:
    """Every point is right, and the calls stay within their bound."""
    granularity, count, start = ROLLING[period]
    reply = rj.get(path, period=period, limit=50, include_sparklines="true")
    edges = [start + place * STEP[granularity] for place in range(count + 1)]
    assert {row["sparkline"]["granularity"] for row in reply.json["data"]} == {granularity}
    check(lastfm, path, reply, edges)
    assert rj.calls <= 55


def test_overall_sparkline_has_years(rj: Listener, lastfm: Simulator) -> None:
    """They go from the first scrobble's year to this one."""
    reply = rj.get(period="overall", include_sparklines="true")
    check(lastfm, TRACKS, reply, YEARS)
    assert {row["sparkline"]["granularity"] for row in reply.json["data"]} == {"year"}


@pytest.mark.parametrize(
    ("query", "granularity", "edges"),
    [
        ({"date": "2024-02-29"}, "day", [at(2024, 2, 29), at(2024, 3, 1)]),
        (
            {"_from": "2025-12-30", "to": "2026-01-02"},
            "day",
            [at(2025, 12, day) for day in (30, 31)] + [at(2026, 1, day) for day in (1, 2, 3)],
        ),
        (
            {"_from": "2026-01-01T12:00:00+02:00", "to": "2026-02-10"},
            "week",
            [at(2026, 1, 1, 10)]
            + [at(2026, 1, day) for day in (5, 12, 19, 26)]
            + [at(2026, 2, day) for day in (2, 9, 11)],
        ),
        (
            {"_from": "2023-12-15", "to": "2024-12-31"},
            "month",
            [at(2023, 12, 15)] + [at(2024, month, 1) for month in range(1, 13)] + [at(2025, 1, 1)],
        ),
        (
            {"to": "2024-02-29"},
            "year",
            [at(year, 1, 1) for year in range(2019, 2025)] + [at(2024, 3, 1)],
        ),
    ],
)
def test_sparkline_of_a_range_covers_the_range(
    rj: Listener,
    lastfm: Simulator,
    query: dict[str, str],
    granularity: str,
    edges: list[float],
) -> None:
    """Its buckets are days, weeks, months or years, clipped to the range."""
    bounds = list(edges)
    if query.keys() == {"to"}:
        bounds[0] = played(lastfm, 0, NOW)[0][0]
    reply = rj.get(limit=50, include_sparklines="true", **query)
    assert {row["sparkline"]["granularity"] for row in reply.json["data"]} == {granularity}
    check(lastfm, TRACKS, reply, bounds)


def test_hidden_history_needs_its_own_session(
    environment: Mapping[str, str], lastfm: Simulator, clock: Clock
) -> None:
    """Without one the error is 403 and names the privacy setting."""
    assert environment
    hermit = Listener(lastfm, clock, "hermit")
    query = {"period": "7day", "include_sparklines": "true"}
    assert hermit.get(period="7day").status == 200
    refused = hermit.get(**query)
    assert refused.status == 403
    assert "privacy setting" in refused.json["error"]
    token = lastfm_token(lastfm)
    lastfm.service.world.tokens.authorise(token, API_KEY, "hermit")
    hermit.key = sign_in(Functions(), token).json["key"]
    reply = hermit.get(**query)
    start = ROLLING["7day"][2]
    edges = [start + place * DAY for place in range(8)]
    check(lastfm, TRACKS, reply, edges, "hermit")
    signed = [call for call in lastfm.log if "sk" in call.parameters]
    assert signed
    assert all("api_sig" in call.parameters for call in signed)
    assert session_key("hermit") not in reply.text
    public = Functions().get("/user/getRecentTracks", {"user": "hermit"})
    assert (public.status, public.json["error"]) == (403, 17)
