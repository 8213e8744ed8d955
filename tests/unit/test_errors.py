"""The error tree: refused calls, transient and definitive errors."""

import pytest

from lastfm_gateway.errors import (
    AnswerTooLarge,
    CallBudgetSpent,
    CircuitOpen,
    GatewayError,
    NoSuchRoute,
    NotAttempted,
    RateLimited,
    UpstreamError,
    UpstreamFault,
)
from lastfm_gateway.keys.token import KeyKind, generate_token


@pytest.mark.parametrize("kind", [CircuitOpen, CallBudgetSpent])
def test_refused_calls_are_transient_and_not_upstream_errors(
    kind: type[CircuitOpen | CallBudgetSpent],
) -> None:
    """A refused call is a 503 with Retry-After, and never reached Last.fm."""
    error = kind(7)
    assert isinstance(error, NotAttempted)
    assert not isinstance(error, UpstreamError | UpstreamFault)
    assert (error.status, error.retry_after, error.is_transient) == (503, 7, True)


@pytest.mark.parametrize("kind", ["share", "read", "write", "admin"])
def test_message_shows_no_key(kind: KeyKind) -> None:
    """A path may hold a share token, or a key by mistake: the error names the rest."""
    key, _ = generate_token(kind)
    error = NoSuchRoute(f"/share/{key}/passwords")
    assert error.message == str(error) == "Invalid Method - No route matches /share/***/passwords"


@pytest.mark.parametrize(
    "error",
    [
        RateLimited(1),
        UpstreamFault("broken"),
        UpstreamError("busy", code=16, status=503, retry_after=5),
    ],
)
def test_errors_that_a_retry_may_fix_are_transient(error: GatewayError) -> None:
    """Each of them may be gone at a later attempt."""
    assert error.is_transient


@pytest.mark.parametrize(
    "error", [UpstreamError("not found", code=6, status=404), AnswerTooLarge()]
)
def test_definitive_errors_are_not_transient(error: GatewayError) -> None:
    """The same request would meet them again."""
    assert not error.is_transient
