"""Limits of cards: by the user shown, by address, and for all cards together."""

from collections.abc import Callable

import pytest

from local.simulator import Simulator
from tests.integration.conftest import Functions, new_key
from tests.integration.faces.cards.conftest import Cards


def bare(user: str, **more: str) -> dict[str, str]:
    """Return the query of a card that needs one call."""
    return {"user": user, "avatar": "0", **more}


def is_busy(cards: Cards, query: dict[str, str], address: str = "192.0.2.1") -> bool:
    """Return whether a card is refused."""
    reply = cards.get(query=query, source_ip=address)
    shown = reply.headers.get("X-Card-Error")
    assert shown in (None, "busy", "user_not_found")
    return shown == "busy"


def test_calls_count_for_the_user_shown(
    new_cards: Callable[[], Cards], monkeypatch: pytest.MonkeyPatch, lastfm: Simulator
) -> None:
    """Whoever asks, by name or by token; another user's card has a limit of its own."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "1")
    cards = new_cards()
    assert not is_busy(cards, bare("rj"), "192.0.2.1")
    assert is_busy(cards, bare("RJ", unique="1"), "192.0.2.2")
    token = new_key("share", "rj")
    assert cards.shared(token, "top.svg").headers["X-Card-Error"] == "busy"
    assert not is_busy(cards, bare("newcomer"), "192.0.2.1")
    assert [call.method for call in lastfm.log] == ["user.getRecentTracks"] * 2


def test_stored_answers_are_free(
    new_cards: Callable[[], Cards], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds of readers and many variants of a card cost one call."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "1")
    cards = new_cards()
    for count in ("3", "5", "7", "7"):
        for theme in ("dark", "light"):
            assert not is_busy(cards, bare("rj", count=count, theme=theme))


def test_limits_of_other_faces_are_apart(
    functions: Functions, new_cards: Callable[[], Cards], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A README's readers do not use up what its owner may ask, nor the other way round."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "1")
    cards = new_cards()
    assert not is_busy(cards, bare("rj"), "203.0.113.7")
    assert functions.get("/artist/getInfo", {"artist": "Radiohead"}).status == 200
    assert functions.get("/artist/getInfo", {"artist": "Blur"}).status == 429
    assert not is_busy(cards, bare("newcomer"), "203.0.113.7")


def test_one_user_has_a_small_allowance(cards: Cards) -> None:
    """Thirty calls a minute, whatever the limit of other faces."""
    reply = cards.get(query=bare("rj"))
    assert reply.headers["X-RateLimit-Limit"] == "30"
    assert reply.headers["X-RateLimit-Remaining"] == "29"


def test_an_address_cannot_walk_through_users(
    new_cards: Callable[[], Cards], monkeypatch: pytest.MonkeyPatch, lastfm: Simulator
) -> None:
    """It is stopped at a caller's share of the budget; others go on, and known cards are shown."""
    monkeypatch.setenv("UPSTREAM_BUDGET_CALLS", "40")
    cards = new_cards()
    walk = [is_busy(cards, bare(f"walker-{n}"), "198.51.100.1") for n in range(15)]
    assert walk == [False] * 10 + [True] * 5
    assert len(lastfm.log) == 10
    assert not is_busy(cards, bare("rj"), "198.51.100.2")
    assert not is_busy(cards, bare("rj"), "198.51.100.1")


def test_all_cards_together_leave_half_of_the_budget(
    functions: Functions,
    new_cards: Callable[[], Cards],
    monkeypatch: pytest.MonkeyPatch,
    lastfm: Simulator,
) -> None:
    """However many addresses and users there are, in every environment."""
    monkeypatch.setenv("UPSTREAM_BUDGET_CALLS", "12")
    both = [new_cards(), new_cards()]
    walk = [is_busy(both[n % 2], bare(f"walker-{n}"), f"198.51.100.{n}") for n in range(9)]
    assert walk == [False] * 6 + [True] * 3
    assert len(lastfm.log) == 6
    for artist in ("Radiohead", "Blur", "Björk", "Mogwai"):
        assert functions.get("/artist/getInfo", {"artist": artist}).status in (200, 404)


def test_a_call_that_is_not_made_is_given_back(
    new_cards: Callable[[], Cards], monkeypatch: pytest.MonkeyPatch, lastfm: Simulator
) -> None:
    """To the user, the address and all cards: a spent budget uses up no limit."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "1")
    cards = new_cards()
    with monkeypatch.context() as patched:
        patched.setenv("LASTFM_PARAMETER_PREFIX", "/nothing/here")
        unconfigured = new_cards()
    assert is_busy(unconfigured, bare("rj"))
    assert not is_busy(cards, bare("rj"))
    assert len(lastfm.log) == 1


def test_variants_of_a_card_are_stored_up_to_a_limit(
    new_cards: Callable[[], Cards], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of kilobytes: storing costs more than drawing. The minute after, cards are stored again."""
    monkeypatch.setattr("lastfm_gateway.faces.cards.rendered.MOST_STORED", 2)
    cards = new_cards()

    def uses(width: int) -> list[str]:
        query = bare("rj", art="0", width=str(width))
        return [cards.get(query=query).headers["X-Cache"] for _ in range(2)]

    assert [uses(width) for width in (300, 301, 302)] == [
        ["MISS", "HIT"],
        ["MISS", "HIT"],
        ["MISS", "MISS"],
    ]
    cards.runtime.clock.later = 61  # type: ignore[attr-defined]  # the tests' clock
    assert uses(303) == ["MISS", "HIT"]
