"""The error tree: what is refused here is not an error of Last.fm's."""

import pytest

from lastfm_gateway.errors import (
    AnswerTooLarge,
    CallBudgetSpent,
    CircuitOpen,
    GatewayError,
    NotAttempted,
    RateLimited,
    UpstreamError,
    UpstreamFault,
)


@pytest.mark.parametrize("kind", [CircuitOpen, CallBudgetSpent])
def test_refused_calls_are_transient_and_not_upstream_errors(
    kind: type[CircuitOpen | CallBudgetSpent],
) -> None:
    """A refused call is a 503 with Retry-After. Last.fm had no part in it."""
    error = kind(7)
    assert isinstance(error, NotAttempted)
    assert not isinstance(error, UpstreamError | UpstreamFault)
    assert (error.status, error.retry_after, error.is_transient) == (503, 7, True)


@pytest.mark.parametrize(
    "error",
    [
        RateLimited(1),
        UpstreamFault("broken"),
        UpstreamError("busy", code=16, status=503, retry_after=5),
    ],
)
def test_errors_that_a_later_attempt_may_not_meet_are_transient(error: GatewayError) -> None:
    """Transient errors say when to try again."""
    assert error.is_transient


@pytest.mark.parametrize(
    "error", [UpstreamError("not found", code=6, status=404), AnswerTooLarge()]
)
def test_errors_that_every_attempt_meets_are_not_transient(error: GatewayError) -> None:
    """Errors that the same request would meet again are not transient."""
    assert not error.is_transient
