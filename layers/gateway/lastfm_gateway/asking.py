"""Asking Last.fm: the call's parameters, its signature, and what is made of the answer."""

from collections.abc import Callable
from typing import Any

from lastfm_gateway.adapters.credentials import Credentials, CredentialStore
from lastfm_gateway.adapters.deadline import Deadline
from lastfm_gateway.adapters.telemetry import Telemetry
from lastfm_gateway.adapters.upstream import Reply, Upstream
from lastfm_gateway.calls import Call
from lastfm_gateway.catalogue.method import Auth
from lastfm_gateway.core import mapper, verdict
from lastfm_gateway.core.signature import sign
from lastfm_gateway.errors import UpstreamError, UpstreamFault, no_shared_secret
from lastfm_gateway.sparing import Sparing


class Asker:
    """Makes calls upstream, with the deployment's key or the caller's own."""

    def __init__(
        self,
        upstream: Upstream,
        credentials: CredentialStore,
        sparing: Sparing,
        telemetry: Telemetry,
    ) -> None:
        self._upstream = upstream
        self._credentials = credentials
        self._sparing = sparing
        self._telemetry = telemetry

    def ask(self, call: Call, deadline: Deadline) -> tuple[int, bytes]:
        """Return status and JSON of Last.fm's answer, a "not found" among them.

        Raises UpstreamError for Last.fm's other errors and UpstreamFault for what is no answer.
        """
        parameters = _sign(call, self._credentials.get())
        attempt = self._attempt(call, parameters, deadline)
        try:
            if call.method.auth is Auth.NONE:
                answer = self._upstream.patiently(attempt, deadline)
            else:
                answer = attempt()
        except UpstreamError as error:
            if error.status != 404:  # noqa: PLR2004 (HTTP's Not Found)
                raise
            return 404, mapper.to_json({"error": error.code, "message": error.message})
        return 200, mapper.to_json(mapper.arrange(answer, call.method.answer))

    def _attempt(
        self, call: Call, parameters: dict[str, str], deadline: Deadline
    ) -> Callable[[], dict[str, Any]]:
        """Return what makes the call once, if it may be made, and learns from it."""
        spared = call.api_key is None

        def attempt() -> dict[str, Any]:
            if spared:
                self._sparing.permit()
            self._telemetry.count("UpstreamCalls")
            try:
                answer = _take(self._upstream.send(call.method.verb, parameters, deadline), call)
            except (UpstreamError, UpstreamFault) as error:
                self._telemetry.count(f"UpstreamError{error.code}")
                if spared:
                    self._sparing.failed(error, call.key or call.method.name)
                raise
            if spared:
                self._sparing.succeeded()
            return answer

        return attempt


def _sign(call: Call, credentials: Credentials) -> dict[str, str]:
    """Return all parameters of a call, with its signature if it needs one."""
    parameters = {
        "method": call.method.name,
        **call.parameters,
        "api_key": call.api_key or credentials.api_key,
        "format": "json",
    }
    if call.method.auth is Auth.NONE and "sk" not in call.parameters:
        return parameters
    if credentials.shared_secret is None:
        raise no_shared_secret()
    return {**parameters, "api_sig": sign(parameters, credentials.shared_secret)}


def _take(reply: Reply, call: Call) -> dict[str, Any]:
    """Return the answer in a reply, if it is one to this call."""
    answer = verdict.read_body(reply.status, reply.body)
    if not call.method.answer.keys() & answer.keys():
        raise UpstreamFault("Operation failed - Last.fm answered something else")
    user = call.parameters.get("user")
    if user is not None and not verdict.is_about(answer, user):
        raise UpstreamFault("Operation failed - Last.fm answered for another user")
    return answer
