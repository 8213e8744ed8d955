"""The users whose histories are made for tests of large and odd histories."""

from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from local.simulator.artists import ARTISTS
from local.simulator.edge_cases import MARATHON, MARATHON_DAY, SCROBBLES
from local.simulator.people import DAY
from local.simulator.raw import Raw, raw_scrobbles
from local.simulator.world import World
from tests.unit.simulator.in_process import NOW, InProcess


@pytest.fixture(scope="module")
def collected() -> list[Raw]:
    """Return the raw scrobbles of the user with half a million."""
    return raw_scrobbles(World(), "collector", NOW)


def _raw(user: str) -> list[Raw]:
    return raw_scrobbles(World(), user, NOW)


def test_collector_has_half_a_million_scrobbles(collected: list[Raw]) -> None:
    """In fifteen years, of more than 3,000 albums; some have no album or no picture."""
    raw = collected
    assert 495_000 < len(raw) < 505_000
    assert raw[-1][0] - raw[0][0] > 15 * 365 * DAY
    assert len({(artist, album) for _, artist, album, *_ in raw if album}) > 3_000
    assert 1_000 < sum(not album for _, _, album, *_ in raw) < 50_000
    assert 1_000 < sum(not image for *_, image in raw) < 50_000
    times = [row[0] for row in raw]
    assert times == sorted(set(times))


def test_collector_changes_nothing_for_others(lastfm: InProcess) -> None:
    """Charts, searches and the catalogue are the same before and after somebody asks about them."""
    calls = (
        ("chart.getTopArtists", {"limit": "100"}),
        ("chart.getTopTracks", {"limit": "1000"}),
        ("artist.search", {"artist": "e"}),
        ("artist.getSimilar", {"artist": "Radiohead"}),
        ("user.getTopTracks", {"user": "rj"}),
    )
    before = [lastfm.json(method, **query) for method, query in calls]
    for user in ("collector", *SCROBBLES):
        lastfm.json("user.getRecentTracks", user=user)
    assert [lastfm.json(method, **query) for method, query in calls] == before
    assert len(lastfm.service.world.catalogue.artists) == len(ARTISTS)


def test_collectors_tracks_are_found_by_name(lastfm: InProcess, collected: list[Raw]) -> None:
    """track.getInfo counts the user's plays of them, and artists have tags."""
    plays = Counter((artist, track) for _, artist, _, track, _ in collected)
    (artist, track), count = plays.most_common(1)[0]
    lastfm.json("user.getRecentTracks", user="collector")
    found = lastfm.json("track.getInfo", artist=artist, track=track, username="collector")
    assert found["track"]["userplaycount"] == str(count)
    assert lastfm.json("artist.getTopTags", artist=artist)["toptags"]["tag"]


def test_top_lists_of_the_collector_are_sums(lastfm: InProcess, collected: list[Raw]) -> None:
    """The most played artist, and the number of artists, follow from the raw scrobbles."""
    plays = Counter(artist for _, artist, *_ in collected)
    top = lastfm.json("user.getTopArtists", user="collector", limit="1")["topartists"]
    (artist,) = top["artist"]
    assert int(artist["playcount"]) == plays[artist["name"]] == max(plays.values())
    assert top["@attr"]["total"] == str(len(plays))


def test_edge_cases_are_in_order() -> None:
    """Each history is in order of time, and has no track twice in a second."""
    for user in SCROBBLES:
        raw = _raw(user)
        assert [row[0] for row in raw] == sorted(row[0] for row in raw)
        assert len(set(raw)) == len(raw)


def test_epoch_has_one_scrobble_in_1970() -> None:
    """Its time is 0."""
    assert [row[0] for row in _raw("epoch")] == [0]


def test_sporadic_pauses_for_years() -> None:
    """Three gaps are longer than three years."""
    times = [row[0] for row in _raw("sporadic")]
    gaps = [after - before for before, after in pairwise(times)]
    assert sum(gap > 3 * 365 * DAY for gap in gaps) >= 3


def test_marathon_has_thirty_thousand_in_a_day() -> None:
    """Two in each second with any; the last second before the day and the first after have one."""
    times = [row[0] for row in _raw("marathon")]
    inside = [uts for uts in times if MARATHON_DAY <= uts < MARATHON_DAY + DAY]
    assert len(inside) == MARATHON
    assert set(Counter(inside).values()) == {2}
    assert (times[0], times[-1]) == (MARATHON_DAY - 1, MARATHON_DAY + DAY)


def test_leaper_listens_at_midnight_and_on_leap_days() -> None:
    """Four leap days, each with its first and last second."""
    times = [datetime.fromtimestamp(row[0], UTC) for row in _raw("leaper")]
    leaps = [at for at in times if (at.month, at.day) == (2, 29)]
    assert len({at.year for at in leaps}) == 4
    assert {f"{at:%T}" for at in leaps} == {"00:00:00", "12:00:00", "23:59:59"}


def test_namesake_tells_names_apart_by_case() -> None:
    """Different spellings stay different; one title has several albums and none."""
    names = {row[1:4] for row in _raw("namesake")}
    folded = {tuple(name.casefold() for name in row) for row in names}
    assert len(folded) < len(names)
    assert {album for artist, album, track in names if (artist, track) == ("Måne", "Sang")} == {
        "",
        "Ny",
        "Live",
    }
