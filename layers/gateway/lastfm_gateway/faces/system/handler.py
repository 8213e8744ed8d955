"""Handler of the system face: health, the OpenAPI document, and unknown paths."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Never

from lastfm_gateway import methods
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import GatewayError, NoSuchRoute, VerbNotAllowed
from lastfm_gateway.faces.system.endpoints import (
    HEALTH,
    OPENAPI_JSON,
    OPENAPI_PATH,
    PREFIX,
    SYNC_HEALTH,
    SYNC_STATE,
)
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.caching_headers import conditional_response
from lastfm_gateway.http.handler import Handler, error_response
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, Response
from lastfm_gateway.http.v1 import routes_v1, v1_error_response
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller

VERBS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
ELSEWHERE: Final = "/{proxy+}"

#: The document's server, relative to its own URL under /v1.
_SERVER_OF_V1: Final = '"url":".."'


def system_handler(description: Path) -> Handler:
    """Return the Lambda handler. `description` is the OpenAPI document; a .json is beside it."""
    text = description.read_text(encoding="utf-8")

    def health(request: Request, _caller: Caller) -> Response:
        body = "" if request.verb == "HEAD" else "OK"
        return Response(200, body, {"Content-Type": "text/plain", "Cache-Control": "no-store"})

    def openapi(request: Request, _caller: Caller) -> Response:
        headers = {"Content-Type": "application/yaml", "Cache-Control": "public, max-age=3600"}
        return conditional_response(request, text, headers)

    def openapi_json(request: Request, _caller: Caller) -> Response:
        # Read when it is asked for: a cold start for anything else does not pay for it.
        content = description.with_suffix(".json").read_text(encoding="utf-8")
        if request.route == OPENAPI_JSON:
            # Absolute: not every reader resolves a relative server.
            server = f'"url":{to_json(request.base_url).decode()}'
            content = content.replace(_SERVER_OF_V1, server, 1)
        headers = {"Content-Type": JSON, "Cache-Control": "public, max-age=300"}
        return conditional_response(request, content, headers)

    runtime = Runtime.from_environment()

    def health_now(_request: Request, _caller: Caller) -> Response:
        now = datetime.fromtimestamp(runtime.clock(), UTC)
        timestamp = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return _public_json({"status": "ok", "timestamp": timestamp}, seconds=30)

    def sync_health(_request: Request, _caller: Caller) -> Response:
        return _public_json(SYNC_STATE, seconds=300)

    return runtime.handlers.make(
        {
            "/health": {"GET": health, "HEAD": health},
            "/openapi": {"GET": openapi, "HEAD": openapi},
            OPENAPI_JSON: {"GET": openapi_json, "HEAD": openapi_json},
            OPENAPI_PATH: {"GET": openapi_json, "HEAD": openapi_json},
            ELSEWHERE: dict.fromkeys(VERBS, _refuse),
            **routes_v1({HEALTH: health_now, SYNC_HEALTH: sync_health}, [PREFIX + ELSEWHERE]),
        },
        _respond_to_error,
        access=Access.FREE,
    )


def _public_json(content: object, *, seconds: int) -> Response:
    headers = {"Content-Type": JSON, "Cache-Control": f"public, max-age={seconds}"}
    return Response(200, to_json(content).decode(), headers)


def _respond_to_error(request: Request, error: GatewayError) -> Response:
    """Return an error in the shape of the path's face."""
    is_v1 = request.route.startswith((PREFIX, OPENAPI_PATH))
    return v1_error_response(request, error) if is_v1 else error_response(error)


def _refuse(request: Request, _caller: Caller) -> Never:
    """Raise NoSuchRoute, or VerbNotAllowed for a method's path with another HTTP method."""
    family = request.path.strip("/").partition("/")[0]
    for method in methods.of_family(family):
        if method.route == request.path.rstrip("/"):
            raise VerbNotAllowed(request.verb, f"{method.verb}, OPTIONS")
    raise NoSuchRoute(request.path)
