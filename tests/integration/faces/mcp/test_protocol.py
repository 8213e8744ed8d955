import json
from collections.abc import Callable
from typing import Any

import pytest

from lastfm_gateway import __version__
from lastfm_gateway.faces.mcp.eras import LEGACY, MODERN, SERVER_INFO_KEY, SUPPORTED
from lastfm_gateway.faces.mcp.messages import MAX_MESSAGE_BYTES
from tests.integration.faces.mcp.conftest import McpClient
from tests.support.mcp import message, modern

SERVER_INFO = {"name": "lastfm-gateway", "title": "Last.fm gateway", "version": __version__}


@pytest.mark.parametrize("version", LEGACY)
def test_initialize_agrees_to_the_clients_version(mcp: McpClient, version: str) -> None:
    """Some clients take another version than their own for fatal."""
    params = {"protocolVersion": version, "capabilities": {}, "clientInfo": {"name": "c"}}
    reply = mcp.legacy("initialize", params)
    assert (reply.status, reply.headers["Cache-Control"]) == (200, "no-store")
    assert "ETag" not in reply.headers
    assert "Mcp-Session-Id" not in reply.headers
    result = reply.json["result"]
    assert reply.json["id"] == 7
    assert result["instructions"]
    assert (result["protocolVersion"], result["serverInfo"]) == (version, SERVER_INFO)
    assert result["capabilities"] == {"tools": {}}


@pytest.mark.parametrize("version", ["2099-01-01", MODERN, None, 5, ["2025-11-25"]])
def test_initialize_offers_the_newest_legacy_version(mcp: McpClient, version: object) -> None:
    """A version that has no initialize, or that is unknown, is answered with 2025-11-25."""
    result = mcp.legacy("initialize", {"protocolVersion": version}).json["result"]
    assert result["protocolVersion"] == "2025-11-25"


def test_legacy_results_have_their_eras_members_only(mcp: McpClient) -> None:
    """No resultType, no ttl; a call needs no initialize before it, and headers may be absent."""
    assert mcp.legacy("ping").json == {"jsonrpc": "2.0", "id": 7, "result": {}}
    listed = mcp.legacy("tools/list", headers={"MCP-Protocol-Version": "2025-06-18"}).json["result"]
    assert set(listed) == {"tools"}
    assert listed["tools"][0]["name"] == "echo"
    called = mcp.call("echo", {"artist": "Sigur Rós", "limit": 5.0})
    assert set(called) == {"content", "structuredContent", "isError"}
    told = json.loads(called["structuredContent"]["arguments"])
    assert told == {
        "artist": "Sigur Rós",
        "limit": "5",
        "autocorrect": "1",
        "loud": "false",
        "owner": None,
    }


@pytest.mark.parametrize(
    "method",
    [
        *("server/discover", "resources/list", "resources/templates/list", "prompts/list"),
        *("completion/complete", "logging/setLevel", "no/such"),
    ],
)
def test_unknown_method_is_200_in_the_legacy_era_and_404_in_the_modern(
    mcp: McpClient, method: str
) -> None:
    """Legacy clients take any other status for a fault of the transport."""
    legacy = mcp.legacy(method)
    assert (legacy.status, legacy.json["id"], legacy.json["error"]["code"]) == (200, 7, -32601)
    if method != "server/discover":
        reply = mcp.modern(method)
        assert (reply.status, reply.json["id"], reply.json["error"]["code"]) == (404, 7, -32601)


@pytest.mark.parametrize("method", ["initialize", "ping", "subscriptions/listen"])
def test_method_that_the_modern_version_dropped_is_404(mcp: McpClient, method: str) -> None:
    """It is -32601 with the id echoed."""
    reply = mcp.modern(method)
    assert (reply.status, reply.json["id"], reply.json["error"]["code"]) == (404, 7, -32601)


def test_discover_tells_versions_capabilities_and_identity(mcp: McpClient) -> None:
    """The result may be kept for an hour, by anybody."""
    reply = mcp.modern("server/discover")
    result = reply.json["result"]
    instructions = result.pop("instructions")
    assert "strangers" in instructions
    assert (reply.status, result) == (
        200,
        {
            "resultType": "complete",
            "supportedVersions": list(SUPPORTED),
            "capabilities": {"tools": {}},
            "ttlMs": 3_600_000,
            "cacheScope": "public",
            "_meta": {SERVER_INFO_KEY: SERVER_INFO},
        },
    )


def test_modern_results_have_their_eras_members(mcp: McpClient) -> None:
    """Lists may be cached, calls may not; each says who answered."""
    listed = mcp.modern("tools/list").json["result"]
    assert set(listed) == {"resultType", "tools", "ttlMs", "cacheScope", "_meta"}
    assert listed["tools"] == mcp.legacy("tools/list").json["result"]["tools"]
    params = {"name": "echo", "arguments": {"artist": "Low"}}
    called = mcp.modern("tools/call", params).json["result"]
    assert set(called) == {"resultType", "content", "structuredContent", "isError", "_meta"}
    assert called["resultType"] == "complete"
    assert called["_meta"][SERVER_INFO_KEY]["name"] == "lastfm-gateway"


@pytest.mark.parametrize("era", ["legacy", "modern"])
@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("tools/call", {"name": "no_such_tool"}),
        ("tools/call", {"arguments": {}}),
        ("tools/call", {"name": 5}),
        ("tools/call", {"name": "echo", "arguments": []}),
        ("tools/list", {"cursor": "2"}),
    ],
    ids=str,
)
def test_faulty_call_is_invalid_params_with_status_200(
    mcp: McpClient, era: str, method: str, params: dict[str, Any]
) -> None:
    """A call without a known tool, with arguments that are no object, or with a cursor."""
    reply = getattr(mcp, era)(method, params)
    assert (reply.status, reply.json["id"], reply.json["error"]["code"]) == (200, 7, -32602)


