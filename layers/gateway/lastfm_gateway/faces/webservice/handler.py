"""Handler of the drop-in web service at `/2.0/`: Last.fm's parameters in, Last.fm's bytes out.

Reads with the deployment's key are cached. Everything else is passed through. See docs/clients.md.
"""

from collections.abc import Callable, Mapping
from copy import replace
from typing import Final

from lastfm_gateway.cache.call import Fetch
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import (
    BadRequest,
    GatewayError,
    KeyNotPassedOn,
    UpstreamError,
    UpstreamFault,
)
from lastfm_gateway.faces.webservice.calls import PLACEHOLDER_KEY, WebServiceCalls
from lastfm_gateway.http.access import AccessControl, accept_optional_key
from lastfm_gateway.http.caching_headers import call_response
from lastfm_gateway.http.handler import Handler, error_headers
from lastfm_gateway.http.request import Request, last_values
from lastfm_gateway.http.response import Response
from lastfm_gateway.lastfm.credentials import CredentialStore
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.lastfm.rendering import Renderer
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.method import Method
from lastfm_gateway.token_format import holds_token, looks_like_token

ROUTE: Final = "/2.0"

#: XML can contain scripts, whatever its media type (Content Security Policy 3).
_INERT: Final = "default-src 'none'; frame-ancestors 'none'"


def webservice_handler() -> Handler:
    """Return the Lambda handler of the web service."""
    runtime = Runtime.from_environment()
    service = _WebService(
        WebServiceCalls(runtime.planner),
        runtime.access,
        runtime.credentials,
        runtime.fetch_for,
        runtime.clock,
    )
    routes = {ROUTE: {"GET": service.answer, "POST": service.answer}}
    return runtime.handlers.make(routes, _error_response)


class _WebService:
    """Answers requests in Last.fm's own protocol."""

    def __init__(
        self,
        calls: WebServiceCalls,
        access: AccessControl,
        credentials: CredentialStore,
        fetch_for: Callable[[Method], Fetch],
        clock: Callable[[], float],
    ) -> None:
        """`fetch_for`: returns what fetches a method's answers."""
        self._calls = calls
        self._access = access
        self._credentials = credentials
        self._fetch_for = fetch_for
        self._clock = clock

    def answer(self, request: Request, caller: Caller) -> Response:
        """Return Last.fm's answer to a request, stored or fetched."""
        sent = dict(request.sent)
        form = _form(sent)
        form.check()
        key = sent.get("api_key", "").strip()
        accept_optional_key(request, caller, key)
        if looks_like_token(key) or self._credentials.is_own(key):
            # Last.fm does not know this gateway's keys. A caller who sends the deployment's Last.fm
            # key must not bypass circuit breaker and call budget.
            sent["api_key"] = PLACEHOLDER_KEY
        call = self._calls.call(sent, form, request, caller)
        _refuse_own_keys(call.parameters)
        if call.method.family == "auth" and not call.presigned:
            self._access.check_sign_in(request, caller)
        given = self._fetch_for(call.method)(call, Deadline.after(CALL_SECONDS))
        wrapped = form.wrap(LastfmResponse(given.status, given.content_type, given.body))
        given = replace(given, body=wrapped.body, content_type=wrapped.content_type)
        return _inert(call_response(call, given, self._clock()))


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
