"""The drop-in web service at `/2.0/`: Last.fm's own parameters in, its own bytes out.

Reads with the deployment's key are cached; all else is passed on. See docs/clients.md.
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
from lastfm_gateway.http import response as edge
from lastfm_gateway.http.access import check_sign_in, offer
from lastfm_gateway.http.handler import Handler, RouteHandler, error_headers, make_handler
from lastfm_gateway.http.method_routes import PATIENCE
from lastfm_gateway.http.request import Request, last_values
from lastfm_gateway.http.response import Response
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.rendering import Form
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.lastfm.response_formats import JSON, XML
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.freshness import NEVER
from lastfm_gateway.methods.method import Auth, Method
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.validation import validate
from lastfm_gateway.token_format import holds_token, looks_like_token

ROUTE: Final = "/2.0"

#: What a client is configured with that insists on a key: it stands for the deployment's own. A
#: signature that comes with it is replaced, for no secret belongs to it.
PLACEHOLDER_KEY: Final = "0" * 32

#: XML can hold scripts too, whatever its type is (Content Security Policy 3).
_INERT: Final = "default-src 'none'; frame-ancestors 'none'"


def webservice_handler() -> Handler:
    """Return the Lambda handler of the web service."""
    runtime = Runtime.from_environment()
    answer = _answerer(runtime)
    return make_handler(runtime, {ROUTE: {"GET": answer, "POST": answer}}, _tell)


def _answerer(runtime: Runtime) -> RouteHandler:
    def answer(request: Request, caller: Caller) -> Response:
        sent = dict(request.sent)
        form = _form(sent)
        form.check()
        key = sent.get("api_key", "").strip()
        offer(request, key, caller)
        if looks_like_token(key) or runtime.credentials.is_own(key):
            # A key of the gateway's means nothing to Last.fm. The deployment's own, brought by a
            # caller, must not get past breaker and budget.
            sent["api_key"] = PLACEHOLDER_KEY
        call = _call(sent, form, request, caller, runtime)
        _keep_keys_here(call.parameters)
        if call.method.family == "auth" and not call.presigned:
            check_sign_in(request, caller, runtime)
        fetch = runtime.scrobbles.fetch if call.method.is_queueable else runtime.gateway.fetch
        given = fetch(call, Deadline.after(PATIENCE))
        wrapped = form.wrap(LastfmResponse(given.status, given.content_type, given.body))
        given = replace(given, body=wrapped.body, content_type=wrapped.content_type)
        return _guarded(edge.cached_response(given, runtime.clock()))

    return answer


def _keep_keys_here(parameters: Mapping[str, str]) -> None:
    """Raise KeyNotPassedOn for a key of this gateway's in what would be sent to Last.fm."""
    for name, value in parameters.items():
        if holds_token(name):
            raise KeyNotPassedOn
        if holds_token(value):
            raise KeyNotPassedOn(name)


def _tell(request: Request, error: GatewayError) -> Response:
    """Return an error as Last.fm told it, or as it would have."""
    form = _asked(request)
    told = error.reply if isinstance(error, UpstreamError | UpstreamFault) else None
    reply = form.wrap(told or form.error(error))
    headers = {"Content-Type": reply.content_type, **error_headers(error)}
    return _guarded(Response(reply.status, reply.body.decode(), headers))


def _guarded(response: Response) -> Response:
    """Return a response that a browser shows and runs nothing of: its bytes are another's."""
    return replace(response, headers={**response.headers, "Content-Security-Policy": _INERT})


def _asked(request: Request) -> Form:
    """Return the form that a request asks for; by the query alone if its body is not read."""
    try:
        return _form(request.sent)
    except BadRequest:
        return _form(last_values(request.query))


def _form(sent: Mapping[str, str]) -> Form:
    is_json = sent.get("format") == "json"
    return Form(is_json, sent.get("callback", "") if is_json else "")


def _call(
    sent: Mapping[str, str], form: Form, request: Request, caller: Caller, runtime: Runtime
) -> CachedCall:
    """Return the call that was sent: the caller's own, signed here, or a read that is shared."""
    dialect = JSON if form.is_json else XML
    method = methods.find(sent.get("method", ""))
    key = sent.get("api_key", "").strip()
    if key not in ("", PLACEHOLDER_KEY) or ("api_sig" in sent and not key):
        own = {name: value for name, value in sent.items() if name != "callback"}
        stands_in = method or _unknown(sent.get("method", ""))
        call = CachedCall(
            method=stands_in,
            parameters=own,
            caller=caller,
            response_format=dialect,
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
        parameters.pop("sk", None)  # blank is absent, as at Last.fm
    if "sk" in parameters or method.auth is not Auth.NONE:
        if "sk" not in parameters and "api_sig" not in sent:
            raise NotSigned
        call = CachedCall(
            method=method,
            parameters=parameters,
            caller=caller,
            response_format=dialect,
            verb=request.verb,
        )
        return replace(call, unchecked=not _is_readable(call))
    call = CachedCall(method=method, parameters=parameters, caller=caller, response_format=dialect)
    return _shared(call, form, request, runtime)


def _shared(call: CachedCall, form: Form, request: Request, runtime: Runtime) -> CachedCall:
    """Return a read that is cached, if its parameters are such as Last.fm takes as they are.

    What is wrong with others Last.fm says better, and with the right status.
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
    """Return a call's parameters as the REST families would take them, None if they would not."""
    sent = {name: [value] for name, value in call.parameters.items()}
    try:
        return validate(call.method.parameters, sent)
    except BadRequest:
        return None


def _is_readable(call: CachedCall) -> bool:
    """Tell whether Last.fm can read a call, to which a blank parameter is as good as none."""
    told = {name: value for name, value in call.parameters.items() if value.strip()}
    return _canonical(replace(call, parameters=told)) is not None


def _unknown(name: str) -> Method:
    """Return what stands in for a method that only Last.fm may know."""
    return Method(name=name, summary="", parameters=Parameters, answer={}, freshness=NEVER)