def test_notification_and_response_get_202_without_a_body(mcp: McpClient) -> None:
    """No media type either; in the modern era a client's response is refused."""
    initialized = json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"})
    response = json.dumps({"jsonrpc": "2.0", "id": 3, "result": {}})
    for body in (initialized, response):
        reply = mcp.send(body)
        assert (reply.status, reply.text) == (202, "")
        assert "Content-Type" not in reply.headers
    modern_header = {"MCP-Protocol-Version": MODERN}
    assert mcp.send(initialized, modern_header).status == 202
    refused = mcp.send(response, modern_header)
    assert (refused.status, refused.json["id"]) == (400, 3)
    assert refused.json["error"]["code"] == -32600


@pytest.mark.parametrize("verb", ["GET", "DELETE", "HEAD", "PUT", "PATCH"])
def test_other_verbs_are_405_before_the_key(
    new_client: Callable[..., McpClient], verb: str
) -> None:
    """A 401 would start a sign-in: legacy clients send GET right after initialize."""
    reply = new_client(ACCESS_MODE="keyed").send("", verb=verb, headers={"Authorization": "x"})
    assert (reply.status, reply.headers["Allow"]) == (405, "POST, OPTIONS")
    assert reply.json == {
        "jsonrpc": "2.0",
        "id": None,
        "error": {"code": -32000, "message": "Use POST"},
    }


@pytest.mark.parametrize("media", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_other_media_type_is_415(mcp: McpClient, media: str) -> None:
    """A page can post other media types to other sites without asking; the id is echoed."""
    reply = mcp.send(json.dumps(message("ping")), {"Content-Type": media})
    assert (reply.status, reply.json["id"], reply.json["error"]["code"]) == (415, 7, -32600)


@pytest.mark.parametrize("media", ["application/json; charset=utf-8", "Application/JSON", None])
def test_media_types_parameters_are_ignored(mcp: McpClient, media: str | None) -> None:
    """Accept is not looked at: some connectors send none."""
    headers = {"Accept": "text/html", **({"Content-Type": media} if media else {})}
    assert mcp.send(json.dumps(message("ping")), headers).status == 200


def test_body_over_64_kb_is_413(mcp: McpClient) -> None:
    """One that just fits is served; one that no function may take has no id."""
    params = {"_meta": {"note": ""}}
    empty = len(json.dumps(message("ping", params)))
    for spare, status in ((0, 200), (1, 413), (300_000, 413)):
        note = "x" * (MAX_MESSAGE_BYTES - empty + spare)
        reply = mcp.legacy("ping", {"_meta": {"note": note}})
        assert reply.status == status
    assert (reply.json["id"], reply.json["error"]["code"]) == (None, -32600)


def test_faulty_bodies_are_400(mcp: McpClient) -> None:
    """No JSON is -32700, a batch -32600, and so is a body that is not base64."""
    assert mcp.send("{").json["error"]["code"] == -32700
    assert mcp.send("[]").json["error"]["code"] == -32600
    reply = mcp.send("e", is_base64=True)
    assert (reply.status, reply.json["error"]["code"]) == (400, -32600)
    broken = mcp.send(json.dumps({"jsonrpc": "2.0", "id": "a", "method": 5}))
    assert (broken.status, broken.json["id"]) == (400, "a")


def test_eras_are_told_apart(mcp: McpClient) -> None:
    """The body's claim decides; a modern header without it, or an unknown one, is refused."""
    modern_header = {"MCP-Protocol-Version": MODERN}
    for method, code in (("tools/list", -32602), ("initialize", -32020)):
        reply = mcp.legacy(method, headers=modern_header)
        assert (reply.status, reply.json["error"]["code"]) == (400, code)
    unknown = mcp.legacy("tools/list", headers={"MCP-Protocol-Version": "2027-01-01"})
    assert (unknown.status, unknown.json["error"]["code"]) == (400, -32022)
    assert unknown.json["error"]["data"]["supported"] == list(SUPPORTED)
    unserved = mcp.modern("tools/list", version="2027-01-01")
    assert (unserved.status, unserved.json["error"]["data"]["requested"]) == (400, "2027-01-01")
    assert mcp.modern("tools/list", mcp_method="tools/call").json["error"]["code"] == -32020


def test_older_version_in_the_header_is_served_and_counted(
    mcp: McpClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """Some clients claim the modern version in the body and name a legacy one in the header."""
    params = {"name": "echo", "arguments": {"artist": "Low"}}
    reply = mcp.modern("tools/call", params, mcp_protocol_version="2025-11-25", mcp_name="")
    assert reply.json["result"]["resultType"] == "complete"
    assert "McpVersionMismatch" in capsys.readouterr().out
    mcp.modern("tools/call", params)
    assert "McpVersionMismatch" not in capsys.readouterr().out


def test_session_headers_and_progress_are_ignored(mcp: McpClient) -> None:
    """Nothing is minted or echoed; progress tokens and log levels change nothing."""
    sent, headers = modern("tools/list")
    sent["params"]["_meta"] |= {
        "progressToken": "p",
        "io.modelcontextprotocol/logLevel": "debug",
    }
    extra = {"Mcp-Session-Id": "s-1", "Last-Event-ID": "9", "Mcp-Param-Artist": "?"}
    reply = mcp.send(json.dumps(sent), {**headers, **extra})
    assert reply.status == 200
    assert "Mcp-Session-Id" not in reply.headers
