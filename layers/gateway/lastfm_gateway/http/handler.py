"""Lambda handlers: routing, access control, errors and telemetry around a face's routes."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from lastfm_gateway.errors import (
    OPERATION_FAILED,
    BadRequest,
    GatewayError,
    NoSuchRoute,
    NotThroughCdn,
    RateLimited,
    Unauthorized,
    VerbNotAllowed,
)
from lastfm_gateway.http.access import Access, AccessControl
from lastfm_gateway.http.caching_headers import make_ageless, make_private
from lastfm_gateway.http.cors import REQUEST_HEADERS, preflight_headers
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import (
    JSON,
    NO_STORE,
    Response,
    check_size,
    may_be_shared,
    to_proxy_response,
)
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.caller_key import caller_key, caller_name
from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter
from lastfm_gateway.observability.telemetry import Telemetry

if TYPE_CHECKING:
    from lastfm_gateway.http.edge import Edge

type Handler = Callable[[Mapping[str, Any], object], dict[str, Any]]
type RouteHandler = Callable[[Request, Caller], Response]
type ErrorResponder = Callable[[Request, GatewayError], Response]

#: Route handlers by path and verb, as `{"/tag/getInfo": {"GET": handler}}`.
type Routes = Mapping[str, Mapping[str, RouteHandler]]


class HandlerFactory:
    """Makes the Lambda handlers of faces, all with the same access control and telemetry."""

    def __init__(  # noqa: PLR0913 (its parts, and what it needs of the settings)
        self,
        access: AccessControl,
        limiter: RateLimiter,
        telemetry: Telemetry,
        *,
        address_key: str,
        origin_for: Callable[[str], str],
        has_domain: bool,
        edge: "Edge | None" = None,
    ) -> None:
        """`address_key`: the HMAC key for callers' addresses.

        `origin_for`: returns Access-Control-Allow-Origin for a request's origin.
        `edge`: recognises what CloudFront forwards; None for a deployment without it.
        """
        self._access = access
        self._limiter = limiter
        self._telemetry = telemetry
        self._address_key = address_key
        self._origin_for = origin_for
        self._has_domain = has_domain
        self._edge = edge

    def make(
        self,
        routes: Routes,
        respond_to_error: ErrorResponder | None = None,
        *,
        access: Access = Access.AS_CONFIGURED,
        request_headers: str = REQUEST_HEADERS,
        any_origin: bool = False,
    ) -> Handler:
        """Return the Lambda handler for some routes. Converts every exception to an HTTP response.

        `respond_to_error`: renders errors in the face's shape; None for that of the REST families.
        `request_headers`: those that pages of other origins may send.
        `any_origin`: pages of all origins may read the responses, whatever the settings allow.
        """
        error_responder = respond_to_error or _rest_error_response

        def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
            request = Request(event)
            if self._edge:
                request.viewer = self._edge.viewer(request.headers)
            caller = Caller(caller_key(request.source_ip, self._address_key))
            self._telemetry.begin(request.id, caller_name(caller.key))
            is_refused = bool(self._edge and self._edge.only and not request.viewer)
            try:
                if is_refused:
                    raise NotThroughCdn  # noqa: TRY301 (rendered as every other error)
                response = check_size(
                    self._dispatch(request, caller, routes, access, request_headers)
                )
            except GatewayError as error:
                if isinstance(error, RateLimited):
                    self._telemetry.count("Refused")
                response = error_responder(request, error)
            except Exception as error:  # noqa: BLE001 (a bug still gets a response in the face's shape)
                self._telemetry.failed(error)
                response = error_responder(request, _gateway_failed())
            # CloudFront may ignore Age, and would show one caller's quota to all.
            is_for_all = bool(request.viewer) and may_be_shared(response)
            tells_none = is_refused or is_for_all  # a refusal reads no table
            proxy_response = to_proxy_response(
                make_ageless(response) if is_for_all else response,
                None if tells_none else self._limiter.quota(caller),
                "*" if any_origin else self._origin_for(request.headers.get("origin", "")),
                has_domain=self._has_domain,
            )
            self._telemetry.flush()
            return proxy_response

        return handler

    def _dispatch(
        self,
        request: Request,
        caller: Caller,
        routes: Routes,
        access: Access,
        request_headers: str,
    ) -> Response:
        verbs = routes.get(request.route)
        if verbs is None:
            raise NoSuchRoute(request.path)
        allowed = ", ".join((*verbs, "OPTIONS"))
        if request.verb in verbs:
            self._access.require_bearer_key(request, caller, access)
            try:
                response = verbs[request.verb](request, caller)
            except BadRequest:
                # Callers with an invalid key get 401, not the validation error.
                self._access.require_authenticated(caller)
                raise
            self._access.require_authenticated(caller)
            # A share token is in the path: HTTP caches keep its responses apart by themselves.
            in_header = caller.bearer_key and caller.bearer_key.token.kind != "share"
            return make_private(response) if in_header else response
        if request.verb == "OPTIONS":
            return Response(204, headers=preflight_headers(allowed, request_headers))
        raise VerbNotAllowed(request.verb, allowed)


def _gateway_failed() -> GatewayError:
    return GatewayError("Operation failed - The gateway failed", code=OPERATION_FAILED, status=500)


def error_headers(error: GatewayError) -> dict[str, str]:
    """Return the headers of an error response, the same on every face."""
    headers = dict(NO_STORE)
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, VerbNotAllowed):
        headers["Allow"] = error.allowed
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = "Bearer"
    return headers


def _rest_error_response(_request: Request, error: GatewayError) -> Response:
    return error_response(error)


def error_response(error: GatewayError) -> Response:
    """Return an error in the shape of Last.fm and the REST families: `{"error": 6, "message"}`."""
    body = to_json({"error": error.code, "message": error.message})
    headers = {"Content-Type": JSON, **error_headers(error)}
    return Response(error.status, body.decode(), headers)
