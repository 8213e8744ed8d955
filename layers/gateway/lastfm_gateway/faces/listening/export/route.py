"""Answers the export: one page of the key holder's scrobbles.

A page costs two DynamoDB calls: manifest and names, then the spans of its own range. Reads are
consistent: no page misses what an earlier one counted on. The first page also brings the history in
step, as every page about the history does, and reads the manifest once more.
"""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from lastfm_gateway.faces.listening.export.cursor import Cursor, parse_cursor
from lastfm_gateway.faces.listening.export.endpoint import EXPORT
from lastfm_gateway.faces.listening.export.formats import FORMATS
from lastfm_gateway.faces.listening.export.pages import ExportPage, is_complete, plan, render
from lastfm_gateway.history.access import require_readable
from lastfm_gateway.history.date_ranges import parse_window
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.history.window import Window
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import NO_STORE, Response
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.validation import validate

_NOTHING: Final = Window(0, 0)
_ALL: Final = Window(0, 2**32 - 1)


class Export:
    """The route of the export."""

    def __init__(
        self,
        history: HistoryStore,
        new_history: Callable[[Caller], HistoryReader],
        clock: Callable[[], float],
    ) -> None:
        """`new_history` returns the reader of one request."""
        self._history = history
        self._new_history = new_history
        self._clock = clock

    def answer(self, request: Request, caller: Caller) -> Response:
        """Return a page, and the URL of the next one. Raises GatewayError and TableFault."""
        query = validate(EXPORT.parameters, request.query)
        window = parse_window(None, query.get("from"), query.get("to"), self._clock()) or _ALL
        sent = parse_cursor(query["cursor"], window) if "cursor" in query else None
        cursor = sent or self._first(caller, window)
        within = cursor.window if cursor else _NOTHING
        manifest, listening = self._history.read(caller.holder.user, within, consistent=True)
        require_readable(manifest, caller.holder)
        form = FORMATS[query["format"]]
        page = render(cursor, window, manifest, listening, form) if cursor else ExportPage("", None)
        headers = {
            "Content-Type": form.content_type,
            "X-History-Complete": str(is_complete(manifest, window)).lower(),
            "X-History-Progress": f"{manifest.count}/{manifest.lastfm_total}",
            **NO_STORE,
        }
        if page.next:
            following = urlencode({**query, "cursor": page.next.to_text()})
            headers["Link"] = f'<{request.base_url}{EXPORT.path}?{following}>; rel="next"'
        return Response(200, page.text if sent else form.header + page.text, headers)

    def _first(self, caller: Caller, window: Window) -> Cursor | None:
        """Return the first page's cursor; None if nothing is stored.

        Reading nothing brings the history in step, and begins the import if there was none.
        """
        self._new_history(caller).read(_NOTHING)
        return plan(self._history.manifest(caller.holder.user), window)
