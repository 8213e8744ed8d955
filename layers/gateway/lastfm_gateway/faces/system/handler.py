"""Handler of the system face: health, the OpenAPI document, and unknown paths."""

from pathlib import Path
from typing import Final, Never

from lastfm_gateway import methods
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import NoSuchRoute, VerbNotAllowed
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.handler import Handler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.limits.rate_limiter import Caller

VERBS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")
ELSEWHERE: Final = "/{proxy+}"


def system_handler(description: Path) -> Handler:
    """Return the Lambda handler. `description` is the path of the OpenAPI document."""
    text = description.read_text(encoding="utf-8")

    def health(request: Request, _caller: Caller) -> Response:
        body = "" if request.verb == "HEAD" else "OK"
        return Response(200, body, {"Content-Type": "text/plain", "Cache-Control": "no-store"})

    def openapi(_request: Request, _caller: Caller) -> Response:
        headers = {"Content-Type": "application/yaml", "Cache-Control": "public, max-age=3600"}
        return Response(200, text, headers)

    return Runtime.from_environment().handlers.make(
        {
            "/health": {"GET": health, "HEAD": health},
            "/openapi": {"GET": openapi},
            ELSEWHERE: dict.fromkeys(VERBS, _refuse),
        },
        access=Access.FREE,
    )


def _refuse(request: Request, _caller: Caller) -> Never:
    """Raise NoSuchRoute, or VerbNotAllowed for a method's path with another HTTP method."""
    family = request.path.strip("/").partition("/")[0]
    for method in methods.of_family(family):
        if method.route == request.path.rstrip("/"):
            raise VerbNotAllowed(request.verb, f"{method.verb}, OPTIONS")
    raise NoSuchRoute(request.path)
