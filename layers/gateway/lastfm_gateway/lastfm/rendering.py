"""The web service's own forms: XML, JSON and JSONP, their content types, errors in each. Pure."""

import re
from dataclasses import dataclass
from typing import Any, Final

from lastfm_gateway.errors import OPERATION_FAILED, SERVICE_OFFLINE, BadRequest, GatewayError
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.lastfm.response_mapper import to_json

JSON: Final = "application/json"
XML: Final = "text/xml; charset=UTF-8"
JAVASCRIPT: Final = "text/javascript"

#: A function's name, as `f` or as `angular.callbacks._0`: nothing that does more than call it.
_CALLBACK: Final = re.compile(
    r"(?=.{1,128}\Z)[A-Za-z_$][A-Za-z0-9_$]*(\.[A-Za-z_$][A-Za-z0-9_$]*)*"
)
#: The content types that are passed on, of JSON and of XML. Any other could be a page or a script.
_PASSED_ON: Final = {
    True: re.compile(r"application/json *(; *charset=utf-?8 *)?", re.IGNORECASE),
    False: re.compile(r"(text|application)/xml *(; *charset=utf-?8 *)?", re.IGNORECASE),
}
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OK: Final = 200

#: Where Last.fm's own status differs from the one that tells an error's meaning best.
_STATUS: Final = {OPERATION_FAILED: 500, SERVICE_OFFLINE: 503}


@dataclass(frozen=True, slots=True)
class Form:
    """The form that a call asks for. A callback counts for JSON only, as it does at Last.fm."""

    is_json: bool
    callback: str = ""

    def check(self) -> None:
        """Raise BadRequest for a callback that is not a function's name: it would be a script."""
        if self.callback and not _CALLBACK.fullmatch(self.callback):
            raise BadRequest(
                "Invalid parameters - callback must be identifiers joined by dots, "
                "of at most 128 characters"
            )

    def wrap(self, reply: LastfmResponse) -> LastfmResponse:
        """Return a reply as a call of the callback, if there is one, under a type of this form."""
        if not self.callback or not _CALLBACK.fullmatch(self.callback):
            if _PASSED_ON[self.is_json].fullmatch(reply.content_type):
                return reply
            return reply._replace(content_type=JSON if self.is_json else XML)
        body = self.callback.encode() + b"(" + reply.body + b")"
        return LastfmResponse(reply.status, JAVASCRIPT, body)

    def answer(self, tree: dict[str, Any], inside: str) -> LastfmResponse:
        """Return an answer that was made here: JSON, or what stands inside `<lfm>`."""
        if self.is_json:
            return LastfmResponse(_OK, JSON, to_json(tree))
        return LastfmResponse(_OK, XML, _document("ok", inside))

    def error(self, error: GatewayError) -> LastfmResponse:
        """Return an error as Last.fm tells it, with the status that it has there."""
        status = _STATUS.get(error.code, error.status)
        if self.is_json:
            return LastfmResponse(
                status, JSON, to_json({"error": error.code, "message": error.message})
            )
        inside = f'<error code="{error.code}">{escape(error.message)}</error>'
        return LastfmResponse(status, XML, _document("failed", inside))


def escape(text: str) -> str:
    """Return text as it stands in XML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _document(status: str, inside: str) -> bytes:
    return f'{_DECLARATION}<lfm status="{status}">{inside}</lfm>'.encode()
