"""The import's routes: begin it, follow it, and erase a history, for the key's holder alone."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest

from lastfm_gateway.history.import_message import ImportMessage
from lastfm_gateway.history.import_quota import BEGUN_A_DAY
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.storage.table import Table
from local.simulator import Simulator
from local.simulator.raw import Raw, raw_scrobbles
from tests.integration.conftest import Functions, sign_in
from tests.integration.faces.listening import export_support
from tests.integration.faces.listening.export_support import (
    EXPORT,
    READERS,
    Exporter,
    history_store,
    store_history,
)
from tests.integration.faces.listening.support import NOW
from tests.support.poller import create_queue
from tests.support.tokens import lastfm_token
from tools.forget import forget
from tools.proxy_event import proxy_event

IMPORT = "/v1/listening/import"
HISTORY = "/v1/listening/history"
CALENDAR = "/v1/listening/calendar"


@pytest.fixture
def queue(environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """A queue of imports, in the environment of all functions."""
    assert environment
    made = create_queue(hides=0)
    monkeypatch.setenv("HISTORY_QUEUE_URL", made)
    return made


def _messages(queue: str) -> list[ImportMessage]:
    sqs = boto3.client("sqs")
    found = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", [])
    return [ImportMessage.from_json(message["Body"]) for message in found]


def _raw(lastfm: Simulator, user: str) -> Sequence[Raw]:
    return raw_scrobbles(lastfm.service.world, user, NOW)


def test_import_is_described(queue: str, lastfm: Simulator) -> None:
    """Before, none; after, counts and times as ISO 8601 or null."""
    assert queue
    client = Exporter("sporadic")
    nothing: dict[str, Any] = {
        "status": "none",
        "scrobbles": 0,
        "lastfm_total": 0,
        "not_stored": 0,
        "oldest": None,
        "newest": None,
        "verified_at": None,
    }
    reply = client.get(IMPORT)
    assert (reply.status, reply.json) == (200, nothing)
    assert reply.headers["Cache-Control"] == "no-store"
    store_history("sporadic", _raw(lastfm, "sporadic"))
    assert client.get(IMPORT).json == {
        "status": "complete",
        "scrobbles": 240,
        "lastfm_total": 240,
        "not_stored": 0,
        "oldest": "2006-04-02T10:00:00.000Z",
        "newest": "2026-03-01T12:10:00.000Z",
        "verified_at": None,
    }
    history_store().update("sporadic", lambda found: found._replace(verified_at=1_700_000_000))
    assert client.get(IMPORT).json["verified_at"] == "2023-11-14T22:13:20.000Z"


def test_import_is_begun_by_hand(queue: str) -> None:
    """202 with the status, and one message about the key's holder, however often it is asked."""
    client = Exporter()
    for _ in range(3):
        reply = client.get(IMPORT, verb="POST")
        assert (reply.status, reply.json["status"]) == (202, "running")
    [message] = _messages(queue)
    assert (message.user, message.task, message.session) == ("rj", "import", None)


def test_session_of_the_key_travels_encrypted(
    queue: str, functions: Functions, lastfm: Simulator
) -> None:
    """The import of a key that was got by signing in can read a hidden history."""
    key = sign_in(functions, lastfm_token(lastfm)).json["key"]
    assert Exporter(key=key).get(IMPORT, verb="POST").status == 202
    [message] = _messages(queue)
    assert message.session


def test_import_that_cannot_be_queued_is_503(environment: Mapping[str, str]) -> None:
    """With Retry-After; the history does not claim to be imported."""
    assert environment
    reply = Exporter().get(IMPORT, verb="POST")
    assert reply.status == 503
    assert int(reply.headers["Retry-After"]) > 0
    assert Exporter().get(IMPORT).json["status"] == "none"


def test_history_is_erased_at_once(queue: str, lastfm: Simulator) -> None:
    """Every item of the user goes, cached pages are not served again, other users stay."""
    assert queue
    store_history("rj", _raw(lastfm, "rj")[-1_000:])
    store_history("sporadic", _raw(lastfm, "sporadic"))
    client = Exporter("sporadic", in_step=True)
    assert client.get("/v1/listening/years").json["data"]
    assert client.get("/v1/listening/years").headers["X-Cache"] == "HIT"
    reply = client.get(HISTORY, verb="DELETE")
    assert (reply.status, reply.text) == (204, "")
    assert list(history_store().users()) == ["rj"]
    assert client.get(IMPORT).json["status"] == "none"
    assert Exporter("sporadic").get().text == ""
    assert client.get("/v1/listening/years").headers["X-Cache"] == "MISS"
    for _ in range(2):
        assert client.get(HISTORY, verb="DELETE").status == 204
    assert len(Exporter().get().text.splitlines()) == 1_000


