"""Users who hide their recent listening and have signed in."""

from collections.abc import Mapping

import pytest

from lastfm_gateway.keys.encryption import SessionCipher
from local.simulator import API_KEY, Simulator
from tests.integration.conftest import Functions, sign_in
from tests.integration.faces.listening.support import ARTISTS, TRACKS, Clock, Listener
from tests.support.tokens import lastfm_token

YEAR = {"period": "12month", "include_sparklines": "true"}


@pytest.fixture
def hermit(environment: Mapping[str, str], lastfm: Simulator, clock: Clock) -> Listener:
    """A user with a hidden history, whose key has their session."""
    assert environment
    listener = Listener(lastfm, clock, "hermit")
    token = lastfm_token(lastfm)
    lastfm.service.world.tokens.authorise(token, API_KEY, "hermit")
    listener.key = sign_in(Functions(), token).json["key"]
    return listener


@pytest.fixture
def decrypted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The users whose sessions were decrypted, in order."""
    users: list[str] = []
    original = SessionCipher.decrypt

    def decrypt(cipher: SessionCipher, encrypted: bytes, user: str) -> str:
        users.append(user)
        return original(cipher, encrypted, user)

    monkeypatch.setattr(SessionCipher, "decrypt", decrypt)
    return users


def test_stored_pages_of_a_hidden_history_cost_no_call(
    hermit: Listener, lastfm: Simulator, clock: Clock, decrypted: list[str]
) -> None:
    """Other pages need no call and no session, other kinds their list, hours later three calls.

    Last.fm's one refusal is remembered with the history.
    """
    cold = hermit.get(TRACKS, **YEAR)
    assert "partial" not in cold.text
    assert decrypted == ["hermit"]
    for query in ({"page": 2}, {"limit": 50}, {"limit": 7}):
        assert hermit.get(TRACKS, **YEAR, **query).json["data"]
        assert (hermit.calls, hermit.lookups) == (0, 0)
    assert hermit.get(ARTISTS, **YEAR).json["data"]
    assert hermit.calls == 1
    hermit.get(TRACKS, _from="2026-03-01", to="2026-05-31", include_sparklines="true")
    assert hermit.calls == 0
    assert set(decrypted) == {"hermit"}
    for hours in (2, 24, 72):
        clock.now += hours * 3600
        before = len(lastfm.log)
        assert hermit.get(TRACKS, **YEAR).status == 200
        assert 0 < hermit.calls + hermit.lookups + hermit.syncs <= 3
        recent = [c for c in lastfm.log[before:] if c.method == "user.getRecentTracks"]
        assert recent
        assert all("sk" in call.parameters for call in recent)


def test_pages_read_with_a_session_are_shown_to_no_other_key(
    hermit: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """The same user's key without a session is refused, whatever is stored."""
    assert hermit.get(TRACKS, **YEAR).status == 200
    assert Listener(lastfm, clock, "hermit").get(TRACKS, **YEAR).status == 403
