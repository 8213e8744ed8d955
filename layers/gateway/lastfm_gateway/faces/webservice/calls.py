"""Calls of the drop-in web service: what a request to `/2.0/` makes Last.fm do."""

from collections.abc import Mapping
from copy import replace
from typing import Final

from lastfm_gateway import methods
from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.planning import CallPlanner, Scope
from lastfm_gateway.errors import BadRequest, NoSuchMethod, NotSigned
from lastfm_gateway.http.request import Request
from lastfm_gateway.lastfm.rendering import Renderer
from lastfm_gateway.lastfm.response_formats import JSON, XML
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.freshness import NEVER
from lastfm_gateway.methods.method import Auth, Method
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.validation import validate

#: Stands for the deployment's key, for clients that insist on a key. A signature made with it is
#: replaced.
PLACEHOLDER_KEY: Final = "0" * 32


class WebServiceCalls:
    """Turns requests' parameters into calls."""

    def __init__(self, planner: CallPlanner) -> None:
        self._planner = planner

    def call(
        self, sent: Mapping[str, str], form: Renderer, request: Request, caller: Caller
    ) -> CachedCall:
        """Return the call to make: the caller's own, one signed here, or a cached read."""
        response_format = JSON if form.is_json else XML
        method = methods.find(sent.get("method", ""))
        key = sent.get("api_key", "").strip()
        if key not in ("", PLACEHOLDER_KEY) or ("api_sig" in sent and not key):
            own = {name: value for name, value in sent.items() if name != "callback"}
            called = method or _undeclared(sent.get("method", ""))
            call = CachedCall(
                method=called,
                parameters=own,
                caller=caller,
                response_format=response_format,
                presigned=True,
                verb=request.verb,
            )
            return replace(call, unchecked=method is None or not _is_readable(call))
        if method is None:
            raise NoSuchMethod
        parameters = {
            name: value
            for name, value in sent.items()
            if method.parameters.declares(name) or name in ("sk", "raw")
        }
        if not parameters.get("sk", "").strip():
            parameters.pop("sk", None)  # blank counts as absent, as at Last.fm
        if "sk" in parameters or method.auth is not Auth.NONE:
            if "sk" not in parameters and "api_sig" not in sent:
                raise NotSigned
            call = CachedCall(
                method=method,
                parameters=parameters,
                caller=caller,
                response_format=response_format,
                verb=request.verb,
            )
            return replace(call, unchecked=not _is_readable(call))
        call = CachedCall(
            method=method, parameters=parameters, caller=caller, response_format=response_format
        )
        return self._cached(call, form, request)

    def _cached(self, call: CachedCall, form: Renderer, request: Request) -> CachedCall:
        """Return a read with its cache key, if its parameters are valid.

        Invalid ones are passed through: Last.fm answers them with its own error and status.
        """
        canonical = _canonical(call)
        if canonical is None:
            return replace(call, unchecked=not _is_readable(call))
        scope = Scope(f"ws-{call.response_format.name}", exact=True)
        planned = self._planner.plan(
            call.method, call.parameters, call.caller, scope, canonical=canonical
        )
        return replace(
            planned,
            response_format=call.response_format,
            etags="" if form.callback else request.headers.get("if-none-match", ""),
        )


def _canonical(call: CachedCall) -> dict[str, str] | None:
    """Return a call's canonical parameters, as for the REST routes; None if they are invalid."""
    sent = {name: [value] for name, value in call.parameters.items()}
    try:
        return validate(call.method.parameters, sent)
    except BadRequest:
        return None


def _is_readable(call: CachedCall) -> bool:
    """Return whether a call's parameters are valid for Last.fm, which ignores blank ones."""
    present = {name: value for name, value in call.parameters.items() if value.strip()}
    return _canonical(replace(call, parameters=present)) is not None


def _undeclared(name: str) -> Method:
    """Return a stand-in for a method that is not declared here."""
    return Method(name=name, summary="", parameters=Parameters, answer={}, freshness=NEVER)
