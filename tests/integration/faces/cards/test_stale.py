"""The last good card, up to a day old, while Last.fm fails or the gateway may not ask."""

import re
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

import pytest

from lastfm_gateway.errors import CallBudgetSpent
from lastfm_gateway.limits.circuit_breaker import BREAKER_KEY
from lastfm_gateway.limits.circuit_state import CircuitState
from lastfm_gateway.limits.items import circuit_item
from lastfm_gateway.limits.sliding_window import to_ms
from lastfm_gateway.storage.connection import DynamoDBConnection, TableFault
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Reply
from tests.integration.faces.cards.conftest import Cards, text_of
from tests.integration.faces.nowplaying.test_flat import play
from tests.support.holding import held
from tests.support.patience import Patience

HOUR = 3600
DAY = 24 * HOUR
KINDS = ("recent", "now", "top", "stats")
BARE = {"user": "rj", "avatar": "0"}
AS_OF = r"as of (\d+ \w+, )?\d\d:\d\d UTC"


@pytest.fixture
def later(cards: Cards) -> Callable[[int], None]:
    """Moves the clock of the gateway and of Last.fm."""

    def move(seconds: int) -> None:
        cards.runtime.clock.later = seconds  # type: ignore[attr-defined]  # the tests' clock

    return move


def check_old(reply: Reply) -> None:
    """Check that a card shows an old answer, and says so."""
    assert "X-Card-Error" not in reply.headers
    assert re.search(AS_OF, text_of(reply), re.IGNORECASE)
    assert reply.headers["Cache-Control"] == "public, max-age=30, s-maxage=30"


@pytest.mark.parametrize("code", [8, 11, 16, 29])
def test_last_good_card_is_shown_with_its_time(
    cards: Cards, lastfm: Simulator, later: Callable[[int], None], code: int
) -> None:
    """After 23 hours of failures."""
    for card in KINDS:
        cards.get(card, BARE)
    later(23 * HOUR)
    lastfm.faults.add(Fault("error", code=code))
    for card in KINDS:
        check_old(cards.get(card, BARE))


def test_a_day_is_the_limit(cards: Cards, lastfm: Simulator, later: Callable[[int], None]) -> None:
    """An older answer is not shown."""
    cards.get(query=BARE)
    later(DAY + 120)
    lastfm.faults.add(Fault("error", code=11))
    assert cards.get(query=BARE).headers["X-Card-Error"] == "busy"


def test_what_played_then_does_not_play_now(
    cards: Cards, lastfm: Simulator, later: Callable[[int], None]
) -> None:
    """An old answer's playing track becomes one that was played."""
    play(lastfm)
    assert "playing" in text_of(cards.get("now", BARE)).lower()
    later(2 * HOUR)
    lastfm.faults.add(Fault("error", code=11))
    reply = cards.get("now", BARE)
    check_old(reply)
    assert "now playing" not in text_of(reply).lower()
    assert "Creep" in text_of(reply)


def test_a_young_stale_answer_has_no_time(
    cards: Cards, lastfm: Simulator, later: Callable[[int], None]
) -> None:
    """Two minutes are not worth saying; the card is kept briefly."""
    cards.get(query=BARE)
    later(120)
    lastfm.faults.add(Fault("error", code=11))
    reply = cards.get(query=BARE)
    assert not re.search(AS_OF, text_of(reply), re.IGNORECASE)
    assert reply.headers["Cache-Control"] == "public, max-age=15, s-maxage=15"


def test_spent_budget(cards: Cards, later: Callable[[int], None], lastfm: Simulator) -> None:
    """Nothing is asked."""
    cards.get(query=BARE)
    later(HOUR)
    with suppress(CallBudgetSpent):
        while True:
            cards.runtime.budget.spend()
    lastfm.log.clear()
    check_old(cards.get(query=BARE))
    assert lastfm.log == []
    assert cards.get(query={"user": "newcomer"}).headers["X-Card-Error"] == "busy"


def test_open_breaker(cards: Cards, later: Callable[[int], None], lastfm: Simulator) -> None:
    """Nothing is asked."""
    cards.get(query=BARE)
    later(HOUR)
    until = to_ms(cards.runtime.clock()) + 60_000
    state = CircuitState(openings=1, until=until, version=99)
    cards.runtime.table.put(circuit_item(BREAKER_KEY, state))
    lastfm.log.clear()
    check_old(cards.get(query=BARE))
    assert lastfm.log == []
    assert cards.get(query={"user": "newcomer"}).headers["X-Card-Error"] == "busy"


def test_others_get_the_stale_answer_while_one_asks(
    cards: Cards, new_cards: Callable[[], Cards], lastfm: Simulator, later: Callable[[int], None]
) -> None:
    """At once: only one environment waits for Last.fm."""
    cards.get(query=BARE)
    later(HOUR)
    with held(lastfm, "user.getRecentTracks") as calls:
        first = Thread(target=cards.get, kwargs={"query": BARE})
        first.start()
        calls.until(1)
        check_old(new_cards().get(query=BARE))
        calls.release()
        first.join()


def test_silent_last_fm(
    cards: Cards, lastfm: Simulator, later: Callable[[int], None], patience: Patience
) -> None:
    """Its deadline passes: the stored card, or that Last.fm is busy. It is not waited for twice."""
    cards.get(query=BARE)
    later(HOUR)
    patience.use_production()
    with held(lastfm, "user.getRecentTracks") as calls:
        check_old(cards.get(query=BARE))
        for _ in range(3):
            assert cards.get(query={"user": "newcomer"}).headers["X-Card-Error"] == "busy"
        assert calls.most <= 2


@pytest.mark.parametrize("started", [0, 0.8])
def test_silence_is_remembered(
    cards: Cards,
    lastfm: Simulator,
    later: Callable[[int], None],
    patience: Patience,
    started: float,
) -> None:
    """The next card makes no call, even if a slow start left too little time to blame Last.fm."""
    cards.get()
    later(HOUR)
    patience.use_production()
    with held(lastfm, "user.getRecentTracks") as calls:
        check_old(cards.get(received=cards.runtime.clock() - started))
        assert calls.most == 1
        check_old(cards.get(query={"user": "rj", "width": "500"}))
        assert calls.most == 1


def test_no_table(cards: Cards, monkeypatch: pytest.MonkeyPatch, lastfm: Simulator) -> None:
    """A card is drawn from Last.fm alone."""

    def fail(*_: object, **__: object) -> None:
        raise TableFault("ThrottlingException")

    monkeypatch.setattr(DynamoDBConnection, "call", fail)
    reply = cards.get()
    assert "X-Card-Error" not in reply.headers
    assert len(lastfm.log) == 2
