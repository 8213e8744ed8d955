"""Reads about the user of a bearer key: signed with their session, and shown to nobody else."""

from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from lastfm_gateway import methods
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import GatewayError
from lastfm_gateway.keys.encryption import SessionCipher
from local.simulator import Simulator, session_key
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Reply, bearer, new_key
from tests.integration.history.support import key_with_session
from tests.support.clock import Clock
from tools.proxy_event import proxy_event

REST = "/user/getRecentTracks"
HERMIT = {"user": "hermit", "limit": "3"}


@pytest.fixture
def key(functions: Functions, lastfm: Simulator) -> str:
    """A key that the user who hides recent listening got by signing in."""
    assert functions
    made = key_with_session(lastfm, "hermit")
    lastfm.log.clear()
    return made


def rest(functions: Functions, key: str = "", **query: str) -> Reply:
    """Ask the REST family, with a key in the header."""
    return functions.get(REST, HERMIT | query, headers=bearer(key) if key else {})


def webservice(functions: Functions, key: str = "", **query: str) -> Reply:
    """Ask `/2.0/`, with a key as `api_key`."""
    sent = {**HERMIT, "format": "json", **({"api_key": key} if key else {}), **query}
    return functions.call_method("user.getRecentTracks", **sent)


def rest_by_parameter(functions: Functions, key: str = "", **query: str) -> Reply:
    """Ask the REST family, with a key as `api_key`."""
    return functions.get(REST, HERMIT | ({"api_key": key} if key else {}) | query)


FACES = [rest, rest_by_parameter, webservice]


def signed(lastfm: Simulator) -> list[bool]:
    """Return of each call to Last.fm whether it had a session; empty the log."""
    found = ["sk" in call.parameters for call in lastfm.log]
    lastfm.log.clear()
    return found


def tracks(reply: Reply) -> list[Any]:
    """Return the scrobbles in an answer."""
    listed: list[Any] = reply.json["recenttracks"]["track"]
    return listed


@pytest.mark.parametrize("ask", FACES)
def test_own_key_reads_a_hidden_history(
    functions: Functions, lastfm: Simulator, key: str, ask: Any
) -> None:
    """The call has the session; the second request is a hit, private, in any case of the name."""
    first = ask(functions, key)
    assert (first.status, len(tracks(first))) == (200, 3)
    assert first.headers["X-Cache"] == "MISS"
    assert first.headers["Cache-Control"].startswith("private")
    assert signed(lastfm) == [True]
    again = ask(functions, key)
    assert (again.headers["X-Cache"], again.text) == ("HIT", first.text)
    assert ask(functions, key, user="HERMIT").status == 200
    assert all(signed(lastfm))
    etag = {"If-None-Match": first.headers["ETag"]}
    unchanged = functions.get(REST, HERMIT, headers={**bearer(key), **etag})
    assert ask is webservice or (unchanged.status, unchanged.text) == (304, "")


@pytest.mark.parametrize("ask", FACES)
@pytest.mark.parametrize("whose", ["nobody", "without a session", "another user", "an operator"])
def test_nobody_else_reads_it(
    functions: Functions, lastfm: Simulator, key: str, ask: Any, whose: str
) -> None:
    """403 from memory, table and Last.fm; with its ETag; while Last.fm fails. No call is signed."""
    own = ask(functions, key)
    ask(functions, key)
    lastfm.log.clear()
    other = {
        "nobody": "",
        "without a session": new_key(user="hermit"),
        "another user": key_with_session(lastfm, "rj"),
        "an operator": new_key("admin", user="hermit"),
    }[whose]
    lastfm.log.clear()
    for environment in (functions, Functions()):
        assert ask(environment, other).status == 403
    headers = {"If-None-Match": own.headers["ETag"], **(bearer(other) if other else {})}
    assert functions.get(REST, HERMIT, headers=headers).status == 403
    assert not any(signed(lastfm))
    lastfm.faults.add(Fault("error", code=11, times=None))
    failing = ask(functions, other, limit="4", page="1")
    assert failing.status in {403, 502, 503}
    assert "recenttracks" not in failing.text
    assert not any(signed(lastfm))


def test_answers_are_kept_apart_without_a_user_to_invalidate(
    functions: Functions, lastfm: Simulator, key: str
) -> None:
    """Methods whose answers memory may hold: an own answer is served to no other caller."""
    own = functions.get("/user/getFriends", {"user": "hermit"}, headers=bearer(key))
    assert own.status == 200
    assert signed(lastfm) == [True]
    for _ in range(2):
        assert functions.get("/user/getFriends", {"user": "hermit"}).status == 200
    assert signed(lastfm) == [False]
    functions.get("/user/getFriends", {"user": "hermit"}, headers=bearer(key))
    wrong = key[:-4] + ("0000" if key[-4:] != "0000" else "1111")
    refused = functions.get("/user/getFriends", {"user": "hermit"}, headers=bearer(wrong))
    assert refused.status == 401
    assert signed(lastfm) == []


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/artist/getInfo", {"artist": "Radiohead", "username": "Hermit"}),
        ("/library/getArtists", {"user": "hermit"}),
        ("/user/getTopArtists", {"user": "hermit"}),
        ("/track/getTags", {"artist": "Radiohead", "track": "Creep", "user": "hermit"}),
    ],
)
def test_every_method_that_names_the_user_is_signed(
    functions: Functions, lastfm: Simulator, key: str, path: str, query: Mapping[str, str]
) -> None:
    """`user` or `username`, whatever its case; about another user the call is as ever."""
    assert functions.get(path, query, headers=bearer(key)).status == 200
    assert signed(lastfm) == [True]
    name = "username" if "username" in query else "user"
    assert functions.get(path, {**query, name: "rj"}, headers=bearer(key)).status == 200
    assert signed(lastfm) == [False]


