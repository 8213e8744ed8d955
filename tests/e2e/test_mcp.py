"""The Model Context Protocol on the deployed stack: real clients, and the conformance suite."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import pytest
import urllib3

from lastfm_gateway.faces.mcp.tools import TOOLS
from local.stack import LocalStack
from tests.e2e.test_keys import make
from tests.support.mcp_clients import (
    Call,
    Walk,
    run_conformance,
    walk_by_python,
    walk_by_typescript,
)

LISTS: Final = Path(__file__).parents[1] / "support" / "conformance"

#: An address of its own, so that these tests spend no other test's quota.
CALLER: Final = {"X-Forwarded-For": "203.0.113.51"}

_ARTIST: Final = {"artist": "Radiohead"}
_TRACK: Final = {**_ARTIST, "track": "Airbag"}

#: Arguments of each tool; those about a user are the key owner's unless they name one.
CALLS: Final[Sequence[Call]] = (
    ("get_now_playing", {}),
    ("get_recent_tracks", {"limit": 3}),
    ("get_top_artists", {"period": "overall", "include_sparklines": True}),
    ("get_top_artists", {"user": "rj", "limit": 50}),
    ("get_top_albums", {"period": "12month"}),
    ("get_top_tracks", {"from": "2006-04-01", "to": "2006-04-30"}),
    ("get_top_tracks", {"user": "rj", "period": "1month", "page": 2}),
    ("get_listening_stats", {}),
    ("get_listening_trend", {"period": "overall"}),
    ("get_track_history", _TRACK),
    ("year_in_review", {"user": "rj"}),
    ("on_this_day", {}),
    ("compare_users", {"other": "rj"}),
    ("get_profile", {}),
    ("get_loved_tracks", {"user": "rj"}),
    ("get_artist_info", {**_ARTIST, "user": "rj"}),
    ("get_album_info", {**_ARTIST, "album": "OK Computer"}),
    ("get_track_info", _TRACK),
    ("get_artist_top", {**_ARTIST, "kind": "albums"}),
    ("get_similar", {**_TRACK, "limit": 5}),
    ("get_similar", {**_ARTIST, "new_to_me": True}),
    ("search_music", {"query": "radio", "kind": "artist"}),
    ("get_chart", {"kind": "tracks"}),
)

#: Each way in which a client of an SDK begins, and the version that it agrees on.
CLIENTS: Final[Mapping[str, tuple[Callable[..., Walk], str, str]]] = {
    "python, auto": (walk_by_python, "auto", "2026-07-28"),
    "python, legacy": (walk_by_python, "legacy", "2025-11-25"),
    "python, pinned": (walk_by_python, "2026-07-28", "2026-07-28"),
    "typescript, default": (walk_by_typescript, "", "2025-11-25"),
    "typescript, auto": (walk_by_typescript, "auto", "2026-07-28"),
}


@pytest.fixture(scope="module")
def headers(stack: LocalStack) -> dict[str, str]:
    """The headers of a client with a key, whose owner has few scrobbles."""
    return {"Authorization": f"Bearer {make(stack, 'key', 'newcomer')}", **CALLER}


def test_every_tool_is_called() -> None:
    """A new tool is called by the clients too."""
    assert {name for name, _ in CALLS} == {tool.name for tool in TOOLS}


@pytest.mark.parametrize("client", CLIENTS)
def test_sdk_lists_and_calls_every_tool(
    stack: LocalStack, headers: dict[str, str], client: str
) -> None:
    """Every answer satisfies its tool's schema, tells the same in text, and is no error."""
    walk, mode, version = CLIENTS[client]
    found = walk(f"{stack.base_url}/mcp", headers, mode, CALLS)
    assert found.version == version
    assert [tool["name"] for tool in found.tools] == [tool.name for tool in TOOLS]
    schemas = {tool["name"]: tool["outputSchema"] for tool in found.tools}
    for (name, _), result in zip(CALLS, found.results, strict=True):
        assert not result.get("isError"), (name, result["content"])
        jsonschema_rs.validate(schemas[name], result["structuredContent"])
        [content] = result["content"]
        assert content["text"].strip()


