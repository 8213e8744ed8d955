"""Renders the web service's responses and errors as XML, JSON or JSONP. Pure."""

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from lastfm_gateway.errors import OPERATION_FAILED, SERVICE_OFFLINE, BadRequest, GatewayError
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.lastfm.response_mapper import to_json

JSON: Final = "application/json"
XML: Final = "text/xml; charset=UTF-8"
JAVASCRIPT: Final = "text/javascript"

#: A function name such as `f` or `angular.callbacks._0`. Anything else could be a script.
_CALLBACK: Final = re.compile(
    r"(?=.{1,128}\Z)[A-Za-z_$][A-Za-z0-9_$]*(\.[A-Za-z_$][A-Za-z0-9_$]*)*"
)
#: The content types that are passed on, by `is_json`. Any other could be a page or a script.
_SAFE_CONTENT_TYPES: Final = {
    True: re.compile(r"application/json *(; *charset=utf-?8 *)?", re.IGNORECASE),
    False: re.compile(r"(text|application)/xml *(; *charset=utf-?8 *)?", re.IGNORECASE),
}
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'

#: Last.fm's statuses for the error codes where this gateway's REST families use another.
_LASTFM_STATUS: Final = {OPERATION_FAILED: 500, SERVICE_OFFLINE: 503}


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders in the format that a call requests. `callback` applies to JSON only."""

    is_json: bool
    callback: str = ""

    def check(self) -> None:
        """Raise BadRequest if the callback is no function name: it could inject a script."""
        if self.callback and not _CALLBACK.fullmatch(self.callback):
            raise BadRequest(
                "Invalid parameters - callback must be identifiers joined by dots, "
                "up to 128 characters"
            )

    def wrap(self, response: LastfmResponse) -> LastfmResponse:
        """Return a response wrapped in the JSONP callback, if any, with a safe content type."""
        if not self.callback or not _CALLBACK.fullmatch(self.callback):
            if _SAFE_CONTENT_TYPES[self.is_json].fullmatch(response.content_type):
                return response
            return response._replace(content_type=JSON if self.is_json else XML)
        body = self.callback.encode() + b"(" + response.body + b")"
        return LastfmResponse(response.status, JAVASCRIPT, body)

    def answer(self, tree: dict[str, Any], inside: str) -> LastfmResponse:
        """Render an answer made by this gateway: `tree` as JSON, or `inside` within `<lfm>`."""
        if self.is_json:
            return LastfmResponse(HTTPStatus.OK, JSON, to_json(tree))
        return LastfmResponse(HTTPStatus.OK, XML, _document("ok", inside))

    def error(self, error: GatewayError) -> LastfmResponse:
        """Render an error as Last.fm does, with Last.fm's status."""
        status = _LASTFM_STATUS.get(error.code, error.status)
        if self.is_json:
            return LastfmResponse(
                status, JSON, to_json({"error": error.code, "message": error.message})
            )
        inside = f'<error code="{error.code}">{escape(error.message)}</error>'
        return LastfmResponse(status, XML, _document("failed", inside))


def escape(text: str) -> str:
    """Escape text for XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _document(status: str, inside: str) -> bytes:
    return f'{_DECLARATION}<lfm status="{status}">{inside}</lfm>'.encode()
