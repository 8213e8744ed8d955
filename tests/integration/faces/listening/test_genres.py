"""Genres: counted by period, looked up bit by bit, and remembered beside the history."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listening.artist_genres import REMEMBERED_FOR
from lastfm_gateway.history import genre_memory, items
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import fold_name
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.faces.listening.library import Library, genres_at
from tests.integration.faces.listening.support import Clock
from tests.support import naive_library as naive
from tests.support.naive_listening import at, within

RANGE = {"_from": "2026-09-01", "to": "2026-10-15"}
START, END = at(2026, 9, 1), at(2026, 10, 16)


@pytest.fixture
def library(environment: Mapping[str, str], lastfm: Simulator, clock: Clock) -> partial[Library]:
    """Stores the whole history of a user, or a part."""
    assert environment
    return partial(Library, lastfm, clock)


@pytest.fixture
def collector(library: partial[Library]) -> Library:
    """A user who played hundreds of artists in six weeks, with these weeks stored."""
    return library("collector", Window(START, END))


def _finish(filled: Library, clock: Clock, **query: Any) -> list[int]:
    """Repeat a request until its answer is not partial; return the lookups of each."""
    lookups = []
    while True:
        answer = filled.get("genres", **query)
        lookups.append(filled.listener.lookups)
        if "partial" not in answer:
            return lookups
        clock.now += 61


def _remembered(clock: Clock, user: str = "collector") -> Mapping[str, Any]:
    """Return the remembered genres of a user."""
    return Runtime.from_environment(clock=clock).genre_memory(user).load()


def test_every_period_is_counted_from_raw_scrobbles(
    library: partial[Library], lastfm: Simulator
) -> None:
    """By month, week and year, all of it and a range, with the genres beyond the limit as Other."""
    filled = library("rj")
    truth = genres_at(lastfm, filled.raw)
    for unit in ("month", "week", "year"):
        for limit in (1, 10, 50):
            answer = filled.get("genres", group_by=unit, limit=limit)
            assert answer == {"data": naive.genres(filled.raw, truth, unit, limit)}
    assert any("Other" in period["genres"] for period in filled.get("genres", limit=2)["data"])
    for period in filled.get("genres", limit=2)["data"]:
        assert period["total"] == sum(period["genres"].values())
    day = within(filled.raw, at(2026, 11, 18), at(2026, 11, 19))
    assert filled.get("genres", date="2026-11-18") == {"data": naive.genres(day, truth)}


def test_comparison_is_the_same_range_a_year_before(
    library: partial[Library], lastfm: Simulator
) -> None:
    """It needs a range; 29 February becomes the 28th."""
    filled = library("rj")
    truth = genres_at(lastfm, filled.raw)
    assert filled.get("genres", compare_to="previous_year").keys() == {"data"}
    answer = filled.get("genres", **RANGE, compare_to="previous_year")
    assert answer == {
        "data": naive.genres(within(filled.raw, START, END), truth),
        "compare": naive.genres(within(filled.raw, at(2025, 9, 1), at(2025, 10, 16)), truth),
    }
    leap = filled.get("genres", date="2024-02-29", compare_to="previous_year")
    before = within(filled.raw, at(2023, 2, 28), at(2023, 3, 1))
    assert leap["compare"] == naive.genres(before, truth)


@pytest.mark.parametrize("user", ["leaper", "namesake", "silent", "sporadic", "epoch"])
def test_artists_without_a_genre_are_counted_nowhere(library: partial[Library], user: str) -> None:
    """Periods with such artists only are left out."""
    assert library(user).get("genres") == {"data": []}


def test_unknown_genres_are_looked_up_bit_by_bit(
    collector: Library, lastfm: Simulator, clock: Clock
) -> None:
    """Each request looks up a bounded number, most played first, and the next one continues."""
    first = collector.reply("genres", **RANGE)
    assert first.json["partial"] is True
    assert (first.headers["Retry-After"], first.headers["X-Cache"]) == ("5", "MISS")
    assert 0 < collector.listener.lookups <= 50
    looked_up = [call.parameters["artist"] for call in lastfm.log if "Tags" in call.method]
    ranked = naive.groups("artist", collector.raw)
    assert sorted(looked_up) == sorted(group[-1][1] for group in ranked[: len(looked_up)])
    clock.now += 61
    later = _finish(collector, clock, **RANGE)
    assert len(looked_up) + sum(later) == len(ranked)
    assert max(later) <= 50
    truth = genres_at(lastfm, collector.raw)
    assert collector.get("genres", **RANGE) == {"data": naive.genres(collector.raw, truth)}


def test_remembered_genres_cost_no_calls(collector: Library, clock: Clock) -> None:
    """Other ranges and units know them."""
    _finish(collector, clock, **RANGE)
    for query in ({"date": "2026-09-13"}, {**RANGE, "group_by": "week"}):
        assert "partial" not in collector.get("genres", **query)
        assert collector.listener.lookups == 0


def test_answer_is_complete_with_more_artists_than_are_remembered(
    collector: Library, lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The most played artists count, and stay remembered, whatever was remembered before."""
    monkeypatch.setattr(genre_memory, "MAX_ARTISTS", 70)
    _finish(collector, clock, date="2026-09-13")
    ranked = [fold_name(group[-1][1]) for group in naive.groups("artist", collector.raw)]
    assert len(ranked) > 140
    for _ in range(3):
        clock.now += 61
        answer = collector.get("genres", **RANGE)
    truth = genres_at(lastfm, collector.raw)
    counted = {artist: truth[artist] for artist in ranked[:70]}
    assert answer == {"data": naive.genres(collector.raw, counted)}
    assert set(_remembered(clock)) == set(counted)
    collector.get("genres", **RANGE, limit=50)
    assert collector.listener.lookups == 0


