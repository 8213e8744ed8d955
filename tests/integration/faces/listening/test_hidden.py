"""A user who hides recent listening, and has signed in: as warm as everybody."""

from collections.abc import Mapping

import pytest

from lastfm_gateway.keys.encryption import SessionCipher
from local.simulator import API_KEY, Simulator
from tests.integration.conftest import Functions, sign_in
from tests.integration.faces.auth.test_auth import _token
from tests.integration.faces.listening.support import ARTISTS, TRACKS, Clock, Listener

YEAR = {"period": "12month", "include_sparklines": "true"}


@pytest.fixture
def hermit(environment: Mapping[str, str], lastfm: Simulator, clock: Clock) -> Listener:
    """A user whose recent listening is hidden, with a key that has their session."""
    assert environment
    listener = Listener(lastfm, clock, "hermit")
    token = _token(lastfm)
    lastfm.service.world.tokens.authorise(token, API_KEY, "hermit")
    listener.key = sign_in(Functions(), token).json["key"]
    return listener


@pytest.fixture
def unsealed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The users whose sessions were decrypted."""
    users: list[str] = []
    original = SessionCipher.decrypt

    def decrypt(cipher: SessionCipher, encrypted: bytes, user: str) -> str:
        users.append(user)
        return original(cipher, encrypted, user)

    monkeypatch.setattr(SessionCipher, "decrypt", decrypt)
    return users


def test_what_is_stored_of_a_hidden_history_costs_nothing(
    hermit: Listener, lastfm: Simulator, clock: Clock, unsealed: list[str]
) -> None:
    """Other pages take no call, no session, another kind its list; hours later no more than three.

    The one call that Last.fm refused tells for the next thirty days.
    """
    cold = hermit.get(TRACKS, **YEAR)
    assert "partial" not in cold.text
    assert unsealed == ["hermit"]
    for wish in ({"page": 2}, {"limit": 50}, {"limit": 7}):
        assert hermit.get(TRACKS, **YEAR, **wish).json["data"]
        assert (hermit.calls, hermit.lookups) == (0, 0)
    assert hermit.get(ARTISTS, **YEAR).json["data"]
    assert hermit.calls == 1
    hermit.get(TRACKS, _from="2026-03-01", to="2026-05-31", include_sparklines="true")
    assert hermit.calls == 1
    assert unsealed == ["hermit"]
    for hours in (2, 24, 72):
        clock.now += hours * 3600
        before = len(lastfm.log)
        assert hermit.get(TRACKS, **YEAR).status == 200
        assert 0 < hermit.calls + hermit.lookups <= 3
        recent = [c for c in lastfm.log[before:] if c.method == "user.getRecentTracks"]
        assert recent
        assert all("sk" in call.parameters for call in recent)


def test_what_a_session_read_is_shown_to_no_other_key(
    hermit: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """A key of the same user's without a session is refused, whatever is stored by then."""
    assert hermit.get(TRACKS, **YEAR).status == 200
    assert Listener(lastfm, clock, "hermit").get(TRACKS, **YEAR).status == 403
