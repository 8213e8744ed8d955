"""Shared by the faces under /v1: error shape, JSON responses, 404 and 405 for other paths."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, Never

from lastfm_gateway.errors import (
    BadRequest,
    Forbidden,
    GatewayError,
    NoSuchRoute,
    Unauthorized,
    VerbNotAllowed,
)
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.handler import (
    Handler,
    HandlerFactory,
    RouteHandler,
    Routes,
    error_response,
)
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, NO_STORE, Response
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.endpoint import Endpoint

VERBS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def make_v1_handler(
    factory: HandlerFactory,
    prefix: str,
    handlers: Mapping[Endpoint, RouteHandler],
    access: Access,
) -> Handler:
    """Return the Lambda handler for some endpoints, and errors for other paths under `prefix`."""
    routes = routes_v1(handlers, [prefix + "/{proxy+}"])
    return factory.make(routes, v1_error_response, access=access)


def routes_v1(handlers: Mapping[Endpoint, RouteHandler], catch_all: Iterable[str]) -> Routes:
    """Return the routes of some endpoints. Paths of `catch_all` answer 404 or 405."""
    routes: dict[str, dict[str, RouteHandler]] = {}
    for endpoint, handler in handlers.items():
        routes.setdefault(endpoint.path, {})[endpoint.verb] = handler
    for path in catch_all:
        routes.setdefault(path, dict.fromkeys(VERBS, _refuse_route(tuple(handlers))))
    return routes


def v1_error_response(_request: Request, error: GatewayError) -> Response:
    """Return an error in the shape of /v1: `{"error": "Not found", "status": 404}`."""
    rest = error_response(error)
    body = to_json({"error": error_text(error), "status": error.status})
    return Response(rest.status, body.decode(), rest.headers)


def json_response(status: int, content: object) -> Response:
    """Return a JSON response that must not be cached."""
    return Response(status, to_json(content).decode(), {"Content-Type": JSON, **NO_STORE})


def iso_time(unix_time: int | None) -> str | None:
    """Return a unix time in seconds as ISO 8601 in UTC; None for None."""
    return None if unix_time is None else datetime.fromtimestamp(unix_time, UTC).isoformat()


def error_text(error: GatewayError) -> str:
    """Return an error's message without the prefix of Last.fm's messages."""
    if isinstance(error, Unauthorized):
        return "Unauthorized"
    if isinstance(error, Forbidden):
        return "Forbidden"
    if isinstance(error, BadRequest):
        return error.message.removeprefix("Invalid parameters - ").removeprefix("Invalid Method - ")
    return error.message


def _refuse_route(endpoints: Sequence[Endpoint]) -> RouteHandler:
    def refuse(request: Request, _caller: Caller) -> Never:
        verbs = [endpoint.verb for endpoint in endpoints if endpoint.serves(request.path)]
        if verbs:
            raise VerbNotAllowed(request.verb, ", ".join((*verbs, "OPTIONS")))
        raise NoSuchRoute(request.path)

    return refuse
