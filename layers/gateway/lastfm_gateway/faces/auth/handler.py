"""Handler of the auth family: its REST methods, and signing in through Last.fm's page."""

import json
from copy import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from pydantic import Field

from lastfm_gateway import methods
from lastfm_gateway.cache.call import Answer
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import BadRequest, GatewayError, SignInOff
from lastfm_gateway.faces.auth import browser_binding
from lastfm_gateway.faces.auth import page as sign_in_page
from lastfm_gateway.faces.auth.callbacks import is_allowed
from lastfm_gateway.http.access import Access, accept_bearer_key, bearer_key_of, check_sign_in
from lastfm_gateway.http.caching_headers import cached_response
from lastfm_gateway.http.handler import (
    Handler,
    RouteHandler,
    error_headers,
    error_response,
    make_handler,
)
from lastfm_gateway.http.method_routes import CALL_SECONDS, make_call, own_key, routes_of
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, NO_STORE, Response
from lastfm_gateway.http.v1 import iso_time
from lastfm_gateway.keys.issue import IssuedKey, issue_key
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.auth import CallbackParameters
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.parameters import Parameters, Url
from lastfm_gateway.methods.validation import validate
from lastfm_gateway.storage.table import TableFault

URL_ROUTE: Final = "/auth/url"
LOGIN_ROUTE: Final = "/auth/login"
CALLBACK_ROUTE: Final = "/auth/callback"


_GET_SESSION = methods.get("auth.getSession")
_GET_MOBILE_SESSION = methods.get("auth.getMobileSession")


class AuthUrlParameters(Parameters):
    """Query of `/auth/url`."""

    callback_url: Url | None = Field(
        None, description="URL that Last.fm redirects to; this gateway's own by default"
    )


def auth_handler() -> Handler:
    """Return the Lambda handler of the auth family."""
    return open_auth(Runtime.from_environment())


def open_auth(runtime: Runtime) -> Handler:
    """Return the handler over a runtime."""
    routes = {
        route: {verb: _with_sign_in_check(answer, runtime) for verb, answer in verbs.items()}
        for route, verbs in routes_of(methods.of_family("auth"), runtime).items()
    }
    routes[_GET_MOBILE_SESSION.route]["GET"] = _refuse_password_in_query
    routes[URL_ROUTE] = {"GET": _auth_url(runtime)}
    routes[LOGIN_ROUTE] = {"GET": _login(runtime)}
    routes[CALLBACK_ROUTE] = {"GET": _callback(runtime)}
    return make_handler(runtime, routes, _error_response, access=Access.FREE)


def _error_response(request: Request, error: GatewayError) -> Response:
    """Return an error: an HTML page to browsers that sign in, else the REST error shape."""
    if request.route in (LOGIN_ROUTE, CALLBACK_ROUTE) and _is_browser(request):
        page = sign_in_page.error_page(error.status, error.message)
        return replace(page, headers={**error_headers(error), **page.headers})
    return error_response(error)


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "").lower()


def _with_sign_in_check(answer: RouteHandler, runtime: Runtime) -> RouteHandler:
    def checked(request: Request, caller: Caller) -> Response:
        check_sign_in(request, caller, runtime)
        return answer(request, caller)

    return checked


def _refuse_password_in_query(_request: Request, _caller: Caller) -> Response:
    raise BadRequest(
        "Invalid parameters - Send username and password in the body of a POST. "
        "They are refused in a query, because queries are logged"
    )


def _auth_url(runtime: Runtime) -> RouteHandler:
    """Return the URL that a user signs in at: Last.fm's page, or this gateway's `/auth/login`."""

    def answer(request: Request, _caller: Caller) -> Response:
        if runtime.settings.sign_in == "off":
            raise SignInOff
        parameters = validate(AuthUrlParameters, request.query)
        own = own_key(request.query)
        callback = parameters.get("callback_url", request.base_url + CALLBACK_ROUTE)
        if callback == request.base_url + CALLBACK_ROUTE:
            return _json({"auth_url": request.base_url + LOGIN_ROUTE})
        if not is_allowed(callback, runtime.settings.allowed_callbacks):
            raise BadRequest("Invalid parameters - callback_url is not among the AllowedCallbacks")
        api_key = own or runtime.credentials.get().api_key
        return _json({"auth_url": _consent_url(runtime, api_key, callback)})

    return answer


def _login(runtime: Runtime) -> RouteHandler:
    """Redirect a browser to Last.fm's sign-in page, which returns to `/auth/callback`."""

    def answer(request: Request, caller: Caller) -> Response:
        check_sign_in(request, caller, runtime)
        state, cookie = browser_binding.begin(
            request, bearer_key_of(request) if caller.bearer_key else ""
        )
        callback = f"{request.base_url}{CALLBACK_ROUTE}?{urlencode({'state': state})}"
        address = _consent_url(runtime, runtime.credentials.get().api_key, callback)
        return Response(
            HTTPStatus.FOUND, "", {**NO_STORE, "Location": address, "Set-Cookie": cookie}
        )

    return answer


def _consent_url(runtime: Runtime, api_key: str, callback: str) -> str:
    return f"{runtime.settings.auth_url}?{urlencode({'api_key': api_key, 'cb': callback})}"


def _json(content: dict[str, str]) -> Response:
    return Response(HTTPStatus.OK, to_json(content).decode(), {"Content-Type": JSON, **NO_STORE})


def _callback(runtime: Runtime) -> RouteHandler:
    """Exchange the token in a callback for a session, and issue a read key."""

    def answer(request: Request, caller: Caller) -> Response:
        key = browser_binding.finish(request)
        if runtime.settings.sign_in == "keyed":
            accept_bearer_key(caller, key)
        check_sign_in(request, caller, runtime)
        parameters = validate(CallbackParameters, request.query)
        token = {"token": parameters["token"]}
        call = make_call(_GET_SESSION, token, request, caller, runtime)
        answer = runtime.cache.fetch(call, Deadline.after(CALL_SECONDS))
        response = _session_response(answer, request, runtime)
        cookie = browser_binding.clear_cookie(request)
        return replace(response, headers={**response.headers, "Set-Cookie": cookie})

    return answer


def _session_response(answer: Answer, request: Request, runtime: Runtime) -> Response:
    """Return the session with a new read key. A browser gets a page with the key alone."""
    if answer.status != HTTPStatus.OK:
        return cached_response(answer, runtime.clock())
    session = json.loads(answer.body)["session"]
    issued = _issue_read_key(session, runtime)
    until = iso_time(issued.holder.expires) if issued else None
    if not _is_browser(request):
        content = {"session": session, "key": issued and issued.text, "expires_at": until}
        return cached_response(answer._replace(body=to_json(content)), runtime.clock())
    if issued is None or until is None:
        return sign_in_page.keyless_page(session["name"])
    return sign_in_page.key_page(session["name"], issued.text, until[:10])


def _issue_read_key(session: dict[str, str], runtime: Runtime) -> IssuedKey | None:
    """Issue a read key to the user of a session. Return None if it cannot be stored.

    The token is used up, so the session is returned without a key then.
    """
    user, now = session["name"], runtime.clock()
    expires = int(now) + runtime.settings.sign_in_key_days * DAY
    try:
        encrypted = runtime.cipher.encrypt(session["key"], user)
        return issue_key(
            runtime.keys, "read", user, now, expires=expires, encrypted_session=encrypted
        )
    except (TableFault, GatewayError) as fault:
        runtime.telemetry.table_fault(type(fault).__name__)
        return None
