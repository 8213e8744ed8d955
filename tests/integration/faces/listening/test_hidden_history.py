"""Users who hide their recent listening and have signed in."""

from collections.abc import Mapping

import pytest

from lastfm_gateway import methods
from lastfm_gateway.keys.encryption import SessionCipher
from local.simulator import API_KEY, Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, sign_in
from tests.integration.faces.listening.support import ARTISTS, TRACKS, Clock, Listener
from tests.support.tokens import lastfm_token

YEAR = {"period": "12month", "include_sparklines": "true"}


@pytest.fixture
def hermit(environment: Mapping[str, str], lastfm: Simulator, clock: Clock) -> Listener:
    """A user with a hidden history, whose key has their session."""
    assert environment
    return _signed_in(lastfm, clock, "hermit")


def _signed_in(lastfm: Simulator, clock: Clock, user: str) -> Listener:
    """Return a client whose key has its user's session."""
    listener = Listener(lastfm, clock, user)
    token = lastfm_token(lastfm)
    lastfm.service.world.tokens.authorise(token, API_KEY, user)
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


def test_session_is_decrypted_once_in_some_minutes(
    hermit: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """KMS is asked for the first of several pages; each page uses the session."""
    asked: list[bytes] = []
    original = SessionCipher._decrypt  # noqa: SLF001 (the call to KMS)

    def decrypt(cipher: SessionCipher, encrypted: bytes, context: Mapping[str, str]) -> str:
        asked.append(encrypted)
        return original(cipher, encrypted, context)

    monkeypatch.setattr(SessionCipher, "_decrypt", decrypt)
    for page in range(1, 4):
        assert hermit.get(TRACKS, **YEAR, page=page).status == 200
    assert len(asked) == 1


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


@pytest.mark.parametrize("finds_it", ["the key itself", "a key with the session", "a worker"])
def test_pages_stored_while_the_history_was_public_are_not_served_again(
    rj: Listener, lastfm: Simulator, clock: Clock, finds_it: str
) -> None:
    """A page that is fresh for a day ends as soon as a request finds that the history is hidden."""
    past = "/v1/listening/year/2024"
    signed_in = _signed_in(lastfm, clock, "rj")
    assert rj.get(past).status == 200
    assert rj.get(past).headers["X-Cache"] == "HIT"
    lastfm.service.world.hide("rj", hidden=True)
    clock.now += 60
    if finds_it == "a worker":
        rj.runtime.history.update("rj", lambda manifest: manifest._replace(is_hidden=True))
    if finds_it == "a key with the session":
        assert signed_in.get("/v1/listening/recent").status == 200
    else:
        assert rj.get("/v1/listening/recent").status == 403
    clock.now += 1
    assert rj.get(past).status == 403
    assert signed_in.get(past).status == 200


def test_stored_page_ends_when_another_face_is_refused(
    environment: Mapping[str, str], lastfm: Simulator, clock: Clock
) -> None:
    """Of a key without the session, while Last.fm fails too. With the session it stays."""
    assert environment
    anyone, owner = Listener(lastfm, clock), _signed_in(lastfm, clock, "rj")
    for client in (anyone, owner):
        assert client.get(TRACKS, **YEAR).status == 200
        assert client.get(TRACKS, **YEAR).headers["X-Cache"] == "HIT"
    lastfm.service.world.hide("rj", hidden=True)
    clock.now += 1
    routes = anyone.runtime.method_routes.routes_of(methods.of_family("user"))
    rest = Functions()
    rest.serve("user", anyone.runtime.handlers.make(routes))
    assert rest.get("/user/getRecentTracks", {"user": "rj"}).status == 403
    lastfm.faults.add(Fault("error", code=11))
    assert anyone.get(TRACKS, **YEAR).headers.get("X-Cache") != "HIT"
    assert owner.get(TRACKS, **YEAR).headers["X-Cache"] == "HIT"
