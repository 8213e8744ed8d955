"""Routes of Last.fm methods: validate, plan, fetch, respond."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import replace
from typing import Final

from lastfm_gateway.cache.call import CachedCall, Fetch
from lastfm_gateway.cache.planning import CallPlanner
from lastfm_gateway.errors import INVALID_API_KEY, BadRequest
from lastfm_gateway.http.access import accept_optional_key
from lastfm_gateway.http.caching_headers import call_response
from lastfm_gateway.http.handler import RouteHandler, Routes
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.lastfm.credentials import CredentialStore
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.method import Auth, Method
from lastfm_gateway.methods.validation import validate
from lastfm_gateway.token_format import looks_like_token

_LASTFM_API_KEY: Final = r"[0-9a-fA-F]{32}"


class MethodRoutes:
    """Makes route handlers of methods, and the calls that their requests stand for."""

    def __init__(
        self,
        planner: CallPlanner,
        credentials: CredentialStore,
        fetch_for: Callable[[Method], Fetch],
        clock: Callable[[], float],
    ) -> None:
        """`fetch_for`: returns what fetches a method's answers."""
        self._planner = planner
        self._credentials = credentials
        self._fetch_for = fetch_for
        self._clock = clock

    def routes_of(self, methods: Iterable[Method]) -> Routes:
        """Return the routes of some methods, as `{"/tag/getInfo": {"GET": handler}}`."""
        return {method.route: {method.verb: self._handler_of(method)} for method in methods}

    def make_call(
        self, method: Method, parameters: Mapping[str, str], request: Request, caller: Caller
    ) -> CachedCall:
        """Return the call that a request with validated parameters makes."""
        accepts_own_key = method.auth is Auth.NONE and "sk" not in parameters
        api_key = own_key(request.query) if accepts_own_key else None
        return replace(
            self._planner.plan(method, parameters, caller),
            api_key=None if api_key and self._credentials.is_own(api_key) else api_key,
            etags=request.headers.get("if-none-match", ""),
        )

    def _handler_of(self, method: Method) -> RouteHandler:
        fetch = self._fetch_for(method)

        def handle(request: Request, caller: Caller) -> Response:
            sent = request.form() if method.verb == "POST" else request.query
            _refuse_callback(request.query)
            if method.auth is Auth.NONE:
                accept_optional_key(request, caller)
            call = self.make_call(method, validate(method.parameters, sent), request, caller)
            return call_response(call, fetch(call, Deadline.after(CALL_SECONDS)), self._clock())

        return handle


def _refuse_callback(sent: Mapping[str, Sequence[str]]) -> None:
    """Refuse JSONP: a response cached with one callback would be served to all callers."""
    if "callback" in sent:
        raise BadRequest("Invalid parameters - callback is not supported. Responses are plain JSON")


def own_key(sent: Mapping[str, Sequence[str]]) -> str | None:
    """Return the caller's own Last.fm key, if sent. Raises BadRequest if it is malformed."""
    keys = sent.get("api_key", ())
    if not keys:
        return None
    if len(keys) > 1:
        raise BadRequest("Invalid parameters - api_key is given more than once")
    if looks_like_token(keys[0].strip()):
        return None  # a bearer key of this gateway, not a Last.fm key
    if not re.fullmatch(_LASTFM_API_KEY, keys[0]):
        raise BadRequest(
            "Invalid API key - api_key must be 32 hexadecimal digits, or omitted",
            code=INVALID_API_KEY,
            status=403,
        )
    return keys[0]
