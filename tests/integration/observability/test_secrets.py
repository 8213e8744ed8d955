"""Secrets never appear in a log line, a metric, an item or an error."""

import json
from urllib.parse import urlencode

import boto3
import pytest

from local.simulator import API_KEY, PASSWORDS, SHARED_SECRET, Simulator, session_key
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, bearer, new_key, sign_in

SENT = ("c0ffee" * 5 + "c0", "tokentoken" * 3, "signature" * 3, "sessionkey" * 3, "passpass1")


def _call_everything(functions: Functions) -> list[str]:
    own_key, token, signature, session, password = SENT
    query = {"api_key": own_key, "api_sig": signature, "sk": session, "password": password}
    replies = [
        functions.get("/artist/getInfo", {**query, "artist": "Radiohead"}),
        functions.get("/artist/getInfo", {"api_key": [own_key, own_key]}),
        functions.get("/user/getRecentTracks", {"user": "rj", "sk": session}),
        functions.get("/user/getRecentTracks", {"user": "rj"}, headers={"Authorization": session}),
        functions.get("/auth/getSession", {"token": token}),
        sign_in(functions, token),
        functions.get("/auth/getMobileSession", {"username": "rj", "password": password}),
        functions.get(
            "/auth/getMobileSession",
            verb="POST",
            body=urlencode({"username": "rj", "password": password}),
        ),
        functions.get("/auth/nowhere", query),
        functions.get("/2.0/", {**query, "method": "user.getInfo"}),
        functions.get("/2.0/", {"method": "user.getInfo", "sk": session, "format": "json"}),
        functions.post("/2.0", method="auth.getMobileSession", username="rj", **query),
        functions.post("/track/love", artist="Radiohead", track="Creep", sk=session),
        functions.get("/track/getTags", {"artist": "Radiohead", "track": "Creep", "sk": session}),
    ]
    return [reply.text for reply in replies]


@pytest.mark.parametrize("fault", [None, "drop", "html", "error"])
def test_no_secret_is_written(
    functions: Functions,
    environment: dict[str, str],
    lastfm: Simulator,
    capfd: pytest.CaptureFixture[str],
    fault: str | None,
) -> None:
    """Secrets of callers and of the deployment stay out, in success and failure."""
    if fault:
        lastfm.faults.add(Fault(fault, code=8))
    answers = "".join(_call_everything(functions))
    out, err = capfd.readouterr()
    assert "UpstreamCalls" in out, "metrics were written, so what is written was captured"
    items = boto3.client("dynamodb").scan(TableName=environment["GATEWAY_TABLE"])["Items"]
    assert items
    for secret in (*SENT, API_KEY, SHARED_SECRET):
        assert secret not in out
        assert secret not in err
        assert secret not in answers
        assert secret not in str(items)


def test_valid_sessions_and_passwords_are_not_written(
    functions: Functions, environment: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """A session reaches its caller, but no log and no item."""
    body = urlencode({"username": "rj", "password": PASSWORDS["rj"]})
    reply = functions.get("/auth/getMobileSession", verb="POST", body=body)
    assert reply.json["session"]["key"] == session_key("rj")
    out, err = capfd.readouterr()
    items = boto3.client("dynamodb").scan(TableName=environment["GATEWAY_TABLE"])["Items"]
    kinds = {item["pk"]["S"].partition("#")[0] for item in items}
    assert kinds == {"caller", "budget", "session"}  # the last under a keyed hash
    for secret in (session_key("rj"), PASSWORDS["rj"]):
        assert secret not in out + err + str(items)


def test_bearer_keys_are_not_written(
    functions: Functions, environment: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """Valid and invalid keys stay out of logs, metrics, errors and items."""
    keys = (new_key("admin"), new_key(), "rw_live_" + "5" * 80, "rw_admin_nonsense")
    answers = ""
    for key in keys:
        for path in ("/v1/listening/top/tracks", "/v1/admin/keys", "/v1/me"):
            answers += functions.get(path, headers=bearer(key)).text
        answers += functions.get("/artist/getInfo", {"artist": "Radiohead", "api_key": key}).text
    out, err = capfd.readouterr()
    assert "UpstreamCalls" in out
    database = boto3.client("dynamodb")
    tables = (environment["GATEWAY_TABLE"], environment["KEYS_TABLE"])
    items = str([database.scan(TableName=table)["Items"] for table in tables])
    for key in keys:
        assert key[-8:] not in out + err + answers + items


def test_new_keys_are_not_written(
    functions: Functions, environment: dict[str, str], capfd: pytest.CaptureFixture[str]
) -> None:
    """Write keys in both forms, share tokens and sessions of new keys reach their makers only."""
    admin = new_key("admin")
    body = json.dumps({"user": "rj", "kind": "write", "session_key": session_key("rj")})
    made = functions.get("/v1/admin/keys", verb="POST", headers=bearer(admin), body=body).json
    share = functions.get("/v1/keys/share", verb="POST", headers=bearer(made["key"])).json
    for wrong in (made["listenbrainz_token"], share["key"]):
        assert functions.get("/v1/listening/top/tracks", headers=bearer(wrong)).status == 401
    out, err = capfd.readouterr()
    assert "UpstreamCalls" in out
    database = boto3.client("dynamodb")
    tables = (environment["GATEWAY_TABLE"], environment["KEYS_TABLE"])
    items = str([database.scan(TableName=table)["Items"] for table in tables])
    listed = functions.get("/v1/keys", headers=bearer(made["key"])).text
    for secret in (
        *(made["key"][-64:], share["key"][-64:]),
        *(made["listenbrainz_token"], session_key("rj")),
    ):
        assert secret not in out + err + items + listed


def test_unexpected_error_reveals_nothing(
    functions: Functions, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A bug becomes a plain 500, and its log line holds nothing of the request."""
    functions.get("/artist/getInfo", {"artist": "Radiohead"})

    def break_down(*_: object) -> None:
        raise RuntimeError(SENT[1])

    monkeypatch.setattr("lastfm_gateway.http.method_routes.validate", break_down)
    reply = functions.get("/artist/getInfo", {"artist": "Radiohead", "sk": SENT[3]})
    assert (reply.status, reply.json) == (
        500,
        {"error": 8, "message": "Operation failed - The gateway failed"},
    )
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    out, _ = capfd.readouterr()
    assert "RuntimeError" in out
    assert "break_down" in out
    assert not [secret for secret in SENT if secret in out]
