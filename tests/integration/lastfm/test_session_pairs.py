"""A second pair of key and secret for signing in: which pair signs which call."""

import time
from collections.abc import Mapping
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from uuid import uuid4

import boto3
import pytest

from lastfm_gateway.faces.webservice.calls import PLACEHOLDER_KEY
from lastfm_gateway.lastfm.signature import sign
from lastfm_gateway.storage.sqs import BatchHandler
from local.aws_standin import store_credentials
from local.simulator import (
    API_KEY,
    PASSWORDS,
    SECOND_API_KEY,
    SECOND_SHARED_SECRET,
    SHARED_SECRET,
    Simulator,
    session_key,
)
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Queues, bearer, new_key, new_session_key
from tests.support.poller import poll, receive
from tests.support.scrobbles import DOWN, make_sessions_known, recover, scrobble

#: The key of a client that signs its calls itself.
CLIENTS_KEY = "5111ca7e00000000000000000c11e417"
SECRETS = {
    API_KEY: SHARED_SECRET,
    SECOND_API_KEY: SECOND_SHARED_SECRET,
    CLIENTS_KEY: "5ec2e70000000000000000000c11e417",
}
OLD, NEW = session_key("hermit"), session_key("hermit", SECOND_API_KEY)
LOVE = {"artist": "Radiohead", "track": "Creep"}
HIDDEN = {"user": "hermit"}
JSON = {"format": "json"}