def test_calls_with_another_key_or_session_stay_as_they_are(
    functions: Functions, lastfm: Simulator, key: str
) -> None:
    """A Last.fm key or session of the caller's own goes to Last.fm; ours is not added."""
    own_key = functions.get(REST, {**HERMIT, "api_key": "f" * 32}, headers=bearer(key))
    assert own_key.status == 403
    assert signed(lastfm) == [False]
    session = webservice(functions, key, sk="f" * 32)
    assert (session.status, session.json["error"]) == (403, 9)
    assert session.headers["Cache-Control"] == "no-store"


def test_stale_answer_is_served_to_its_own_key_only(
    lastfm: Simulator, clock: Clock, key: str
) -> None:
    """While Last.fm fails, the user gets what was read before; others get the error."""
    runtime = Runtime.from_environment(clock=clock)
    routes = runtime.method_routes.routes_of(methods.of_family("user"))
    handler = runtime.handlers.make(routes)

    def ask(headers: Mapping[str, str]) -> Reply:
        answer = handler(proxy_event(REST, HERMIT, headers=headers), None)
        return Reply(answer["statusCode"], answer["headers"], answer["body"])

    first = ask(bearer(key))
    assert first.status == 200
    clock.later += 120
    lastfm.faults.add(Fault("error", code=11, times=None))
    stale = ask(bearer(key))
    assert (stale.status, stale.headers["X-Cache"], stale.text) == (200, "STALE", first.text)
    for headers in ({}, bearer(new_key(user="hermit"))):
        refused = ask({**headers, "If-None-Match": first.headers["ETag"]})
        assert (refused.status, "recenttracks" in refused.text) == (503, False)


def test_write_expires_the_own_answers(functions: Functions, lastfm: Simulator, key: str) -> None:
    """A scrobble through the gateway shows in the next own read."""
    rest(functions, key)
    assert rest(functions, key).headers["X-Cache"] == "HIT"
    now = str(int(lastfm.now()) - 30)
    form = {"artist": "Air", "track": "Run", "timestamp": now, "sk": session_key("hermit")}
    assert functions.post("/track/scrobble", **form).status == 200
    after = rest(functions, key)
    assert after.headers["X-Cache"] == "MISS"
    assert tracks(after)[0]["name"] == "Run"


def test_refused_session_falls_back_to_what_is_public(
    functions: Functions, lastfm: Simulator, key: str
) -> None:
    """403 while the history is hidden; public, it is read unsigned, one refused call in minutes."""
    lastfm.faults.add(Fault("error", code=9, times=1))
    refused = webservice(functions, key)
    assert (refused.status, refused.json["error"]) == (403, 17)
    assert signed(lastfm) == [True, False]
    lastfm.service.world.hide("hermit", hidden=False)
    for limit in ("5", "6"):
        assert len(tracks(webservice(functions, key, limit=limit))) == int(limit)
    assert not any(signed(lastfm))


def test_revoked_session_of_one_key_does_not_block_another(
    functions: Functions, lastfm: Simulator, key: str
) -> None:
    """The refusal is remembered for the key, not for its user."""
    lastfm.faults.add(Fault("error", code=9, times=1))
    assert rest(functions, key).status == 403
    renewed = key_with_session(lastfm, "hermit")
    assert rest(functions, renewed).status == 200


def test_session_is_decrypted_only_for_a_call(
    functions: Functions, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hit asks KMS for nothing; if KMS fails, a miss is 503 and not charged."""
    asked: list[str] = []
    original = SessionCipher.decrypt

    def decrypt(cipher: SessionCipher, encrypted: bytes, user: str) -> str:
        asked.append(user)
        return original(cipher, encrypted, user)

    monkeypatch.setattr(SessionCipher, "decrypt", decrypt)
    first = rest(functions, key)
    rest(functions, key)
    assert asked == ["hermit"]

    def fail(_cipher: SessionCipher, _encrypted: bytes, _user: str) -> str:
        raise GatewayError("offline", code=11, status=503, retry_after=5)

    monkeypatch.setattr(SessionCipher, "decrypt", fail)
    failed = rest(functions, key, limit="7")
    assert failed.status == 503
    assert failed.headers["X-RateLimit-Remaining"] == first.headers["X-RateLimit-Remaining"]


def test_invalid_key_is_refused_though_none_is_needed(functions: Functions) -> None:
    """It would else read what is public, as if it were in force."""
    for ask in FACES:
        assert ask(functions, "rw_live_" + "0" * 80).status == 401


def test_no_secret_is_logged_or_stored(
    functions: Functions,
    key: str,
    environment: Mapping[str, str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Neither session nor key is in the log or in the cache table, in success and failure."""
    for ask in FACES:
        ask(functions, key)
        ask(functions, key, limit="0")
    out, err = capfd.readouterr()
    items = boto3.client("dynamodb").scan(TableName=environment["GATEWAY_TABLE"])["Items"]
    for secret in (session_key("hermit"), key[-64:]):
        assert secret not in out + err
        assert secret not in str(items)
