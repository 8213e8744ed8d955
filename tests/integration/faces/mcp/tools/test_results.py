"""The tools over the real handler: results and errors as a client sees them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import jsonschema  # type: ignore[import-untyped]
import pytest

from local.simulator import Simulator
from local.simulator.faults import parse_fault
from tests.integration.conftest import bearer, new_key
from tests.integration.faces.mcp.conftest import McpClient

#: Calls that end in a sentence for the model, and a part of it.
ERRORS: Final[list[tuple[str, Mapping[str, Any], str]]] = [
    ("get_recent_tracks", {"user": "hermit"}, "hermit hides recent listening at Last.fm"),
    ("get_now_playing", {"user": "hermit"}, "Trying again does not help"),
    ("get_artist_info", {"artist": "no such artist"}, "could not be found"),
    ("get_listening_stats", {"user": "rj"}, "For other users ask get_top_artists"),
    ("get_top_tracks", {"user": "rj", "period": "yesterday"}, "period must be one of overall"),
    ("get_top_tracks", {"user": "rj", "from": "last week"}, "from must be an ISO 8601 date"),
    ("get_profile", {}, "Name a `user`, or send a key"),
]


@pytest.mark.parametrize("anonymous", [True, False])
def test_errors_are_sentences(mcp: McpClient, *, anonymous: bool) -> None:
    """They are results that say what is wrong, with a key and without."""
    headers = {} if anonymous else bearer(new_key(user="silent"))
    for name, arguments, sentence in ERRORS:
        if name == "get_profile" and not anonymous:
            continue
        result = mcp.call(name, arguments, headers)
        assert result["isError"] is True, name
        assert sentence in result["content"][0]["text"]
        assert "structuredContent" not in result


def test_answers_satisfy_the_schemas_that_are_listed(mcp: McpClient) -> None:
    """Numbers, flags and digits in texts are accepted, as models send them."""
    tools = {tool["name"]: tool for tool in mcp.legacy("tools/list").json["result"]["tools"]}
    headers = bearer(new_key(user="silent"))
    for name, arguments in (
        ("get_top_artists", {"user": "rj", "limit": 3.0, "include_sparklines": False}),
        ("get_top_tracks", {"include_sparklines": True, "period": "1month", "limit": "5"}),
        ("get_similar", {"artist": "Radiohead", "new_to_me": "true", "track": None}),
        ("year_in_review", {"user": "rj", "year": 2025}),
        ("get_now_playing", {}),
        ("on_this_day", {}),
    ):
        result = mcp.call(name, arguments, headers)
        assert result["isError"] is False, result
        jsonschema.validate(result["structuredContent"], tools[name]["outputSchema"])
        assert result["structuredContent"]["as_of"] in result["content"][0]["text"]


def test_spent_limits_and_failures_say_when_to_try_again(
    new_client: Callable[..., McpClient], lastfm: Simulator
) -> None:
    """The caller's own limit, and Last.fm being down."""
    mcp = new_client(RATE_LIMIT_CALLS="2")
    mcp.call("get_chart", {})
    spent = mcp.call("compare_users", {"user": "rj", "other": "newcomer"})
    assert spent["isError"] is True
    assert "Try again in" in spent["content"][0]["text"]
    lastfm.faults.add(parse_fault("html"))
    down = new_client(RATE_LIMIT_CALLS="50").call("get_profile", {"user": "newcomer"})
    assert "Try again in" in down["content"][0]["text"]
