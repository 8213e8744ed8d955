"""Asking Last.fm: the call's parameters, its signature, its tries, and what the key is spared."""

from collections.abc import Callable

from lastfm_gateway.adapters.credentials import Credentials, CredentialStore
from lastfm_gateway.adapters.deadline import Deadline
from lastfm_gateway.adapters.telemetry import Telemetry
from lastfm_gateway.adapters.upstream import Upstream
from lastfm_gateway.calls import Call
from lastfm_gateway.catalogue.method import Auth
from lastfm_gateway.core.reply import Reading
from lastfm_gateway.core.signature import sign
from lastfm_gateway.errors import Unconfigured, UpstreamError, UpstreamFault
from lastfm_gateway.reading import Question
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

    def ask(self, call: Call, deadline: Deadline) -> Reading:
        """Return what Last.fm's answer is to the call's face, a "not found" among them.

        Raises UpstreamError for Last.fm's other errors and UpstreamFault for what is no answer.
        Only reads are tried again: of a write nobody knows whether it was done.
        """
        parameters = (
            dict(call.parameters) if call.sealed else _complete(call, self._credentials.get())
        )
        attempt = self._attempt(call, parameters, deadline)
        if call.method.auth is Auth.NONE:
            return self._upstream.patiently(attempt, deadline)
        return attempt()

    def _attempt(
        self, call: Call, parameters: dict[str, str], deadline: Deadline
    ) -> Callable[[], Reading]:
        """Return what makes the call once, if it may be made, and learns from it."""
        question = Question(call.method, call.parameters)

        def attempt() -> Reading:
            if call.is_spared:
                self._sparing.permit()
            try:
                with self._telemetry.upstream_call():
                    verb = call.verb or call.method.verb
                    reply = self._upstream.send(verb, parameters, deadline)
                    reading = call.dialect.read(reply, question)
            except (UpstreamError, UpstreamFault) as error:
                if call.is_spared:
                    self._sparing.failed(error, call.key or call.method.name)
                raise
            if call.is_spared:
                self._sparing.succeeded()
            return reading

        return attempt


def _complete(call: Call, credentials: Credentials) -> dict[str, str]:
    """Return all parameters of a call, with its signature if it needs one."""
    parameters = {
        "method": call.method.name,
        **call.parameters,
        "api_key": call.api_key or credentials.api_key,
        **call.dialect.asks,
    }
    if not call.needs_signature and "sk" not in call.parameters:
        return parameters
    if credentials.shared_secret is None:
        raise Unconfigured("This gateway has no Last.fm shared secret to sign with")
    return {**parameters, "api_sig": sign(parameters, credentials.shared_secret)}