def test_page_composed_during_an_erasure_is_not_served_again(
    queue: str, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another request reads the history just before it goes, and stores a page of a past year."""
    assert queue
    store_history("sporadic", _raw(lastfm, "sporadic"))
    client, erase = Exporter("sporadic", in_step=True), HistoryStore.erase
    past = {"year": "2021"}

    def erase_late(store: HistoryStore, user: str) -> None:
        monkeypatch.setattr(export_support, "NOW", NOW + 1)
        assert client.get(CALENDAR, **past).json["days"]
        assert client.get(CALENDAR, **past).headers["X-Cache"] == "HIT"
        erase(store, user)

    monkeypatch.setattr(HistoryStore, "erase", erase_late)
    assert client.get(HISTORY, verb="DELETE").status == 204
    assert client.get(CALENDAR, **past).headers["X-Cache"] == "MISS"


def test_operator_forgets_a_user_and_the_cached_pages(
    queue: str, lastfm: Simulator, environment: Mapping[str, str]
) -> None:
    """`make forget` leaves neither the history nor a page that was fresh for a day."""
    assert queue
    store_history("sporadic", _raw(lastfm, "sporadic"))
    client, past = Exporter("sporadic", in_step=True), {"year": "2021"}
    assert client.get(CALENDAR, **past).status == 200
    assert client.get(CALENDAR, **past).headers["X-Cache"] == "HIT"
    cache = Table(boto3.client("dynamodb"), environment["GATEWAY_TABLE"], print)
    forget(history_store(), cache, "Sporadic", NOW + 1)
    assert list(history_store().users()) == []
    assert client.get(CALENDAR, **past).headers["X-Cache"] == "MISS"


@pytest.mark.usefixtures("queue")
def test_import_is_begun_anew_five_times_a_day(lastfm: Simulator) -> None:
    """Erased and begun in a loop it is 429 with the time to wait; pages are answered, partial.

    Another user's is not concerned.
    """
    client = Exporter("sporadic", in_step=True)
    for _ in range(BEGUN_A_DAY):
        assert client.get(IMPORT, verb="POST").status == 202
        assert client.get(IMPORT, verb="POST").status == 202
        assert client.get(HISTORY, verb="DELETE").status == 204
    refused = client.get(IMPORT, verb="POST")
    assert (refused.status, refused.json["status"]) == (429, 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 86_400
    years = client.get("/v1/listening/years")
    assert (years.status, len(years.json["data"])) == (200, len(_years(lastfm, "sporadic")))
    assert client.get(IMPORT).json["status"] == "none"
    assert Exporter("rj").get(IMPORT, verb="POST").status == 202


def _years(lastfm: Simulator, user: str) -> set[int]:
    return {datetime.fromtimestamp(row[0], UTC).year for row in _raw(lastfm, user)}


def test_hidden_history_is_not_described_but_can_be_erased(queue: str) -> None:
    """A key without the user's session learns nothing of it, not even when they last listened."""
    assert queue
    store_history("rj", [(1_700_000_000, "a", "", "b", "")])
    history_store().update("rj", lambda manifest: manifest._replace(is_hidden=True))
    client = Exporter()
    assert client.get(IMPORT).status == 403
    assert client.get(IMPORT, verb="POST").status == 403
    assert client.get(HISTORY, verb="DELETE").status == 204
    assert list(history_store().users()) == []


def test_export_begins_the_import_and_is_in_step(queue: str, lastfm: Simulator) -> None:
    """The first export has the newest scrobbles and says that it is incomplete."""
    client = Exporter("collector", in_step=True)
    reply = client.get()
    scrobbles = _raw(lastfm, "collector")
    found = READERS["ndjson"](reply.text)
    assert set(found) <= set(scrobbles)
    assert found[-1] in scrobbles[-2:]
    assert reply.headers["X-History-Complete"] == "false"
    assert reply.headers["X-History-Progress"] == f"{len(found)}/{len(scrobbles)}"
    [message] = _messages(queue)
    assert message.user == "collector"


@pytest.mark.parametrize(
    ("path", "verb", "allowed"),
    [
        (IMPORT, "HEAD", "GET, POST, OPTIONS"),
        (IMPORT, "DELETE", "GET, POST, OPTIONS"),
        (HISTORY, "POST", "DELETE"),
        (HISTORY, "HEAD", "DELETE"),
    ],
)
def test_other_verbs_are_refused(queue: str, path: str, verb: str, allowed: str) -> None:
    """405 with Allow."""
    assert queue
    reply = Exporter().get(path, verb=verb)
    assert reply.status == 405
    assert allowed in reply.headers["Allow"]


@pytest.mark.parametrize(
    ("path", "verb"), [(IMPORT, "GET"), (IMPORT, "POST"), (HISTORY, "DELETE"), (EXPORT, "GET")]
)
def test_each_route_requires_a_key(queue: str, path: str, verb: str) -> None:
    """401 without one and with an unknown one; nothing is begun or erased."""
    store_history("rj", [(1_700_000_000, "a", "", "b", "")])
    unknown = {"Authorization": f"Bearer rw_live_{'0' * 80}"}
    handler = Exporter().handler
    for headers in ({}, unknown):
        answer = handler(proxy_event(path, verb=verb, headers=headers), None)
        assert (answer["statusCode"], json.loads(answer["body"])["status"]) == (401, 401)
    assert _messages(queue) == []
    assert list(history_store().users()) == ["rj"]


def test_no_name_is_logged(
    queue: str,
    lastfm: Simulator,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither the user's nor a track's, in success and failure."""
    assert queue
    store_history("sporadic", _raw(lastfm, "sporadic"))
    client = Exporter("sporadic")
    for path, verb in ((IMPORT, "GET"), (IMPORT, "POST"), (EXPORT, "GET"), (HISTORY, "DELETE")):
        client.get(path, verb=verb)
    monkeypatch.setenv("HISTORY_TABLE", "no-such-table")
    broken = Exporter("sporadic")
    for path, verb in ((IMPORT, "GET"), (IMPORT, "POST"), (HISTORY, "DELETE")):
        reply = broken.get(path, verb=verb)
        assert (reply.status, reply.json["status"]) == (503, 503)
    out, err = capfd.readouterr()
    assert "ResourceNotFoundException" in out
    for secret in ("sporadic", "Rare Birds", client.key[-64:], broken.key[-64:]):
        assert secret not in out + err