def test_genres_are_looked_up_again_after_a_month(collector: Library, clock: Clock) -> None:
    """Outdated genres are used until then: the answer is complete at once."""
    _finish(collector, clock, date="2026-09-13")
    known = len(_remembered(clock))
    clock.now += REMEMBERED_FOR + 3600
    assert "partial" not in collector.get("genres", date="2026-09-13")
    assert collector.listener.lookups == min(known, 50)


def test_failing_lookups_leave_the_answer_partial(
    library: partial[Library], lastfm: Simulator, clock: Clock
) -> None:
    """What is known is counted; nothing is remembered of a failure."""
    filled = library("rj")
    lastfm.faults.add(Fault("error", code=8, method="artist.getTopTags"))
    answer = filled.get("genres", date="2026-11-18")
    assert answer == {"data": [], "partial": True}
    assert _remembered(clock, "rj") == {}
    lastfm.faults.clear()
    clock.now += 61
    day = within(filled.raw, at(2026, 11, 18), at(2026, 11, 19))
    truth = genres_at(lastfm, filled.raw)
    assert filled.get("genres", date="2026-11-18") == {"data": naive.genres(day, truth)}


def test_erasing_a_history_erases_its_genres(collector: Library, clock: Clock) -> None:
    """Nothing of the user is left in the table."""
    collector.get("genres", **RANGE)
    store = Runtime.from_environment(clock=clock).history
    assert _remembered(clock)
    store.erase("collector")
    assert _remembered(clock) == {}
    assert list(store.users()) == []


def test_genres_found_after_an_erasure_are_not_kept(collector: Library, clock: Clock) -> None:
    """A request that was under way leaves nothing behind."""
    collector.get("genres", date="2026-09-13")
    memory = Runtime.from_environment(clock=clock).genre_memory("collector")
    known = memory.load()
    store = Runtime.from_environment(clock=clock).history
    store.erase("collector")
    memory.save(known)
    late = Runtime.from_environment(clock=clock).genre_memory("collector")
    late.load()
    late.save(known)
    assert list(store.users()) == []


def test_slower_of_two_requests_keeps_what_the_faster_found(
    collector: Library, clock: Clock
) -> None:
    """It remembers nothing; its lookups are in the cache for the next request."""
    collector.get("genres", date="2026-09-13")
    one, other = (Runtime.from_environment(clock=clock).genre_memory("collector") for _ in "ab")
    known = one.load()
    other.load()
    one.save({**known, "faster": next(iter(known.values()))})
    other.save(known)
    assert "faster" in _remembered(clock)


def test_damaged_genres_are_looked_up_anew(
    collector: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The item is replaced, and the answer is whole."""
    _finish(collector, clock, date="2026-09-13")
    memory = Runtime.from_environment(clock=clock).genre_memory("collector")
    known = memory.load()
    with monkeypatch.context() as briefly:
        briefly.setattr(items, "_checksum", lambda *_: b"abcd")
        memory.save(known)
    clock.now += 61
    answer = collector.get("genres", date="2026-09-13", group_by="week")
    assert "partial" not in answer
    assert _remembered(clock)


def test_two_users_remember_for_themselves(library: partial[Library], clock: Clock) -> None:
    """The item is the user's own."""
    library("rj").get("genres", date="2026-11-18")
    library("sporadic").get("artists")
    assert "rare birds" not in _remembered(clock, "rj")
    assert set(_remembered(clock, "sporadic")) == {"rare birds"}
