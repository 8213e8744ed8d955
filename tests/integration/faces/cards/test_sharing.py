"""Cards by share token: hidden listening, own entries, caching by whoever has the link."""

import re

import pytest

from local.simulator import Simulator, session_key
from local.simulator.faults import Fault
from tests.integration.conftest import new_key, new_session_key
from tests.integration.faces.cards.conftest import Cards, text_of


@pytest.mark.parametrize("card", ["recent", "now", "top", "stats"])
def test_token_shows_its_user(cards: Cards, card: str) -> None:
    """Whatever user is named; caches may keep it, since the link is the key."""
    reply = cards.shared(new_key("share", "rj"), f"{card}.svg", {"user": "newcomer"})
    assert "rj" in text_of(reply)
    assert re.fullmatch(r"public, max-age=(60|5\d), s-maxage=\1", reply.headers["Cache-Control"])
    assert reply.headers["Vary"] == "Accept-Encoding, Authorization"  # of every response


def test_hidden_listening_needs_a_token_with_the_session(cards: Cards) -> None:
    """A token that was made with a signed-in key has it. What it shows stays with it."""
    issued = new_session_key("share", "hermit", session_key("hermit"))
    shown = cards.shared(issued.text)
    assert "X-Card-Error" not in shown.headers
    assert "hermit" in text_of(shown)
    assert cards.shared(new_key("share", "hermit")).headers["X-Card-Error"] == "hidden"
    assert cards.get(query={"user": "hermit"}).headers["X-Card-Error"] == "hidden"
    assert cards.shared(issued.text).headers["X-Cache"] == "HIT"


def test_hidden_card_is_shown_while_last_fm_fails(cards: Cards, lastfm: Simulator) -> None:
    """The last good one, with its time: what is stored tells which answer is the token's."""
    issued = new_session_key("share", "hermit", session_key("hermit"))
    cards.shared(issued.text)
    cards.runtime.clock.later = 7200  # type: ignore[attr-defined]  # the tests' clock
    lastfm.faults.add(Fault("error", code=8))
    again = cards.shared(issued.text)
    assert "X-Card-Error" not in again.headers
    assert "as of" in text_of(again).lower()


def test_card_of_a_user_who_begins_to_hide(cards: Cards, lastfm: Simulator) -> None:
    """What was public and is stored is shown no more."""
    named, shared = {"user": "rj", "avatar": "0"}, new_key("share", "rj")
    assert "X-Card-Error" not in cards.get(query=named).headers
    lastfm.service.world.hide("rj", hidden=True)
    cards.runtime.clock.later = 120  # type: ignore[attr-defined]  # the tests' clock
    for reply in (cards.get(query=named), cards.shared(shared), cards.get(query=named)):
        assert reply.headers["X-Card-Error"] == "hidden"


def test_unknown_card_of_a_token(cards: Cards) -> None:
    """A picture too. Names are exact: an escaped slash is part of the name."""
    for name in ("passwords.svg", "a/recent.svg", "/recent.svg"):
        reply = cards.shared(new_key("share", "rj"), name)
        assert (reply.status, reply.headers["X-Card-Error"]) == (200, "no_card")
