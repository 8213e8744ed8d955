"""Errors of cards: always a picture with status 200, named in a header."""

from collections.abc import Callable
from typing import Any

import pytest

from lastfm_gateway.faces.cards import maker
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import new_key
from tests.integration.faces.cards.conftest import Cards, text_of

#: Code, words, and for how many seconds it may be kept.
type Shown = tuple[str, str, int]

NO_USER: Shown = ("no_user", "No user given\nAdd ?user=name", 300)
BUSY: Shown = ("busy", "Last.fm is busy\nTry again in a minute", 30)
NO_LINK: Shown = ("invalid_link", "This link is no longer valid", 10)


def check(reply: Any, shown: Shown) -> None:
    """Check that a reply is an error's card."""
    code, words, max_age = shown
    assert (reply.status, reply.headers["Content-Type"]) == (200, "image/svg+xml")
    assert reply.headers["X-Card-Error"] == code
    assert words in text_of(reply)
    assert reply.headers["Cache-Control"] == f"public, max-age={max_age}, s-maxage={max_age}"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "sandbox" in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize("card", ["recent", "stats"])
def test_no_user(cards: Cards, lastfm: Simulator, card: str) -> None:
    """Missing, blank or malformed, and keys of this gateway: no call."""
    check(cards.get(card, {"theme": "light"}), NO_USER)
    for user in ("", " ", "a\nb", "a" * 101, "\ud800", "\x00", "rw_live_" + "0" * 80):
        check(cards.get(card, {"user": user, "theme": "light"}), NO_USER)
    assert lastfm.log == []


def test_unknown_user(cards: Cards, lastfm: Simulator) -> None:
    """Last.fm's "not found" is remembered, for each list."""
    for card in ("recent", "now", "top", "stats"):
        shown = ("user_not_found", "User not found\nCheck the name at last.fm", 10)
        check(cards.get(card, {"user": "nobody-at-all"}), shown)
    assert len(lastfm.log) == 3


@pytest.mark.parametrize("card", ["recent", "now"])
def test_hidden_listening_is_not_shown_by_name(cards: Cards, lastfm: Simulator, card: str) -> None:
    """That it is hidden is remembered for half a minute."""
    for _ in range(2):
        shown = ("hidden", "Listening is hidden\nThe owner can make a share link", 10)
        check(cards.get(card, {"user": "hermit"}), shown)
    assert len(lastfm.log) == 1


def test_nothing_scrobbled(cards: Cards) -> None:
    """Of a new user. Totals are shown all the same."""
    for card in ("recent", "now"):
        shown = ("no_scrobbles", "Nothing scrobbled yet", 10)
        check(cards.get(card, {"user": "silent"}), shown)
    shown = ("no_scrobbles", "Nothing scrobbled in this period", 10)
    check(cards.get("top", {"user": "silent"}), shown)
    assert "X-Card-Error" not in cards.get("stats", {"user": "silent"}).headers


@pytest.mark.parametrize("code", [8, 11, 16, 29])
def test_last_fm_fails(cards: Cards, lastfm: Simulator, code: int) -> None:
    """And nothing is stored."""
    lastfm.faults.add(Fault("error", code=code))
    for card in ("recent", "stats"):
        check(cards.get(card), BUSY)


@pytest.mark.parametrize("kind", ["html-200", "truncated", "drop"])
def test_last_fm_sends_rubbish(cards: Cards, lastfm: Simulator, kind: str) -> None:
    """It counts as a failure."""
    lastfm.faults.add(Fault(kind))
    check(cards.get(), BUSY)


def test_rows_that_are_all_malformed(cards: Cards, lastfm: Simulator) -> None:
    """An answer in a new shape is no empty history."""
    body = '{"recenttracks":{"track":[{}],"@attr":{"user":"rj","total":"1"}}}'
    lastfm.faults.add(Fault("body", body=body))
    check(cards.get(), BUSY)


@pytest.mark.parametrize("code", [10, 26])
def test_last_fm_refuses_the_key(cards: Cards, lastfm: Simulator, code: int) -> None:
    """Only the operator can help."""
    lastfm.faults.add(Fault("error", code=code))
    check(cards.get(), ("refused", "Last.fm refuses this gateway\nIts operator must act", 10))


def test_unknown_card(cards: Cards) -> None:
    """Every path below that of the cards."""
    for path in ("/card/x.svg", "/card/recent", "/card/recent.png", "/card/a/b", "/card/.svg"):
        check(cards.get(path, resource="/card/{proxy+}"), ("no_card", "No such card", 300))


def test_other_verbs(cards: Cards) -> None:
    """No image proxy sends them: 405, and what is allowed."""
    reply = cards.get(verb="POST")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert reply.headers["Content-Type"] == "image/svg+xml"
    assert "No such card" not in text_of(reply)


def test_bug(
    cards: Cards,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An unexpected exception is drawn, counted and logged without what was sent."""

    def fail(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(maker, "draw_card", fail)
    check(cards.get(), ("failed", "This card failed\nTry again in a minute", 10))
    logged = capsys.readouterr().out
    assert '"Failures"' in logged
    assert '"CardFailures"' in logged
    (failed,) = [each for each in caplog.records if each.message == "A request failed"]
    assert vars(failed)["error"] == "RuntimeError"
    assert "secret" not in logged + caplog.text


def test_mistakes_and_failures_are_counted_apart(
    cards: Cards, lastfm: Simulator, capsys: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """An alarm is on the failures, whose code is logged."""
    cards.get(query={})
    cards.get(query={"user": "hermit"})
    logged = capsys.readouterr().out
    assert logged.count('"CardErrors":[1.0]') == 2
    assert "CardFailures" not in logged
    lastfm.faults.add(Fault("error", code=10))
    cards.get()
    logged = capsys.readouterr().out
    assert logged.count('"CardFailures":[1.0]') == 1
    assert "CardErrors" not in logged
    assert [vars(each)["code"] for each in caplog.records if hasattr(each, "code")] == ["refused"]


def test_unknown_share_token(cards: Cards, lastfm: Simulator) -> None:
    """Malformed or never issued: no call."""
    for token in ("", "rw_share_0", "rw_share_" + "0" * 80, "x" * 4000, "é"):
        check(cards.shared(token), NO_LINK)
    assert lastfm.log == []


def test_revoked_token_and_other_keys(cards: Cards, lastfm: Simulator) -> None:
    """A rendered card does not outlive its token here."""
    token = new_key("share", "rj")
    assert "X-Card-Error" not in cards.shared(token).headers
    runtime = cards.runtime
    runtime.keys.revoke(token.removeprefix("rw_share_")[:16], int(runtime.clock()))
    lastfm.log.clear()
    check(cards.shared(token), NO_LINK)
    check(cards.shared(new_key()), NO_LINK)
    assert lastfm.log == []


def test_names_are_for_open_deployments(
    new_cards: Callable[[], Cards], monkeypatch: pytest.MonkeyPatch, lastfm: Simulator
) -> None:
    """With AccessMode=keyed a share link is the only way, and works."""
    monkeypatch.setenv("ACCESS_MODE", "keyed")
    cards = new_cards()
    shown = ("share_link_needed", "This gateway is not public\nUse a share link", 300)
    check(cards.get(), shown)
    check(cards.get("/svg"), shown)
    assert lastfm.log == []
    assert "X-Card-Error" not in cards.shared(new_key("share", "rj")).headers


def test_error_has_an_etag(cards: Cards) -> None:
    """An unchanged error is 304."""
    first = cards.get(query={})
    again = cards.get(query={}, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.text) == (304, "")
    assert again.headers["X-Card-Error"] == "no_user"
