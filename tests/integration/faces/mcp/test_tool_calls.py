from collections.abc import Callable
from typing import Any

import pytest

from lastfm_gateway.faces.mcp.context import LISTENING_SECONDS
from local.simulator import Simulator
from tests.integration.conftest import Functions, bearer, new_key
from tests.integration.faces.mcp.conftest import McpClient
from tests.support.patience import Patience

type NewClient = Callable[..., McpClient]


def _text(result: dict[str, Any]) -> str:
    """Return the text of a result that is an error."""
    assert result["isError"] is True
    assert "structuredContent" not in result
    [content] = result["content"]
    return str(content["text"])


def test_invalid_arguments_are_results(mcp: McpClient) -> None:
    """The model reads what to send, in both eras with status 200."""
    wrong = {"artist": "Low", "limit": 51}
    assert _text(mcp.call("echo", wrong)) == "limit must be a whole number from 1 to 50"
    reply = mcp.modern("tools/call", {"name": "echo", "arguments": wrong})
    assert (reply.status, reply.json["result"]["isError"]) == (200, True)
    assert "artist is required" in _text(mcp.call("echo", {}))


@pytest.mark.parametrize("arguments", [None, {}])
def test_arguments_may_be_left_out(mcp: McpClient, arguments: dict[str, str] | None) -> None:
    """Then the required ones are named."""
    reply = mcp.legacy("tools/call", {"name": "echo", "arguments": arguments})
    assert "artist is required" in _text(reply.json["result"])


def test_upstreams_errors_are_results(mcp: McpClient, capsys: pytest.CaptureFixture[str]) -> None:
    """Not found, hidden listening and a slow Last.fm: each says whether to try again."""
    unknown = _text(mcp.call("fail", {"way": "unknown user"}))
    assert unknown.endswith("Trying again does not help")
    assert "Trying again does not help" in _text(mcp.call("fail", {"way": "hidden"}))
    assert _text(mcp.call("fail", {"way": "timeout"})).endswith("Try again in 5 s")
    assert "McpToolErrors" in capsys.readouterr().out


def test_bug_is_an_internal_error_without_its_message(
    mcp: McpClient, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the response nor the log tells what the exception says."""
    for reply in (
        mcp.legacy("tools/call", {"name": "fail", "arguments": {"way": "bug"}}),
        mcp.modern("tools/call", {"name": "fail", "arguments": {"way": "bug"}}),
    ):
        assert (reply.status, reply.json["id"]) == (500, 7)
        assert reply.json["error"] == {"code": -32603, "message": "The gateway failed"}
    assert [vars(record)["error"] for record in caplog.records] == ["ZeroDivisionError"] * 2
    assert not any("rw_live_secret" in str(vars(record)) for record in caplog.records)


def test_tool_shares_the_cache_of_its_route(
    mcp: McpClient, functions: Functions, lastfm: Simulator
) -> None:
    """An answer that the route has fetched costs a tool no call."""
    functions.get("/artist/getInfo", {"artist": "Radiohead"})
    before = len(lastfm.log)
    assert mcp.call("fail", {"way": "lastfm"})["isError"] is False
    assert len(lastfm.log) == before
    reply = mcp.legacy("ping")
    assert reply.headers["X-RateLimit-Remaining"] == "99"


def test_callers_limit_is_that_of_the_routes(new_client: NewClient, lastfm: Simulator) -> None:
    """A spent limit is a result that says when to try again, and costs no call."""
    mcp = new_client(RATE_LIMIT_CALLS="1")
    assert mcp.call("fail", {"way": "lastfm"})["isError"] is False
    before = len(lastfm.log)
    assert "Try again in" in _text(mcp.call("fail", {"way": "hidden"}))
    assert len(lastfm.log) == before


def test_reading_the_own_history_costs_a_unit(new_client: NewClient, lastfm: Simulator) -> None:
    """Each message that reads it costs one unit, as a listening page does; a spent limit refuses.

    Otherwise a loop of tools would read the database without end, since nothing is asked of
    Last.fm.
    """
    mcp = new_client(RATE_LIMIT_CALLS="5")
    key = bearer(new_key(user="newcomer"))
    said = [mcp.call("get_listening_stats", {}, headers=key) for _ in range(6)]
    assert len(lastfm.log) < len(said)
    assert said[0]["isError"] is False
    assert "Try again in" in _text(said[-1])


def test_long_parts_start_only_with_time_left(
    mcp: McpClient, monkeypatch: pytest.MonkeyPatch, lastfm: Simulator, patience: Patience
) -> None:
    """What may take 20 seconds is refused later, without a call: API Gateway waits for 29."""
    key = bearer(new_key(user="newcomer"))
    patience.use_production()
    monkeypatch.setattr("lastfm_gateway.faces.mcp.context.TOOL_SECONDS", LISTENING_SECONDS)
    for way in ("playback", "own scrobbles"):
        said = _text(mcp.call("fail", {"way": way}, headers=key))
        assert "Call again to continue" in said
        assert said.endswith("Try again in 1 s")
    assert lastfm.log == []
    monkeypatch.setattr("lastfm_gateway.faces.mcp.context.TOOL_SECONDS", 0)
    assert "Call again" in _text(mcp.call("fail", {"way": "lastfm"}, headers=key))
    assert lastfm.log == []


def test_playback_and_history_are_the_keys_owners(mcp: McpClient) -> None:
    """A tool reads them with a key only."""
    key = bearer(new_key(user="newcomer"))
    assert mcp.call("fail", {"way": "playback"}, headers=key)["isError"] is False
    assert mcp.call("fail", {"way": "own scrobbles"}, headers=key)["isError"] is False
    for way in ("playback", "own scrobbles"):
        assert "Send a key" in _text(mcp.call("fail", {"way": way}))
