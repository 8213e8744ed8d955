"""Last.fm client: completes and signs calls, retries reads, obeys circuit breaker and budget."""

import time
from collections.abc import Callable
from typing import Final, NamedTuple

from lastfm_gateway.errors import (
    EmptyAnswer,
    NotAttempted,
    Unconfigured,
    UpstreamError,
    UpstreamFault,
    UpstreamTimeout,
    is_key_limit,
    is_silence,
)
from lastfm_gateway.lastfm.call import LastfmCall
from lastfm_gateway.lastfm.credentials import Credentials, CredentialStore
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.response import ParsedResponse
from lastfm_gateway.lastfm.response_formats import MethodCall
from lastfm_gateway.lastfm.session_pairs import SessionPairs
from lastfm_gateway.lastfm.signature import sign
from lastfm_gateway.lastfm.transport import Transport
from lastfm_gateway.limits.circuit_state import Failure
from lastfm_gateway.limits.upstream_guard import UpstreamGuard
from lastfm_gateway.methods.method import Auth
from lastfm_gateway.observability.telemetry import Telemetry

#: A timeout after fewer seconds says nothing about Last.fm: a healthy one may need as long.
CONCLUSIVE_SECONDS: Final = 1.5


class Attempt(NamedTuple):
    """The outcome of one call that was sent, and its duration in seconds."""

    outcome: ParsedResponse | Exception
    seconds: float

    @property
    def is_inconclusive(self) -> bool:
        """Whether it timed out too early to say anything about Last.fm."""
        return isinstance(self.outcome, UpstreamTimeout) and self.seconds < CONCLUSIVE_SECONDS


class LastfmClient:
    """Sends calls to Last.fm with the deployment's key or the caller's own."""

    def __init__(
        self,
        transport: Transport,
        credentials: CredentialStore,
        guard: UpstreamGuard,
        telemetry: Telemetry,
    ) -> None:
        self._transport = transport
        self._pairs = SessionPairs(credentials)
        self._guard = guard
        self._telemetry = telemetry

    def send(self, call: LastfmCall, deadline: Deadline, pay: Callable[[], bool]) -> ParsedResponse:
        """Send a call and return the parsed response; "not found" is a response too.

        The caller has paid for the first attempt. `pay` spends one more call of the caller's rate
        limit before each retry and returns whether it could.

        Retries reads only: a failed write may have taken effect. Does not retry unchecked calls.
        A call whose session Last.fm refuses is signed once more, with the deployment's other pair
        of key and secret, if it has two: a refused call has taken no effect.

        Raises NotAttempted or Unconfigured if the call was not sent, UpstreamError if Last.fm
        returned an error other than "not found", and UpstreamFault if the response is missing, late
        or malformed.
        """
        send_once = self.prepare(call, deadline)

        def send_and_record() -> ParsedResponse:
            attempt = send_once()
            self.record(call, attempt)
            if isinstance(attempt.outcome, Exception):
                raise attempt.outcome
            return attempt.outcome

        def send_with_retries() -> ParsedResponse:
            if call.method.auth is Auth.NONE and not call.unchecked:
                return self._transport.with_retries(send_and_record, deadline, may_retry)
            return send_and_record()

        def may_retry() -> bool:
            try:
                self.permit(call)
            except NotAttempted:
                return False
            paid = pay()
            if not paid and call.uses_deployment_key:
                self._guard.not_made()
            return paid

        self.permit(call)
        try:
            return send_with_retries()
        except UpstreamError as error:
            if not self._pairs.may_be_of_other_pair(call, error) or not may_retry():
                raise
        send_once = self.prepare(call, deadline, with_other_pair=True)
        parsed = send_with_retries()
        self._pairs.remember_other_pair(call)
        return parsed

    def prepare(
        self, call: LastfmCall, deadline: Deadline, *, with_other_pair: bool = False
    ) -> Callable[[], Attempt]:
        """Build a thread-safe single attempt. Skips circuit breaker and call budget.

        `with_other_pair`: sign with the deployment's other pair (see SessionPairs).

        Raises Unconfigured (503) when the deployment has no key or secret for the call.
        """
        parameters = (
            dict(call.parameters)
            if call.presigned
            else _complete(call, self._pairs.credentials_of(call, other=with_other_pair))
        )
        verb = call.verb or call.method.verb

        def send_once() -> Attempt:
            started = time.perf_counter()
            outcome: ParsedResponse | Exception
            try:
                response = self._transport.send(verb, parameters, deadline)
                outcome = call.response_format.parse(
                    response, MethodCall(call.method, call.parameters, time.monotonic)
                )
            except EmptyAnswer as error:
                empty = error.reply if call.unchecked else None
                outcome = ParsedResponse(empty, found=False) if empty else error
            except Exception as error:  # noqa: BLE001 (returned: the caller raises or reports it)
                outcome = error
            return Attempt(outcome, time.perf_counter() - started)

        return send_once

    def check(self, call: LastfmCall) -> None:
        """Raise NotAttempted (503) if a call would be refused now. Writes nothing."""
        if call.uses_deployment_key:
            self._guard.check(call.origin, may_probe=not call.unchecked)

    def permit(self, call: LastfmCall) -> None:
        """Spend a permit for a call with the deployment's key. Raises NotAttempted (503)."""
        if call.uses_deployment_key:
            self._guard.permit(call.origin, may_probe=not call.unchecked)

    def allows_parallel_calls(self) -> bool:
        """Return whether calls may run in parallel: not while the circuit breaker is half-open."""
        return not self._guard.is_probing

    def record(self, call: LastfmCall, attempt: Attempt) -> None:
        """Record an attempt's outcome in metrics and circuit breaker.

        The outcome of an unchecked call counts only when the key's rate limit is exceeded.
        """
        error = attempt.outcome if isinstance(attempt.outcome, Exception) else None
        is_key_limited = isinstance(error, UpstreamError) and is_key_limit(error)
        ignores_outcome = call.unchecked and not is_key_limited
        self._telemetry.called_upstream(attempt.seconds, None if ignores_outcome else error)
        is_inconclusive = attempt.is_inconclusive and not self._guard.is_probing
        if not call.uses_deployment_key or ignores_outcome or is_inconclusive:
            return
        if isinstance(error, UpstreamError | UpstreamFault):
            failure = Failure(
                request=call.identity,
                method=call.method.name,
                caller=call.origin,
                is_silence=is_silence(error),
            )
            self._guard.record_failure(error, failure)
        elif error is None:
            self._guard.record_success()

    def record_timing_only(self, attempt: Attempt) -> None:
        """Record the duration of an attempt whose outcome says nothing about Last.fm."""
        self._telemetry.called_upstream(attempt.seconds, None)

    def is_blocked(self) -> bool:
        """Return whether circuit breaker or call budget refuses calls now."""
        return self._guard.is_blocking


def _complete(call: LastfmCall, credentials: Credentials) -> dict[str, str]:
    """Return the parameters to send: the call's, the API key, the format, and any signature."""
    parameters = {
        "method": call.method.name,
        **call.parameters,
        "api_key": call.api_key or credentials.api_key,
        **call.response_format.request_parameters,
    }
    if not call.needs_signature and "sk" not in call.parameters:
        return parameters
    if credentials.shared_secret is None:
        raise Unconfigured(
            "This gateway has no Last.fm shared secret. Its operator must run make credentials"
        )
    return {**parameters, "api_sig": sign(parameters, credentials.shared_secret)}
