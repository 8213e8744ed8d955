import json
import time
from collections.abc import Callable

import pytest

from local.simulator import Simulator
from tests.integration.conftest import bearer, new_key
from tests.integration.faces.mcp.conftest import McpClient
from tests.support.broken_database import broken_database
from tests.support.mcp import message

type NewClient = Callable[..., McpClient]

FORGED = "Bearer rw_live_" + "0" * 80
PING = json.dumps(message("ping"))


@pytest.mark.parametrize("sent", ["", FORGED, "Bearer nonsense", "Bearer ", "Basic cmo6cmo="])
@pytest.mark.parametrize("body", [PING, "{", "", json.dumps({"jsonrpc": "2.0", "method": "x"})])
def test_keyed_deployment_refuses_every_message_without_a_valid_key(
    new_client: NewClient, lastfm: Simulator, sent: str, body: str
) -> None:
    """The key comes before media type, size and JSON; a readable id is echoed."""
    mcp = new_client(ACCESS_MODE="keyed")
    headers = {"Authorization": sent} if sent else {}
    reply = mcp.send(body, {**headers, "Content-Type": "text/plain"})
    assert reply.status == 401
    assert reply.json == {
        "jsonrpc": "2.0",
        "id": 7 if body == PING else None,
        "error": {
            "code": -32001,
            "message": "Unauthorized: send a key of this gateway as a bearer token",
        },
    }
    invalid = ', error="invalid_token"' if sent else ""
    assert reply.headers["WWW-Authenticate"] == f'Bearer realm="lastfm-gateway"{invalid}'
    assert lastfm.log == []


def test_open_deployment_refuses_a_wrong_key_only(mcp: McpClient) -> None:
    """Without a key it serves; a key that is sent must be valid, and never in the query."""
    assert mcp.send(PING).status == 200
    for sent in (FORGED, "Bearer nonsense", "Basic cmo6cmo="):
        assert mcp.send(PING, {"Authorization": sent}).status == 401
    expired = new_key(expires=int(time.time()) - 1)
    assert mcp.send(PING, bearer(expired)).status == 401
    result = mcp.send(PING, query={"api_key": new_key()})
    assert result.status == 200
    owner = mcp.call("echo", {"artist": "Low"})["structuredContent"]["owner"]
    assert owner is None


@pytest.mark.parametrize("kind", ["read", "admin"])
@pytest.mark.parametrize("mode", ["open", "keyed"])
def test_keys_owner_is_known_to_tools(new_client: NewClient, kind: str, mode: str) -> None:
    """Admin keys are read keys too, and shared caches may not store the answer."""
    mcp = new_client(ACCESS_MODE=mode)
    key = bearer(new_key("admin" if kind == "admin" else "read", "mira"))
    assert mcp.call("echo", {"artist": "Low"}, headers=key)["structuredContent"]["owner"] == "mira"
    reply = mcp.legacy("tools/list", headers=key)
    assert reply.json == mcp.legacy("tools/list", headers=key).json
    assert reply.headers["Cache-Control"] == "no-store"
    assert "Authorization" in reply.headers["Vary"]


def test_key_that_cannot_be_read_is_503(new_client: NewClient) -> None:
    """It says when to try again. Without a key the protocol is served without the table."""
    key = bearer(new_key())
    with broken_database("AccessDeniedException"):
        mcp = new_client()
        reply = mcp.send(PING, key)
        assert (reply.status, reply.json["id"], reply.json["error"]["code"]) == (503, 7, -32603)
        assert int(reply.headers["Retry-After"]) > 0
        assert mcp.send(PING).status == 200


def test_foreign_page_is_refused_first(new_client: NewClient) -> None:
    """Origin comes before the key; the refusal carries the id and CORS headers."""
    mcp = new_client(ACCESS_MODE="keyed", CORS_ALLOW_ORIGINS="https://app.example")
    reply = mcp.send(PING, {"Origin": "https://evil.example"})
    assert (reply.status, reply.json["id"], reply.json["error"]["code"]) == (403, 7, -32600)
    assert reply.headers["Access-Control-Allow-Origin"] == "https://app.example"
    allowed = mcp.send(PING, {"Origin": "https://app.example", **bearer(new_key())})
    assert allowed.status == 200


def test_server_on_this_machine_looks_at_the_host(new_client: NewClient) -> None:
    """With a stand-in for AWS, hosts other than this machine are refused."""
    mcp = new_client(AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert mcp.send(PING, {"Host": "127.0.0.1:8080"}).status == 200
    local = {"Host": "localhost:8080", "Origin": "http://localhost:6274"}
    assert mcp.send(PING, local).status == 200
    evil = {"Host": "evil.example.com", "Origin": "http://evil.example.com"}
    assert mcp.send(PING, evil).status == 403
    assert mcp.send(PING, {"Host": "evil.example.com"}).status == 403


def test_preflight_needs_no_key_and_allows_the_protocols_headers(new_client: NewClient) -> None:
    """Browser clients fail without the version header on the list."""
    reply = new_client(ACCESS_MODE="keyed").send("", verb="OPTIONS")
    assert (reply.status, reply.text) == (204, "")
    assert reply.headers["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    assert reply.headers["Access-Control-Allow-Headers"] == (
        "Accept, Authorization, Content-Type, Last-Event-ID, MCP-Protocol-Version, Mcp-Method, "
        "Mcp-Name, Mcp-Session-Id"
    )
    exposed = reply.headers["Access-Control-Expose-Headers"].split(", ")
    assert {"WWW-Authenticate", "Retry-After"} <= set(exposed)


def test_message_costs_one_round_trip(mcp: McpClient, lastfm: Simulator) -> None:
    """The key and the caller's calls are read together; nothing is asked of Last.fm."""
    key = bearer(new_key())
    for method in ("initialize", "tools/list", "ping", "no/such"):
        for headers in ({}, key):
            mcp.operations.clear()
            mcp.legacy(method, headers=headers)
            assert mcp.operations == ["BatchGetItem"]
    assert lastfm.log == []


def test_every_answer_carries_cors_headers(mcp: McpClient) -> None:
    """Results, errors of the protocol, 202, 401 and 405 alike."""
    replies = [
        mcp.legacy("ping"),
        mcp.legacy("no/such"),
        mcp.send("{"),
        mcp.send(json.dumps({"jsonrpc": "2.0", "method": "x"})),
        mcp.send(PING, {"Authorization": FORGED}),
        mcp.send("", verb="GET"),
    ]
    assert [reply.status for reply in replies] == [200, 200, 400, 202, 401, 405]
    assert {reply.headers["Access-Control-Allow-Origin"] for reply in replies} == {"*"}
    assert {reply.headers["Cache-Control"] for reply in replies} == {"no-store"}
