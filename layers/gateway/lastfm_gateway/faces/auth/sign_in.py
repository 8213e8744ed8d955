"""Signing in through Last.fm's page: where to sign in, the redirect there, and the way back."""

import json
from collections.abc import Callable
from copy import replace
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from pydantic import Field

from lastfm_gateway import methods
from lastfm_gateway.cache.call import Answer, Fetch
from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.auth import browser_binding
from lastfm_gateway.faces.auth import page as sign_in_page
from lastfm_gateway.faces.auth.browser_binding import SignInStart
from lastfm_gateway.faces.auth.callbacks import is_allowed
from lastfm_gateway.faces.auth.key_issuer import SignInKeyIssuer
from lastfm_gateway.http.access import AccessControl, bearer_key_of
from lastfm_gateway.http.caching_headers import cached_response
from lastfm_gateway.http.method_routes import MethodRoutes, own_key
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, NO_STORE, Response
from lastfm_gateway.http.v1 import iso_time
from lastfm_gateway.lastfm.credentials import CredentialStore
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.auth import (
    SCOPE,
    BrowserLoginParameters,
    CallbackParameters,
    Scope,
)
from lastfm_gateway.methods.parameters import Parameters, Url
from lastfm_gateway.methods.validation import validate

URL_ROUTE: Final = "/auth/url"
LOGIN_ROUTE: Final = "/auth/login"
CALLBACK_ROUTE: Final = "/auth/callback"

_GET_SESSION: Final = methods.get("auth.getSession")


class AuthUrlParameters(Parameters):
    """Query of `/auth/url`."""

    callback_url: Url | None = Field(
        None, description="URL that Last.fm redirects to; this gateway's own by default"
    )
    scope: Scope = Field("read", description=f"{SCOPE}. Only for this gateway's own callback")


class ConsentPage:
    """Last.fm's page on which a user allows an application to use their account."""

    def __init__(self, url: str, allowed_callbacks: tuple[str, ...], own: CredentialStore) -> None:
        """`own`: the deployment's keys, for requests without one."""
        self._url = url
        self._allowed_callbacks = allowed_callbacks
        self._own = own

    def url(self, callback: str, api_key: str | None = None) -> str:
        """Return the page's URL for an API key, the deployment's own by default."""
        query = {"api_key": api_key or self._own.get().sign_in.api_key, "cb": callback}
        return f"{self._url}?{urlencode(query)}"

    def check_callback(self, callback: str) -> None:
        """Raise BadRequest if a sign-in must not return to a URL."""
        if not is_allowed(callback, self._allowed_callbacks):
            raise BadRequest("Invalid parameters - callback_url is not among the AllowedCallbacks")


class SignIn:
    """The three routes of a sign-in."""

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        *,
        access: AccessControl,
        consent: ConsentPage,
        routes: MethodRoutes,
        fetch: Fetch,
        key_issuer: SignInKeyIssuer,
        clock: Callable[[], float],
    ) -> None:
        """`fetch`: fetches the session of a token."""
        self._access = access
        self._consent = consent
        self._routes = routes
        self._fetch = fetch
        self._key_issuer = key_issuer
        self._clock = clock

    def auth_url(self, request: Request, _caller: Caller) -> Response:
        """Return the URL that a user signs in at: Last.fm's page, or our `/auth/login`."""
        self._access.check_sign_in_is_on()
        parameters = validate(AuthUrlParameters, request.query)
        api_key = own_key(request.query)
        callback = parameters.get("callback_url", request.base_url + CALLBACK_ROUTE)
        scope = parameters["scope"]
        if callback == request.base_url + CALLBACK_ROUTE:
            query = f"?scope={scope}" if scope != "read" else ""
            return _json({"auth_url": request.base_url + LOGIN_ROUTE + query})
        if scope != "read":
            raise BadRequest(
                "Invalid parameters - scope is for this gateway's own callback, which issues a key"
            )
        self._consent.check_callback(callback)
        return _json({"auth_url": self._consent.url(callback, api_key)})

    def login(self, request: Request, caller: Caller) -> Response:
        """Redirect a browser to Last.fm's sign-in page, which returns to `/auth/callback`."""
        self._access.check_sign_in(request, caller)
        key = bearer_key_of(request) if caller.bearer_key else ""
        state, cookie = browser_binding.begin(request, SignInStart(key, _scope(request)))
        callback = f"{request.base_url}{CALLBACK_ROUTE}?{urlencode({'state': state})}"
        headers = {**NO_STORE, "Location": self._consent.url(callback), "Set-Cookie": cookie}
        return Response(HTTPStatus.FOUND, "", headers)

    def callback(self, request: Request, caller: Caller) -> Response:
        """Exchange the token in a callback for a session, and issue a key."""
        start = browser_binding.finish(request)
        self._access.check_sign_in(request, caller, start.key)
        token = {"token": validate(CallbackParameters, request.query)["token"]}
        call = self._routes.make_call(_GET_SESSION, token, request, caller)
        answer = self._fetch(call, Deadline.after(CALL_SECONDS))
        response = self._session_response(answer, request, start.scope)
        cookie = browser_binding.clear_cookie(request)
        return replace(response, headers={**response.headers, "Set-Cookie": cookie})

    def _session_response(self, answer: Answer, request: Request, scope: Scope) -> Response:
        """Return the session with a new key. A browser gets a page with the key alone."""
        if answer.status != HTTPStatus.OK:
            return cached_response(answer, self._clock())
        session = json.loads(answer.body)["session"]
        issued = self._key_issuer.issue(session, scope)
        until = iso_time(issued.holder.expires) if issued else None
        if not is_browser(request):
            content = {
                "session": session,
                "key": issued and issued.text,
                "listenbrainz_token": issued and issued.listenbrainz_token,
                "expires_at": until,
            }
            return cached_response(answer._replace(body=to_json(content)), self._clock())
        if issued is None or until is None:
            return sign_in_page.keyless_page(session["name"])
        return sign_in_page.key_page(
            session["name"],
            issued.text,
            issued.holder.id,
            until[:10],
            listenbrainz_token=issued.listenbrainz_token,
        )


def _scope(request: Request) -> Scope:
    """Return the scope of a sign-in. Raises BadRequest."""
    sent = {name: values for name, values in request.query.items() if name == "scope"}
    return "write" if validate(BrowserLoginParameters, sent)["scope"] == "write" else "read"


def is_browser(request: Request) -> bool:
    """Return whether a request asks for a page."""
    return "text/html" in request.headers.get("accept", "").lower()


def _json(content: dict[str, str]) -> Response:
    return Response(200, to_json(content).decode(), {"Content-Type": JSON, **NO_STORE})
