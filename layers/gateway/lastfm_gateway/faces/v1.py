"""What the faces under /v1 share: one shape for all errors, and paths that lead nowhere."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, Never

from lastfm_gateway.catalogue.endpoint import Endpoint
from lastfm_gateway.core.mapper import to_json
from lastfm_gateway.errors import (
    BadRequest,
    Forbidden,
    GatewayError,
    NoSuchRoute,
    Unauthorized,
    VerbNotAllowed,
)
from lastfm_gateway.faces.access import Access
from lastfm_gateway.faces.door import Answerer, Handler, Routes, error_response, open_door
from lastfm_gateway.faces.edge import JSON, NO_STORE, Response
from lastfm_gateway.faces.request import Request
from lastfm_gateway.limiting import Caller
from lastfm_gateway.runtime import Runtime

VERBS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def open_v1(
    runtime: Runtime, prefix: str, answerers: Mapping[Endpoint, Answerer], access: Access
) -> Handler:
    """Return the Lambda handler of some endpoints, and of every other path under `prefix`."""
    routes = routes_v1(answerers, [prefix + "/{proxy+}"])
    return open_door(runtime, routes, tell, access=access)


def routes_v1(answerers: Mapping[Endpoint, Answerer], nowhere: Iterable[str]) -> Routes:
    """Return the routes of some endpoints; the paths of `nowhere` that are none lead nowhere."""
    routes: dict[str, dict[str, Answerer]] = {}
    for endpoint, answerer in answerers.items():
        routes.setdefault(endpoint.path, {})[endpoint.verb] = answerer
    for path in nowhere:
        routes.setdefault(path, dict.fromkeys(VERBS, _nowhere(tuple(answerers))))
    return routes


def tell(_request: Request, error: GatewayError) -> Response:
    """Return an error in this face's shape: its text and its status."""
    plain = error_response(error)
    body = to_json({"error": text_of(error), "status": error.status})
    return Response(plain.status, body.decode(), plain.headers)


def json_response(status: int, content: object) -> Response:
    """Return an answer that nobody may keep."""
    return Response(status, to_json(content).decode(), {"Content-Type": JSON, **NO_STORE})


def written(moment: int | None) -> str | None:
    """Return a moment (unix seconds) as ISO 8601 in UTC; None for none."""
    return None if moment is None else datetime.fromtimestamp(moment, UTC).isoformat()


def text_of(error: GatewayError) -> str:
    """Return what is told of an error, without the words that begin Last.fm's."""
    if isinstance(error, Unauthorized):
        return "Unauthorized"
    if isinstance(error, Forbidden):
        return "Forbidden"
    if isinstance(error, BadRequest):
        return error.message.removeprefix("Invalid parameters - ").removeprefix("Invalid Method - ")
    return error.message


def _nowhere(endpoints: Sequence[Endpoint]) -> Answerer:
    def answer(request: Request, _caller: Caller) -> Never:
        verbs = [endpoint.verb for endpoint in endpoints if endpoint.serves(request.path)]
        if verbs:
            raise VerbNotAllowed(request.verb, ", ".join((*verbs, "OPTIONS")))
        raise NoSuchRoute(request.path)

    return answer
