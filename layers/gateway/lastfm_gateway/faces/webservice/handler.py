"""Handler of the drop-in web service at `/2.0/`: Last.fm's parameters in, Last.fm's bytes out.

Reads with the deployment's key are cached. Everything else is passed through. See docs/clients.md.
"""

from collections.abc import Mapping
from copy import replace
from typing import Final

from lastfm_gateway import methods
from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.planning import Scope
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import (
    BadRequest,
    GatewayError,
    KeyNotPassedOn,
    NoSuchMethod,
    NotSigned,
    UpstreamError,
    UpstreamFault,
)
from lastfm_gateway.http.access import accept_optional_key, check_sign_in
from lastfm_gateway.http.caching_headers import cached_response
from lastfm_gateway.http.handler import Handler, RouteHandler, error_headers, make_handler
from lastfm_gateway.http.method_routes import CALL_SECONDS
from lastfm_gateway.http.request import Request, last_values
from lastfm_gateway.http.response import Response
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.rendering import Renderer
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.lastfm.response_formats import JSON, XML
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.freshness import NEVER
from lastfm_gateway.methods.method import Auth, Method
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.validation import validate
from lastfm_gateway.token_format import holds_token, looks_like_token

ROUTE: Final = "/2.0"

#: Stands for the deployment's key, for clients that require a key. A signature made with it is
#: replaced.
PLACEHOLDER_KEY: Final = "0" * 32

#: XML can contain scripts, whatever its media type (Content Security Policy 3).
_INERT: Final = "default-src 'none'; frame-ancestors 'none'"


def webservice_handler() -> Handler:
    """Return the Lambda handler of the web service."""
    runtime = Runtime.from_environment()
    handler = _route_handler(runtime)
    return make_handler(runtime, {ROUTE: {"GET": handler, "POST": handler}}, _error_response)


def _route_handler(runtime: Runtime) -> RouteHandler:
    def answer(request: Request, caller: Caller) -> Response:
        sent = dict(request.sent)
        form = _form(sent)
        form.check()
        key = sent.get("api_key", "").strip()
        accept_optional_key(request, key, caller)
        if looks_like_token(key) or runtime.credentials.is_own(key):
            # Last.fm does not know this gateway's keys. A caller who sends the deployment's Last.fm
            # key must not bypass circuit breaker and call budget.
            sent["api_key"] = PLACEHOLDER_KEY
        call = _call(sent, form, request, caller, runtime)
        _refuse_own_keys(call.parameters)
        if call.method.family == "auth" and not call.presigned:
            check_sign_in(request, caller, runtime)
        fetch = runtime.scrobbles.fetch if call.method.is_queueable else runtime.cache.fetch
        given = fetch(call, Deadline.after(CALL_SECONDS))
        wrapped = form.wrap(LastfmResponse(given.status, given.content_type, given.body))
        given = replace(given, body=wrapped.body, content_type=wrapped.content_type)
        return _inert(cached_response(given, runtime.clock()))

    return answer


def _refuse_own_keys(parameters: Mapping[str, str]) -> None:
    """Raise KeyNotPassedOn if a parameter for Last.fm contains a key of this gateway."""
    for name, value in parameters.items():
        if holds_token(name):
            raise KeyNotPassedOn
        if holds_token(value):
            raise KeyNotPassedOn(name)


def _error_response(request: Request, error: GatewayError) -> Response:
    """Return an error: Last.fm's own response if there is one, else the same shape."""
    form = _requested_form(request)
    reply = error.reply if isinstance(error, UpstreamError | UpstreamFault) else None
    wrapped = form.wrap(reply or form.error(error))
    headers = {"Content-Type": wrapped.content_type, **error_headers(error)}
    return _inert(Response(wrapped.status, wrapped.body.decode(), headers))


def _inert(response: Response) -> Response:
    """Return a response in which browsers run no script: its content is Last.fm's."""
    return replace(response, headers={**response.headers, "Content-Security-Policy": _INERT})


def _requested_form(request: Request) -> Renderer:
    """Return the requested response form, by the query alone if the body is not readable."""
    try:
        return _form(request.sent)
    except BadRequest:
        return _form(last_values(request.query))


def _form(sent: Mapping[str, str]) -> Renderer:
    is_json = sent.get("format") == "json"
    return Renderer(is_json, sent.get("callback", "") if is_json else "")


def _call(
    sent: Mapping[str, str], form: Renderer, request: Request, caller: Caller, runtime: Runtime
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
    return _cached(call, form, request, runtime)


def _cached(call: CachedCall, form: Renderer, request: Request, runtime: Runtime) -> CachedCall:
    """Return a read with its cache key, if its parameters are valid.

    Invalid ones are passed through: Last.fm answers them with its own error and status.
    """
    canonical = _canonical(call)
    if canonical is None:
        return replace(call, unchecked=not _is_readable(call))
    scope = Scope(f"ws-{call.response_format.name}", exact=True)
    planned = runtime.planner.plan(
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
