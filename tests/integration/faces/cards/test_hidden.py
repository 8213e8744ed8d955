"""Cards of a user who begins to hide recent listening: nothing of before is drawn or served."""

from collections.abc import Callable, Mapping
from threading import Thread
from typing import Any

import pytest

from local.simulator import Simulator, session_key
from local.simulator.faults import Fault
from tests.integration.conftest import new_key, new_session_key
from tests.integration.faces.cards.conftest import Cards, text_of
from tests.support.clock import Clock
from tests.support.holding import held

RECENT = {"user": "rj", "avatar": "0"}
#: The same user's list under another cache key.
UNIQUE = {**RECENT, "unique": "1"}


@pytest.fixture
def hide(cards: Cards, lastfm: Simulator, clock: Clock) -> Callable[[], None]:
    """Hides rj's listening, an hour after cards of it were drawn."""
    cards.get(query=RECENT)
    cards.get(query=UNIQUE)

    def begin() -> None:
        lastfm.service.world.hide("rj", hidden=True)
        clock.later += 3600

    return begin


def error_of(cards: Cards, query: dict[str, str] = RECENT, card: str = "recent") -> str:
    """Return the error of a card, which shows no track then."""
    reply = cards.get(card, query)
    error = reply.headers.get("X-Card-Error", "")
    assert not error or "ago" not in text_of(reply)
    return error


def test_no_old_card_while_last_fm_fails(
    cards: Cards, hide: Callable[[], None], lastfm: Simulator, clock: Clock
) -> None:
    """By name, under another key, and by a share token without the session."""
    token = new_key("share", "rj")
    cards.shared(token)
    hide()
    assert error_of(cards) == "hidden"
    lastfm.faults.add(Fault("error", code=11))
    clock.later += 80
    assert [error_of(cards), error_of(cards, UNIQUE), error_of(cards, card="now")] == ["busy"] * 3
    assert cards.shared(token).headers["X-Card-Error"] == "busy"


def test_no_old_card_when_a_share_is_spent(
    cards: Cards,
    new_cards: Callable[[], Cards],
    hide: Callable[[], None],
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stranger who walks through users forces no old list."""
    hide()
    assert error_of(cards) == "hidden"
    monkeypatch.setenv("RATE_LIMIT_CALLS", "2")
    clock.later += 80
    limited = new_cards()
    for card in ("top", "stats", "recent"):
        limited.get(card, RECENT)
    assert error_of(limited) in {"busy", "hidden"}
    assert error_of(limited, UNIQUE) == "busy"


def test_rendered_card_of_before_is_no_hit(
    cards: Cards, hide: Callable[[], None], lastfm: Simulator
) -> None:
    """It is a minute young, and another list's key has learned that its user hides."""
    hide()
    lastfm.service.world.hide("rj", hidden=False)
    assert [cards.get(query=RECENT).headers["X-Cache"] for _ in range(2)] == ["MISS", "HIT"]
    lastfm.service.world.hide("rj", hidden=True)
    assert error_of(cards, UNIQUE) == "hidden"
    assert error_of(cards) == "hidden"


def test_card_drawn_while_another_environment_asks(
    cards: Cards, new_cards: Callable[[], Cards], hide: Callable[[], None], lastfm: Simulator
) -> None:
    """The stale list, drawn before anybody knew, is no hit when somebody does."""
    hide()
    other = new_cards()
    with held(lastfm, "user.getRecentTracks") as calls:
        asking = Thread(target=cards.get, kwargs={"query": RECENT})
        asking.start()
        calls.until(1)
        assert error_of(other) == "", "nobody knows yet"
        calls.release()
        asking.join()
    assert error_of(other) == "hidden"


def test_user_who_shows_again(
    cards: Cards, hide: Callable[[], None], lastfm: Simulator, clock: Clock
) -> None:
    """Is shown, and cards are hits again."""
    hide()
    assert error_of(cards) == "hidden"
    lastfm.service.world.hide("rj", hidden=False)
    clock.later += 40
    assert [cards.get(query=RECENT).headers["X-Cache"] for _ in range(2)] == ["MISS", "HIT"]
    lastfm.faults.add(Fault("error", code=11))
    clock.later += 120
    assert error_of(cards) == ""


def test_token_with_the_session_is_shown(
    cards: Cards, hide: Callable[[], None], lastfm: Simulator, clock: Clock
) -> None:
    """Its card is a hit whatever others are refused, and drawn from its own answer in an outage."""
    token = new_session_key("share", "rj", session_key("rj")).text
    hide()
    assert "X-Card-Error" not in cards.shared(token).headers
    clock.later += 40
    assert error_of(cards) == "hidden"
    assert cards.shared(token).headers["X-Cache"] == "HIT"
    lastfm.faults.add(Fault("error", code=11))
    clock.later += 120
    assert "X-Card-Error" not in cards.shared(token).headers


@pytest.mark.parametrize(("card", "keys"), [("recent", 5), ("now", 5), ("top", 4), ("stats", 4)])
def test_what_a_hit_reads(
    cards: Cards, new_cards: Callable[[], Cards], card: str, keys: int
) -> None:
    """One batch, and not consistently. Half a read unit more where its user may hide something."""
    cards.get(card, RECENT)
    reads: list[tuple[int, bool]] = []

    def note(params: Mapping[str, Any], **_: object) -> None:
        tables = params["RequestItems"].values()
        reads.extend((len(table["Keys"]), table["ConsistentRead"]) for table in tables)

    other = new_cards()
    events = other.runtime._database.meta.events  # noqa: SLF001 (to count its reads)
    events.register("before-parameter-build.dynamodb.BatchGetItem", note)
    assert other.get(card, RECENT).headers["X-Cache"] == "HIT"
    assert reads == [(keys, False)]
