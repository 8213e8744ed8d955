"""Handler of the pages for people: home, documentation, status, overlay."""

from pathlib import Path
from typing import Any, Final

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import NoSuchRoute, Unauthorized
from lastfm_gateway.faces.pages import endpoints
from lastfm_gateway.faces.pages.assets import JAVASCRIPT, VIEWER, Assets
from lastfm_gateway.faces.pages.docs import docs_page
from lastfm_gateway.faces.pages.home import home_page
from lastfm_gateway.faces.pages.overlay import OVERLAY, OverlayParameters, overlay_page
from lastfm_gateway.faces.pages.status import status_of
from lastfm_gateway.faces.pages.status_page import status_page
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.caching_headers import conditional_response
from lastfm_gateway.http.handler import Handler, RouteHandler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, Response
from lastfm_gateway.keys.token import parse_share_token
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.limits.upstream_state import read_upstream_state
from lastfm_gateway.methods.validation import validate
from lastfm_gateway.storage.table import TableFault

#: Seconds for which an environment, and each browser, keeps the status.
STATUS_SECONDS: Final = 10
_FOR_EVER: Final = "public, max-age=31536000, immutable"


def pages_handler(folder: Path, card_fields: str) -> Handler:
    """Return the Lambda handler.

    `folder` has the pages' files; `card_fields` are the form fields of the cards' parameters.
    """
    return open_pages(Runtime.from_environment(), Assets(folder), card_fields)


def open_pages(runtime: Runtime, assets: Assets, card_fields: str) -> Handler:
    """Return the handler over a runtime."""
    settings = runtime.settings
    status_reader = _StatusReader(runtime)

    def home(request: Request, _caller: Caller) -> Response:
        page = home_page(
            request.base_url,
            style=assets.text("style.css"),
            script=assets.text("home.js") + assets.text("cards.js"),
            card_fields=card_fields,
            needs_key=settings.needs_key,
            sign_in=settings.sign_in,
        )
        return page.response(request)

    def docs(request: Request, _caller: Caller) -> Response:
        style = assets.text("style.css") + assets.text("docs.css")
        asset = f"{endpoints.DOCS}/{assets.viewer_name()}"
        return docs_page(request.base_url, asset, style, assets.text("docs.js")).response(request)

    def asset(request: Request, _caller: Caller) -> Response:
        if request.variables.get("asset") != assets.viewer_name():
            raise NoSuchRoute(request.path)
        headers = {"Content-Type": JAVASCRIPT, "Cache-Control": _FOR_EVER}
        return conditional_response(request, assets.text(VIEWER), headers)

    def overlay(request: Request, _caller: Caller) -> Response:
        if parse_share_token(request.variables["token"]) is None:
            raise Unauthorized
        page = overlay_page(
            assets.text("overlay.css"),
            assets.text("overlay.js"),
            **validate(OverlayParameters, request.query),
        )
        return page.response(request)

    def status(request: Request, _caller: Caller) -> Response:
        found, max_age = status_reader.read()
        vary = {"Vary": "Accept"}
        if _wants_html(request):
            style = assets.text("style.css")
            page = status_page(request.base_url, style, found, max_age=max_age)
            response = page.response(request)
            return Response(response.status, response.body, {**response.headers, **vary})
        headers = {"Content-Type": JSON, "Cache-Control": f"public, max-age={max_age}"}
        return conditional_response(request, to_json(found).decode(), {**headers, **vary})

    return runtime.handlers.make(
        {
            endpoints.HOME: _read_only(home),
            endpoints.DOCS: _read_only(docs),
            endpoints.ASSET: _read_only(asset),
            endpoints.STATUS: _read_only(status),
            OVERLAY: _read_only(overlay),
        },
        access=Access.FREE,
    )


def _read_only(route: RouteHandler) -> dict[str, RouteHandler]:
    return {"GET": route, "HEAD": route}


def _wants_html(request: Request) -> bool:
    """Return whether a caller prefers HTML: by `format`, else by the Accept header.

    Raises BadRequest for another format.
    """
    chosen = validate(endpoints.StatusParameters, request.query).get("format")
    return chosen == "html" if chosen else "text/html" in request.headers.get("accept", "")


class _StatusReader:
    """Reads the status, and keeps it for STATUS_SECONDS."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._kept: dict[str, Any] = {}
        self._until = 0.0

    def read(self) -> tuple[dict[str, Any], int]:
        """Return the status, and for how many seconds it may be kept."""
        runtime = self._runtime
        now = runtime.clock()
        if not self._until - STATUS_SECONDS <= now < self._until:
            try:
                state = read_upstream_state(runtime.table, runtime.settings.budget, now)
            except TableFault as fault:
                runtime.telemetry.table_fault(fault.reason)
                state = None
            self._kept = status_of(state, runtime.settings.budget, now)
            self._until = now + STATUS_SECONDS
        return self._kept, int(self._until - now)
