"""From the front door's event to its answer: what every function does around its own routes."""

from collections.abc import Callable, Mapping
from typing import Any

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import (
    OPERATION_FAILED,
    BadRequest,
    GatewayError,
    NoSuchRoute,
    RateLimited,
    Unauthorized,
    VerbNotAllowed,
)
from lastfm_gateway.http import response as edge
from lastfm_gateway.http.access import Access, present_key, require_authenticated
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.caller_key import caller_key, caller_name
from lastfm_gateway.limits.rate_limiter import Caller

type Handler = Callable[[Mapping[str, Any], object], dict[str, Any]]
type RouteHandler = Callable[[Request, Caller], Response]
type ErrorResponder = Callable[[Request, GatewayError], Response]

#: What answers which verb, by route.
type Routes = Mapping[str, Mapping[str, RouteHandler]]


def make_handler(
    runtime: Runtime,
    routes: Routes,
    tell: ErrorResponder | None = None,
    *,
    access: Access = Access.AS_CONFIGURED,
) -> Handler:
    """Return the Lambda handler for some routes. No error leaves it but as an answer.

    `tell` puts an error into the face's shape; without it, that of the REST families.
    """
    told = tell or _tell

    def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
        request = Request(event)
        caller = Caller(caller_key(request.source_ip, runtime.settings.address_key))
        runtime.telemetry.begin(request.id, caller_name(caller.key))
        try:
            response = edge.check_size(_dispatch(request, caller, routes, runtime, access))
        except GatewayError as error:
            if isinstance(error, RateLimited):
                runtime.telemetry.count("Refused")
            response = told(request, error)
        except Exception as error:  # noqa: BLE001 (the last resort: an answer in our own shape)
            runtime.telemetry.failed(error)
            response = told(
                request,
                GatewayError(
                    "Operation failed - The gateway failed", code=OPERATION_FAILED, status=500
                ),
            )
        origin = runtime.settings.origin_for(request.headers.get("origin", ""))
        standing = runtime.limiter.quota(caller)
        answer = edge.to_proxy_response(
            response, standing, origin, has_domain=runtime.settings.has_domain
        )
        runtime.telemetry.flush()
        return answer

    return handler


def _dispatch(
    request: Request, caller: Caller, routes: Routes, runtime: Runtime, access: Access
) -> Response:
    verbs = routes.get(request.route)
    if verbs is None:
        raise NoSuchRoute(request.path)
    allowed = ", ".join((*verbs, "OPTIONS"))
    if request.verb in verbs:
        present_key(request, caller, access, runtime)
        try:
            response = verbs[request.verb](request, caller)
        except BadRequest:
            require_authenticated(caller, runtime)  # who was never let in is not told what is wrong
            raise
        require_authenticated(caller, runtime)
        return edge.private(response) if caller.bearer_key else response
    if request.verb == "OPTIONS":
        return edge.preflight(allowed)
    raise VerbNotAllowed(request.verb, allowed)


def error_headers(error: GatewayError) -> dict[str, str]:
    """Return the headers of an error, on any face."""
    headers = dict(edge.NO_STORE)
    if error.retry_after is not None:
        headers["Retry-After"] = str(error.retry_after)
    if isinstance(error, VerbNotAllowed):
        headers["Allow"] = error.allowed
    if isinstance(error, Unauthorized):
        headers["WWW-Authenticate"] = "Bearer"
    return headers


def _tell(_request: Request, error: GatewayError) -> Response:
    return error_response(error)


def error_response(error: GatewayError) -> Response:
    """Return an error in Last.fm's shape, which the REST families share."""
    body = to_json({"error": error.code, "message": error.message})
    headers = {"Content-Type": edge.JSON, **error_headers(error)}
    return Response(error.status, body.decode(), headers)
