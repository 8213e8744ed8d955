"""The web service's response forms: XML, JSON and JSONP, with their content types. Pure."""

import re
from dataclasses import dataclass
from typing import Any, Final

from lastfm_gateway.errors import OPERATION_FAILED, SERVICE_OFFLINE, BadRequest, GatewayError
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.lastfm.response_mapper import to_json

JSON: Final = "application/json"
XML: Final = "text/xml; charset=UTF-8"
JAVASCRIPT: Final = "text/javascript"

#: A JSONP callback: identifiers joined by dots, such as `f` or `angular.callbacks._0`.
_CALLBACK: Final = re.compile(
    r"(?=.{1,128}\Z)[A-Za-z_$][A-Za-z0-9_$]*(\.[A-Za-z_$][A-Za-z0-9_$]*)*"
)
#: The content types that are passed through, by `is_json`. Others could be a page or a script.
_PASSED_ON: Final = {
    True: re.compile(r"application/json *(; *charset=utf-?8 *)?", re.IGNORECASE),
    False: re.compile(r"(text|application)/xml *(; *charset=utf-?8 *)?", re.IGNORECASE),
}
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OK: Final = 200

#: Last.fm's own HTTP status by error code, where it differs from GatewayError's.
_STATUS: Final = {OPERATION_FAILED: 500, SERVICE_OFFLINE: 503}


@dataclass(frozen=True, slots=True)
class Form:
    """The response form of a call. A callback applies to JSON only, as at Last.fm."""

    is_json: bool
    callback: str = ""

    def check(self) -> None:
        """Raise BadRequest for a malformed callback, which could inject a script."""
        if self.callback and not _CALLBACK.fullmatch(self.callback):
            raise BadRequest(
                "Invalid parameters - callback must be identifiers joined by dots, "
                "up to 128 characters"
            )

    def wrap(self, reply: LastfmResponse) -> LastfmResponse:
        """Return a response in this form: wrapped in the callback if any, with a safe type."""
        if not self.callback or not _CALLBACK.fullmatch(self.callback):
            if _PASSED_ON[self.is_json].fullmatch(reply.content_type):
                return reply
            return reply._replace(content_type=JSON if self.is_json else XML)
        body = self.callback.encode() + b"(" + reply.body + b")"
        return LastfmResponse(reply.status, JAVASCRIPT, body)

    def answer(self, tree: dict[str, Any], inside: str) -> LastfmResponse:
        """Return a response made here: `tree` as JSON, or the XML `inside` in `<lfm>`."""
        if self.is_json:
            return LastfmResponse(_OK, JSON, to_json(tree))
        return LastfmResponse(_OK, XML, _document("ok", inside))

    def error(self, error: GatewayError) -> LastfmResponse:
        """Return an error in Last.fm's shape, with Last.fm's status."""
        status = _STATUS.get(error.code, error.status)
        if self.is_json:
            return LastfmResponse(
                status, JSON, to_json({"error": error.code, "message": error.message})
            )
        inside = f'<error code="{error.code}">{escape(error.message)}</error>'
        return LastfmResponse(status, XML, _document("failed", inside))


def escape(text: str) -> str:
    """Return text escaped for XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _document(status: str, inside: str) -> bytes:
    return f'{_DECLARATION}<lfm status="{status}">{inside}</lfm>'.encode()
