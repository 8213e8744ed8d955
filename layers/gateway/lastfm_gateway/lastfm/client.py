"""Asking Last.fm: the call's parameters, its signature, its tries, and what the key is spared."""

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
from lastfm_gateway.lastfm.signature import sign
from lastfm_gateway.lastfm.transport import Transport
from lastfm_gateway.limits.circuit_state import Failure
from lastfm_gateway.limits.upstream_guard import UpstreamGuard
from lastfm_gateway.methods.method import Auth
from lastfm_gateway.observability.telemetry import Telemetry

#: The time within which a Last.fm that is well may not have answered, in seconds.
BRIEF: Final = 1.5


class Attempt(NamedTuple):
    """What became of a call that was made, and the seconds it took."""

    outcome: ParsedResponse | Exception
    seconds: float

    @property
    def was_hasty(self) -> bool:
        """Whether the caller's own time was up before anything could be said of Last.fm."""
        return isinstance(self.outcome, UpstreamTimeout) and self.seconds < BRIEF


class LastfmClient:
    """Makes calls upstream, with the deployment's key or the caller's own."""

    def __init__(
        self,
        upstream: Transport,
        credentials: CredentialStore,
        sparing: UpstreamGuard,
        telemetry: Telemetry,
    ) -> None:
        self._upstream = upstream
        self._credentials = credentials
        self._sparing = sparing
        self._telemetry = telemetry

    def send(self, call: LastfmCall, deadline: Deadline, pay: Callable[[], bool]) -> ParsedResponse:
        """Return what Last.fm's answer is to the call's face, a "not found" among them.

        The first try has been paid for; `pay` spends one call of the caller's limit for another,
        and tells whether it could. A call that is not sent at all raises NotAttempted or
        Unconfigured.

        Raises UpstreamError for Last.fm's other errors and UpstreamFault for what is no answer.
        Only reads are tried again: of a write nobody knows whether it was done. An unchecked call
        is not: Last.fm meant what it said.
        """
        trial = self.prepare(call, deadline)

        def attempt() -> ParsedResponse:
            tried = trial()
            self.record(call, tried)
            if isinstance(tried.outcome, Exception):
                raise tried.outcome
            return tried.outcome

        def again() -> bool:
            try:
                self.permit(call)
            except NotAttempted:
                return False
            paid = pay()
            if not paid and call.uses_deployment_key:
                self._sparing.not_made()
            return paid

        self.permit(call)
        if call.method.auth is Auth.NONE and not call.unchecked:
            return self._upstream.with_retries(attempt, deadline, again)
        return attempt()

    def prepare(self, call: LastfmCall, deadline: Deadline) -> Callable[[], Attempt]:
        """Return what makes a call once, permitted or not. It shares nothing: any thread may.

        Raises GatewayError when the deployment lacks what the call needs.
        """
        parameters = (
            dict(call.parameters) if call.presigned else _complete(call, self._credentials.get())
        )
        verb = call.verb or call.method.verb

        def attempt() -> Attempt:
            started = time.perf_counter()
            outcome: ParsedResponse | Exception
            try:
                reply = self._upstream.send(verb, parameters, deadline)
                outcome = call.response_format.parse(
                    reply, MethodCall(call.method, call.parameters, time.monotonic)
                )
            except EmptyAnswer as error:
                told = error.reply if call.unchecked else None
                outcome = ParsedResponse(told, found=False) if told else error
            except Exception as error:  # noqa: BLE001 (handed on: the caller raises or reports it)
                outcome = error
            return Attempt(outcome, time.perf_counter() - started)

        return attempt

    def check(self, call: LastfmCall) -> None:
        """Raise GatewayError (503) if a call would not be permitted now. Writes nothing."""
        if call.uses_deployment_key:
            self._sparing.check(call.origin, may_probe=not call.unchecked)

    def permit(self, call: LastfmCall) -> None:
        """Permit a call by the deployment's key. Raises GatewayError (503) if there is none."""
        if call.uses_deployment_key:
            self._sparing.permit(call.origin, may_probe=not call.unchecked)

    def allows_parallel_calls(self) -> bool:
        """Tell whether calls may be made side by side: a failing upstream is probed by one."""
        return not self._sparing.is_probing

    def record(self, call: LastfmCall, tried: Attempt) -> None:
        """Take in what became of a call that was made.

        An unchecked one tells nothing but that the key's limit is spent: others it says of itself.
        """
        error = tried.outcome if isinstance(tried.outcome, Exception) else None
        said_of_itself = call.unchecked and not (
            isinstance(error, UpstreamError) and is_key_limit(error)
        )
        self._telemetry.called_upstream(tried.seconds, None if said_of_itself else error)
        hasty = tried.was_hasty and not self._sparing.is_probing
        if not call.uses_deployment_key or said_of_itself or hasty:
            return
        if isinstance(error, UpstreamError | UpstreamFault):
            failure = Failure(
                request=call.identity,
                method=call.method.name,
                caller=call.origin,
                is_silence=is_silence(error),
            )
            self._sparing.record_failure(error, failure)
        elif error is None:
            self._sparing.record_success()

    def record_timing_only(self, tried: Attempt) -> None:
        """Count a call whose end says nothing of Last.fm."""
        self._telemetry.called_upstream(tried.seconds, None)

    def is_blocked(self) -> bool:
        """Tell whether a call would be refused now: Last.fm is left alone."""
        return self._sparing.is_blocking


def _complete(call: LastfmCall, credentials: Credentials) -> dict[str, str]:
    """Return all parameters of a call, with its signature if it needs one."""
    parameters = {
        "method": call.method.name,
        **call.parameters,
        "api_key": call.api_key or credentials.api_key,
        **call.response_format.request_parameters,
    }
    if not call.needs_signature and "sk" not in call.parameters:
        return parameters
    if credentials.shared_secret is None:
        raise Unconfigured("This gateway has no Last.fm shared secret to sign with")
    return {**parameters, "api_sig": sign(parameters, credentials.shared_secret)}