@pytest.fixture
def prefix(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The prefix of this test's credentials: a pair for reading, and one for signing in."""
    assert environment
    name = f"/gateway/{uuid4().hex}"
    store_credentials(boto3.client("ssm"), name, second=True)
    monkeypatch.setenv("LASTFM_PARAMETER_PREFIX", name)
    return name


@pytest.fixture
def two_pairs(prefix: str) -> Functions:
    """A deployment with a second pair. Users of it hide their listening."""
    assert prefix
    return Functions()


@pytest.fixture
def keys_sent(lastfm: Simulator, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The API key of each call that reached Last.fm. Each signature must be that key's."""
    keys: list[str] = []
    receive = lastfm.receive

    def spy(verb: str, query: str, body: bytes, headers: dict[str, str]) -> object:
        sent = dict(parse_qsl(query or body.decode()))
        if signature := sent.pop("api_sig", ""):
            assert signature == sign(sent, SECRETS[sent["api_key"]])
        keys.append(sent["api_key"])
        return receive(verb, query, body, headers)

    monkeypatch.setattr(lastfm, "receive", spy)
    return keys


def test_only_the_second_key_is_shown(two_pairs: Functions) -> None:
    """`/auth/url` and `/auth/login` name it, and no answer names the key for reading."""
    foreign = {"callback_url": "https://example.org/"}
    page = two_pairs.get("/auth/url", foreign).json["auth_url"]
    assert parse_qs(urlsplit(page).query)["api_key"] == [SECOND_API_KEY]
    login = two_pairs.get("/auth/login")
    assert parse_qs(urlsplit(login.headers["Location"]).query)["api_key"] == [SECOND_API_KEY]
    assert API_KEY not in page + repr(login)


def test_reads_use_the_first_pair_and_signing_in_the_second(
    two_pairs: Functions, lastfm: Simulator, keys_sent: list[str]
) -> None:
    """All ways to get a session use the second: a session from it is the second pair's."""
    assert two_pairs.get("/artist/getInfo", {"artist": "Radiohead"}).status == 200
    assert keys_sent == [API_KEY]
    token = lastfm.service.world.tokens.issue(SECOND_API_KEY, int(time.time()), "hermit")
    form = {"username": "hermit", "password": PASSWORDS["hermit"]}
    ws = {**form, **JSON, "api_key": PLACEHOLDER_KEY, "api_sig": "0" * 32}
    for reply in (
        two_pairs.get("/auth/getSession", {"token": token}),
        two_pairs.get("/auth/getMobileSession", verb="POST", body=urlencode(form)),
        two_pairs.post("/2.0", method="auth.getMobileSession", **ws),
    ):
        assert reply.json["session"]["key"] == NEW
    assert two_pairs.get("/auth/getToken").status == 200
    assert set(keys_sent[1:]) == {SECOND_API_KEY}


def test_session_of_the_second_pair_is_signed_with_it_at_once(
    two_pairs: Functions, keys_sent: list[str]
) -> None:
    """A write and a read of hidden listening take no call more than with one pair."""
    assert two_pairs.post("/track/love", **LOVE, sk=NEW).status == 200
    write_calls = len(keys_sent)
    assert two_pairs.call_method("user.getRecentTracks", sk=NEW, **HIDDEN, **JSON).status == 200
    assert len(keys_sent) == write_calls + 1
    assert set(keys_sent) == {SECOND_API_KEY}


def test_session_from_before_is_signed_with_the_first_pair(
    two_pairs: Functions, lastfm: Simulator, keys_sent: list[str]
) -> None:
    """One refused call finds that out, which the caller pays; then the session is remembered."""
    first = two_pairs.call_method("user.getRecentTracks", sk=OLD, **HIDDEN, **JSON)
    assert first.status == 200
    assert keys_sent == [SECOND_API_KEY, API_KEY]
    assert first.headers["X-RateLimit-Remaining"] == "98"
    again = two_pairs.call_method("user.getRecentTracks", sk=OLD, **HIDDEN, **JSON)
    assert (again.status, again.headers["X-RateLimit-Remaining"]) == (200, "97")
    assert keys_sent[2:] == [API_KEY]
    assert two_pairs.post("/2.0", method="track.love", **LOVE, sk=OLD, **JSON).status == 200
    assert [call.method for call in lastfm.log].count("track.love") == 1


def test_write_is_made_once_whatever_pair_its_session_has(
    two_pairs: Functions, lastfm: Simulator
) -> None:
    """A call that Last.fm refused for its session has done nothing."""
    sent = {**LOVE, "timestamp": str(int(time.time()) - 60), "sk": OLD}
    assert two_pairs.post("/track/scrobble", **sent).status == 200
    sent_to_lastfm = [call.method for call in lastfm.log].count("track.scrobble")
    assert sent_to_lastfm == 2, "refused with one pair, accepted with the other"
    recent = two_pairs.call_method("user.getRecentTracks", sk=OLD, **HIDDEN, **JSON).json
    names = [row["name"] for row in recent["recenttracks"]["track"][:3]]
    assert names.count("Creep") == 1


def test_session_that_neither_pair_has_is_error_9(
    two_pairs: Functions, keys_sent: list[str]
) -> None:
    """Both pairs are tried, once each, and the caller gets Last.fm's error."""
    reply = two_pairs.call_method("user.getRecentTracks", sk="0" * 32, **HIDDEN, **JSON)
    assert (reply.status, reply.json["error"]) == (403, 9)
    assert keys_sent == [SECOND_API_KEY, API_KEY]


def test_other_errors_are_not_tried_with_the_other_pair(
    two_pairs: Functions, lastfm: Simulator, keys_sent: list[str]
) -> None:
    """Only a refused session is."""
    lastfm.faults.add(Fault("error", code=4))
    reply = two_pairs.post("/track/love", **LOVE, sk=OLD)
    assert reply.json["error"] == 4
    assert keys_sent == [SECOND_API_KEY]


def test_second_try_needs_a_call_of_the_callers_quota(
    prefix: str, keys_sent: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without one, the caller gets the first answer, error 9."""
    assert prefix
    monkeypatch.setenv("RATE_LIMIT_CALLS", "1")
    reply = Functions().call_method("user.getRecentTracks", sk=OLD, **HIDDEN, **JSON)
    assert reply.json["error"] == 9
    assert keys_sent == [SECOND_API_KEY]


@pytest.mark.parametrize("session", [OLD, NEW], ids=["before", "after"])
def test_queued_scrobbles_are_delivered_with_their_sessions_pair(
    two_pairs: Functions, queues: Queues, worker: BatchHandler, lastfm: Simulator, session: str
) -> None:
    """The worker's environment finds the pair as any other does."""
    make_sessions_known(two_pairs, session)
    lastfm.faults.add(DOWN)
    assert scrobble(two_pairs, "Lucky", sk=session).headers["X-Scrobble"] == "queued"
    recover(lastfm)
    poll(queues.waiting, worker)
    assert receive(queues.waiting) == []
    assert receive(queues.failures) == []
    keys = [call.parameters["api_key"] for call in lastfm.log if call.method == "track.scrobble"]
    assert keys == ([SECOND_API_KEY, API_KEY] if session == OLD else [SECOND_API_KEY])


@pytest.mark.parametrize("session", [OLD, NEW], ids=["before", "after"])
def test_keys_from_before_and_after_read_hidden_listening(
    two_pairs: Functions, session: str, keys_sent: list[str]
) -> None:
    """A stored session works whichever pair it was made with."""
    key = new_session_key("read", "hermit", session)
    reply = two_pairs.get("/v1/listening/now-playing", headers=bearer(key.text))
    assert reply.status == 200
    owner = API_KEY if session == OLD else SECOND_API_KEY
    assert keys_sent[-1] == owner


@pytest.mark.parametrize("session", [OLD, NEW], ids=["before", "after"])
def test_admin_makes_write_keys_with_a_session_of_either_pair(
    two_pairs: Functions, session: str
) -> None:
    """The check of the session tries both."""
    body = f'{{"user": "hermit", "kind": "write", "session_key": "{session}"}}'
    reply = two_pairs.get(
        "/v1/admin/keys", verb="POST", headers=bearer(new_key("admin")), body=body
    )
    assert reply.status == 201


def test_presigned_call_is_passed_on_with_its_own_key(
    two_pairs: Functions, lastfm: Simulator, keys_sent: list[str]
) -> None:
    """A client that signs with a key of its own is never signed again, error 9 or not."""
    lastfm.service.secrets[CLIENTS_KEY] = SECRETS[CLIENTS_KEY]
    for session, status in ((session_key("hermit", CLIENTS_KEY), 200), (OLD, 403)):
        sent = {"method": "user.getInfo", "api_key": CLIENTS_KEY, "sk": session}
        sent["api_sig"] = sign(sent, SECRETS[CLIENTS_KEY])
        assert two_pairs.get("/2.0", sent | JSON).status == status
    assert keys_sent == [CLIENTS_KEY, CLIENTS_KEY]


@pytest.mark.parametrize("key", [API_KEY, SECOND_API_KEY])
def test_either_key_of_the_deployment_counts_as_none(
    two_pairs: Functions, keys_sent: list[str], key: str
) -> None:
    """A caller who read the key off `/auth/url` gets no way around cache and call budget."""
    for path, query in (
        ("/artist/getInfo", {"artist": "Radiohead"}),
        ("/2.0", {"method": "artist.getInfo", "artist": "Radiohead", **JSON}),
    ):
        assert two_pairs.get(path, {**query, "api_key": key}).status == 200
        assert two_pairs.get(path, query).headers["X-Cache"] == "HIT"
    assert keys_sent == [API_KEY, API_KEY]


def test_without_its_secret_the_second_pair_signs_nothing(prefix: str) -> None:
    """The operator learns it from the error, and the key for reading stays hidden."""
    boto3.client("ssm").delete_parameter(Name=f"{prefix}/sign-in-shared-secret")
    functions = Functions()
    reply = functions.get("/auth/getSession", {"token": "x" * 32})
    assert (reply.status, reply.json["error"]) == (503, 11)
    assert functions.get("/artist/getInfo", {"artist": "Radiohead"}).status == 200
    assert SECOND_API_KEY in functions.get("/auth/login").headers["Location"]


def test_without_a_second_pair_nothing_is_tried_twice(
    functions: Functions, keys_sent: list[str]
) -> None:
    """Error 9 is final, and `/auth/login` shows the only key, as before."""
    reply = functions.call_method("user.getRecentTracks", sk=NEW, **HIDDEN, **JSON)
    assert reply.json["error"] == 9
    assert keys_sent == [API_KEY]
    assert API_KEY in functions.get("/auth/login").headers["Location"]
