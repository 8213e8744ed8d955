import pytest

from lastfm_gateway.errors import (
    BadRequest,
    CallBudgetSpent,
    CircuitOpen,
    GatewayError,
    RateLimited,
    Unauthorized,
    UpstreamError,
    UpstreamTimeout,
    UpstreamUnreachable,
)
from lastfm_gateway.faces.mcp.results import MAX_RESULT_BYTES, error_result, tool_result
from lastfm_gateway.faces.mcp.tool import ToolAnswer


def test_answer_is_told_in_both_forms() -> None:
    """Clients show the model the text, or the structured answer, but seldom both."""
    assert tool_result(ToolAnswer({"plays": 3}, "Plays: 3")) == {
        "content": [{"type": "text", "text": "Plays: 3"}],
        "structuredContent": {"plays": 3},
        "isError": False,
    }


def test_answer_beyond_the_cap_is_an_error() -> None:
    """The model is told to ask for fewer rows."""
    result = tool_result(ToolAnswer({"name": "x" * MAX_RESULT_BYTES}, "long"))
    assert result["isError"] is True
    assert "structuredContent" not in result
    assert "fewer rows" in result["content"][0]["text"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            BadRequest("Invalid parameters - limit must be a whole number from 1 to 50"),
            "limit must be a whole number from 1 to 50",
        ),
        (
            UpstreamError("User not found", code=6, status=404),
            "User not found. Trying again does not help",
        ),
        (
            GatewayError("This user hides recent listening.", code=17, status=403),
            "This user hides recent listening. Trying again does not help",
        ),
        (RateLimited(12), "Rate limit exceeded - Try again in 12 s"),
        (
            CallBudgetSpent(3),
            (
                "Service Offline - This gateway's budget of calls to Last.fm is spent. "
                "Try again in 3 s"
            ),
        ),
        (
            CircuitOpen(9),
            "Service Offline - Calls to Last.fm are paused because it is failing. Try again in 9 s",
        ),
        (
            UpstreamTimeout(),
            "Service Offline - Last.fm did not respond in time. Try again in 5 s",
        ),
        (UpstreamUnreachable("Last.fm is unreachable"), "Last.fm is unreachable. Try again in 5 s"),
        (Unauthorized(), "Name a `user`, or send a key"),
        (UpstreamError("x" * 9000, code=8, status=502), "x" * 500 + ". Trying again does not help"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_error_says_whether_to_try_again(error: GatewayError, said: str) -> None:
    """An error is a result without a structured answer, one sentence long."""
    assert error_result(error) == {"content": [{"type": "text", "text": said}], "isError": True}
