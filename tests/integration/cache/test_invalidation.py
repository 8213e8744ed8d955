"""Writes through the REST routes: signing, and invalidation of cached answers."""

import time
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

import boto3
import pytest

from lastfm_gateway.lastfm.signature import sign
from local.simulator import SHARED_SECRET, Simulator, session_key
from local.simulator.faults import Fault
from tests.integration.conftest import Functions

SK = session_key("rj")
CREEP = {"artist": "Radiohead", "track": "Creep"}
LOVED = ("/user/getLovedTracks", {"user": "RJ", "limit": "1"})
#: A session of a user without made-up scrobbles today: the latest one is the test's.
RECENT = ("/user/getRecentTracks", {"user": "newcomer", "limit": "1"})
LOVED_BY_THEM = ("/user/getLovedTracks", {"user": "NEWCOMER", "limit": "1"})
OWN_TAGS = ("/artist/getTags", {"artist": "Radiohead", "user": "newcomer"})


def _now() -> str:
    return str(int(time.time()))


@pytest.mark.parametrize(
    ("write", "form", "read", "shown"),
    [
        ("/track/love", CREEP, LOVED_BY_THEM, "Creep"),
        ("/track/scrobble", {**CREEP, "timestamp": "now"}, RECENT, "Creep"),
        ("/track/updateNowPlaying", CREEP, RECENT, "nowplaying"),
        ("/artist/addTags", {"artist": "Radiohead", "tags": "mine,own"}, OWN_TAGS, "mine"),
    ],
)
def test_write_invalidates_the_answers_that_it_changes(
    functions: Functions,
    write: str,
    form: Mapping[str, str],
    read: tuple[str, dict[str, str]],
    shown: str,
) -> None:
    """The next read, on either face, fetches the answer again and shows the write."""
    path, query = read
    drop_in = {"method": path[1:].replace("/", "."), **query}
    for _ in range(2):
        before = functions.get(path, query)
        functions.get("/2.0/", drop_in)
    assert (before.headers["X-Cache"], shown in before.text) == ("HIT", False)
    sent = {**form, "timestamp": _now()} if "timestamp" in form else form
    done = functions.post(write, **sent, sk=session_key("newcomer"))
    assert (done.status, done.headers["X-Cache"]) == (200, "BYPASS")
    for reply in (functions.get(path, query), functions.get("/2.0/", drop_in)):
        assert (reply.headers["X-Cache"], shown in reply.text) == ("MISS", True)
    assert functions.get(path, query).headers["X-Cache"] == "HIT"


def test_write_invalidates_no_other_answer(functions: Functions) -> None:
    """A love leaves other users' lists and unrelated lists cached."""
    others = [
        ("/user/getLovedTracks", {"user": "hermit"}),
        ("/user/getTopTags", {"user": "rj"}),
        ("/track/getInfo", CREEP),
    ]
    for path, query in others:
        functions.get(path, query)
    functions.post("/track/love", **CREEP, sk=SK)
    for path, query in others:
        assert functions.get(path, query).headers["X-Cache"] == "HIT"


def test_session_owner_is_fetched_once(functions: Functions, lastfm: Simulator) -> None:
    """The first write fetches the user's name; later writes of any environment know it."""
    functions.post("/track/love", **CREEP, sk=SK)
    functions.post("/track/unlove", **CREEP, sk=SK)
    Functions().post("/track/love", **CREEP, sk=SK)
    methods = [call.method for call in lastfm.log]
    assert methods == ["track.love", "user.getInfo", "track.unlove", "track.love"]


def test_session_owners_lookup_counts_against_the_writer(functions: Functions) -> None:
    """A session's first write spends two calls, each later one a single call."""
    replies = [functions.post("/track/love", **CREEP, sk=SK) for _ in range(2)]
    assert [reply.headers["X-RateLimit-Remaining"] for reply in replies] == ["98", "97"]


def test_write_succeeds_when_the_session_owner_cannot_be_fetched(
    functions: Functions, lastfm: Simulator
) -> None:
    """Only invalidation is lost, and the next write fetches the owner again."""
    lastfm.faults.add(Fault("error", code=8, method="user.getInfo"))
    assert functions.post("/track/love", **CREEP, sk=SK).status == 200
    lastfm.faults.clear()
    functions.get(*LOVED)
    functions.post("/track/unlove", **CREEP, sk=SK)
    assert "Creep" not in functions.get(*LOVED).text


@pytest.mark.parametrize("fault", ["drop", "html", "error"])
def test_writes_are_never_retried(functions: Functions, lastfm: Simulator, fault: str) -> None:
    """A broken write may have been applied, so it is not sent again."""
    lastfm.faults.add(Fault(fault, code=8))
    assert functions.post("/track/love", **CREEP, sk=SK).status == 502
    assert [call.verb for call in lastfm.log] == ["POST"]


def test_batch_parameters_are_signed_in_byte_order(
    functions: Functions, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`artist[10]` is signed before `artist[1]`, and Last.fm accepts the signature."""
    forms: list[bytes] = []
    receive = lastfm.receive

    def spy(verb: str, query: str, body: bytes, headers: dict[str, str]) -> object:
        forms.append(body)
        assert query == ""
        return receive(verb, query, body, headers)

    monkeypatch.setattr(lastfm, "receive", spy)
    start = int(time.time()) - 3000
    form = {
        f"{name}[{number}]": value
        for number in range(12)
        for name, value in (
            ("artist", "Radiohead"),
            ("track", f"Track {number}"),
            ("timestamp", str(start + number)),
        )
    }
    reply = functions.post("/track/scrobble", **form, sk=SK)
    assert reply.json["scrobbles"]["@attr"] == {"accepted": 12, "ignored": 0}
    assert reply.headers["X-Scrobble"] == "delivered"
    sent = dict(parse_qsl(forms[0].decode()))
    assert sent.pop("api_sig") == sign(sent, SHARED_SECRET)


def test_write_takes_its_session_from_the_body_only(
    functions: Functions, lastfm: Simulator
) -> None:
    """A session in the query is ignored, and a wrong session in the body gets Last.fm's 403."""
    reply = functions.get("/track/love", {"sk": SK}, verb="POST", body=urlencode(CREEP))
    assert (reply.status, "sk is required" in reply.json["message"]) == (400, True)
    assert lastfm.log == []
    wrong = functions.post("/track/love", **CREEP, sk="0" * 32)
    assert (wrong.status, wrong.json["error"]) == (403, 9)
    assert functions.get("/track/love", {**CREEP, "sk": SK}).status == 405


def test_answers_for_a_session_are_not_cached(
    functions: Functions, environment: Mapping[str, str]
) -> None:
    """With `sk` an answer is private to its caller; with a user name it is shared."""
    for path, query in (
        ("/artist/getTags", {"artist": "Radiohead"}),
        ("/album/getTags", {"artist": "Radiohead", "album": "OK Computer"}),
        ("/track/getTags", CREEP),
    ):
        for _ in range(2):
            reply = functions.get(path, {**query, "sk": SK})
            assert (reply.status, reply.headers["X-Cache"]) == (200, "BYPASS")
            assert reply.headers["Cache-Control"] == "no-store"
        uses = [functions.get(path, {**query, "user": "rj"}).headers["X-Cache"] for _ in range(2)]
        assert uses == ["MISS", "HIT"]
        assert functions.get(path, query).status == 400
    items = boto3.client("dynamodb").scan(TableName=environment["GATEWAY_TABLE"])["Items"]
    assert sum(item["pk"]["S"].startswith("answer#") for item in items) == 3
