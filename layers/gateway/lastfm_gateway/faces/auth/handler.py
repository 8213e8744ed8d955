"""Handler of the auth family: its REST methods, and signing in through Last.fm's page."""

from copy import replace
from typing import Final

from lastfm_gateway import methods
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import BadRequest, GatewayError
from lastfm_gateway.faces.auth import page as sign_in_page
from lastfm_gateway.faces.auth.key_issuer import SignInKeyIssuer
from lastfm_gateway.faces.auth.sign_in import (
    CALLBACK_ROUTE,
    LOGIN_ROUTE,
    URL_ROUTE,
    ConsentPage,
    SignIn,
    is_browser,
)
from lastfm_gateway.http.access import Access, AccessControl
from lastfm_gateway.http.handler import Handler, RouteHandler, error_headers, error_response
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.limits.rate_limiter import Caller

_GET_MOBILE_SESSION: Final = methods.get("auth.getMobileSession")


def auth_handler() -> Handler:
    """Return the Lambda handler of the auth family."""
    return open_auth(Runtime.from_environment())


def open_auth(runtime: Runtime) -> Handler:
    """Return the handler over a runtime."""
    sign_in = _sign_in(runtime)
    routes = {
        route: {verb: _with_sign_in_check(answer, runtime.access) for verb, answer in verbs.items()}
        for route, verbs in runtime.method_routes.routes_of(methods.of_family("auth")).items()
    }
    routes[_GET_MOBILE_SESSION.route]["GET"] = _refuse_password_in_query
    routes[URL_ROUTE] = {"GET": sign_in.auth_url}
    routes[LOGIN_ROUTE] = {"GET": sign_in.login}
    routes[CALLBACK_ROUTE] = {"GET": sign_in.callback}
    return runtime.handlers.make(routes, _error_response, access=Access.FREE)


def _sign_in(runtime: Runtime) -> SignIn:
    settings = runtime.settings
    return SignIn(
        access=runtime.access,
        consent=ConsentPage(settings.auth_url, settings.allowed_callbacks, runtime.credentials),
        routes=runtime.method_routes,
        fetch=runtime.cache.fetch,
        key_issuer=SignInKeyIssuer(
            runtime.keys,
            runtime.cipher,
            runtime.telemetry,
            runtime.clock,
            settings.sign_in_key_days,
        ),
        clock=runtime.clock,
    )


def _error_response(request: Request, error: GatewayError) -> Response:
    """Return an error: an HTML page to browsers that sign in, else the REST error shape."""
    if request.route in (LOGIN_ROUTE, CALLBACK_ROUTE) and is_browser(request):
        page = sign_in_page.error_page(error.status, error.message)
        return replace(page, headers={**error_headers(error), **page.headers})
    return error_response(error)


def _with_sign_in_check(answer: RouteHandler, access: AccessControl) -> RouteHandler:
    def checked(request: Request, caller: Caller) -> Response:
        access.check_sign_in(request, caller)
        return answer(request, caller)

    return checked


def _refuse_password_in_query(_request: Request, _caller: Caller) -> Response:
    raise BadRequest(
        "Invalid parameters - Send username and password, or authToken, in the body of a POST. "
        "They are refused in a query, because queries are logged"
    )
