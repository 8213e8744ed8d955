"""What the faces under /v1 share: one shape for all errors, and paths that lead nowhere."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, Never

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import (
    BadRequest,
    Forbidden,
    GatewayError,
    NoSuchRoute,
    Unauthorized,
    VerbNotAllowed,
)
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.handler import Handler, RouteHandler, Routes, error_response, make_handler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, NO_STORE, Response
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.endpoint import Endpoint

VERBS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def make_v1_handler(
    runtime: Runtime, prefix: str, answerers: Mapping[Endpoint, RouteHandler], access: Access
) -> Handler:
    """Return the Lambda handler of some endpoints, and of every other path under `prefix`."""
    routes = routes_v1(answerers, [prefix + "/{proxy+}"])
    return make_handler(runtime, routes, v1_error_response, access=access)


def routes_v1(answerers: Mapping[Endpoint, RouteHandler], nowhere: Iterable[str]) -> Routes:
    """Return the routes of some endpoints; the paths of `nowhere` that are none lead nowhere."""
    routes: dict[str, dict[str, RouteHandler]] = {}
    for endpoint, answerer in answerers.items():
        routes.setdefault(endpoint.path, {})[endpoint.verb] = answerer
    for path in nowhere:
        routes.setdefault(path, dict.fromkeys(VERBS, _nowhere(tuple(answerers))))
    return routes


def v1_error_response(_request: Request, error: GatewayError) -> Response:
    """Return an error in this face's shape: its text and its status."""
    plain = error_response(error)
    body = to_json({"error": error_text(error), "status": error.status})
    return Response(plain.status, body.decode(), plain.headers)


def json_response(status: int, content: object) -> Response:
    """Return an answer that nobody may keep."""
    return Response(status, to_json(content).decode(), {"Content-Type": JSON, **NO_STORE})


def written(moment: int | None) -> str | None:
    """Return a moment (unix seconds) as ISO 8601 in UTC; None for none."""
    return None if moment is None else datetime.fromtimestamp(moment, UTC).isoformat()


def error_text(error: GatewayError) -> str:
    """Return what is told of an error, without the words that begin Last.fm's."""
    if isinstance(error, Unauthorized):
        return "Unauthorized"
    if isinstance(error, Forbidden):
        return "Forbidden"
    if isinstance(error, BadRequest):
        return error.message.removeprefix("Invalid parameters - ").removeprefix("Invalid Method - ")
    return error.message


def _nowhere(endpoints: Sequence[Endpoint]) -> RouteHandler:
    def answer(request: Request, _caller: Caller) -> Never:
        verbs = [endpoint.verb for endpoint in endpoints if endpoint.serves(request.path)]
        if verbs:
            raise VerbNotAllowed(request.verb, ", ".join((*verbs, "OPTIONS")))
        raise NoSuchRoute(request.path)

    return answer