@pytest.mark.parametrize("client", CLIENTS)
def test_sdk_shows_a_tools_error(stack: LocalStack, headers: dict[str, str], client: str) -> None:
    """Invalid arguments reach the model as a result, and so does an unknown user."""
    walk, mode, _ = CLIENTS[client]
    faulty: Sequence[Call] = (
        ("get_top_artists", {"limit": 51}),
        ("get_profile", {"user": "nobody-at-all"}),
    )
    invalid, unknown = walk(f"{stack.base_url}/mcp", headers, mode, faulty).results
    assert invalid["isError"]
    assert "limit must be a whole number from 1 to 50" in invalid["content"][0]["text"]
    assert unknown["isError"]
    assert "Trying again does not help" in unknown["content"][0]["text"]


@pytest.mark.parametrize("client", CLIENTS)
def test_sdk_shows_why_a_key_is_refused(stack: LocalStack, client: str) -> None:
    """A forged key is 401 on an open deployment too, and no sign-in is begun."""
    walk, mode, _ = CLIENTS[client]
    forged = {"Authorization": "Bearer rw_live_" + "0" * 80, **CALLER}
    with pytest.raises(RuntimeError, match=r"Unauthorized: send a key|HTTP 401") as refused:
        walk(f"{stack.base_url}/mcp", forged, mode, ())
    assert "rw_live_0" not in str(refused.value)


@pytest.mark.parametrize("revision", ["2025-11-25", "2026-07-28"])
def test_conformance_suite_finds_no_fault(stack: LocalStack, tmp_path: Path, revision: str) -> None:
    """Every scenario of the protocol's suite that applies to a server of tools passes."""
    listed = LISTS / f"mcp-{revision[:4]}.yml"
    told = run_conformance(f"{stack.base_url}/mcp", revision, listed, tmp_path)
    assert "server-initialize" in told if revision == "2025-11-25" else "server-stateless" in told


@pytest.mark.parametrize("verb", ["GET", "HEAD", "PUT", "DELETE"])
def test_other_verbs_reach_the_function(stack: LocalStack, verb: str) -> None:
    """API Gateway's own 403 would be fatal to clients, which GET the path after they connect."""
    reply = urllib3.request(verb, f"{stack.base_url}/mcp", headers=CALLER)
    assert (reply.status, reply.headers["Allow"]) == (405, "POST, OPTIONS")
    if verb != "HEAD":
        assert reply.json()["error"] == {"code": -32000, "message": "Use POST"}


def test_preflight_and_notification(stack: LocalStack) -> None:
    """A page may send the protocol's headers; a notification gets 202 and no body."""
    url = f"{stack.base_url}/mcp"
    preflight = urllib3.request("OPTIONS", url, headers=CALLER)
    assert preflight.status == 204
    assert "MCP-Protocol-Version" in preflight.headers["Access-Control-Allow-Headers"]
    message: dict[str, Any] = {"jsonrpc": "2.0", "method": "notifications/initialized"}
    sent = {**CALLER, "Content-Type": "application/json"}
    accepted = urllib3.request("POST", url, headers=sent, body=json.dumps(message))
    assert (accepted.status, accepted.data) == (202, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/.well-known/oauth-protected-resource",
        "/.well-known/oauth-protected-resource/mcp",
        "/.well-known/oauth-authorization-server",
        "/.well-known/openid-configuration",
    ],
)
def test_there_is_no_sign_in_to_discover(stack: LocalStack, path: str) -> None:
    """At the host's root, where clients look, a clean 404 keeps them from trying OAuth."""
    reply = urllib3.request("GET", stack.root_url + path, headers=CALLER)
    assert (reply.status, reply.json()["error"]) == (404, 3)
