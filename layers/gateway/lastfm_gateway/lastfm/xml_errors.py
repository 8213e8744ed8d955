"""Finds the errors in Last.fm's XML responses, without building the document. Pure.

A response is `<lfm status="ok">` with one element, or that element alone with the `raw` parameter.
An error is `<lfm status="failed"><error code="6">…`, with or without `raw`.

Parsing takes time in proportion to the body's length. It stops when the caller's clock says so.
"""

from collections.abc import Callable
from typing import Any, Final
from xml.parsers import expat

from lastfm_gateway.errors import EmptyAnswer, UpstreamFault, UpstreamTimeout
from lastfm_gateway.lastfm.error_parsing import parse_error
from lastfm_gateway.lastfm.xml_characters import without_forbidden

#: Bytes to parse between two checks of the clock.
_CHUNK: Final = 256 * 1024

#: The longest error message or name, in characters. The rest is cut off.
_MAX_TEXT: Final = 2000

#: The most top-level elements. Responses have one.
_MAX_ELEMENTS: Final = 50

#: The field for an element's text, by the element's level below `<lfm>`.
_TEXT_FIELD_OF_LEVEL: Final = {0: "#text", 1: "name"}

#: Expat's errors for a forbidden character: literal, and as a reference.
_FORBIDDEN_CHARACTER: Final = frozenset(
    {
        expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN],
        expat.errors.codes[expat.errors.XML_ERROR_BAD_CHAR_REF],
    }
)


class _Outline:
    """The top two levels of a document: elements, attributes, and the text of errors and names.

    The parser calls no handler for other text, which keeps it fast.
    """

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.root = ""
        self.answer: dict[str, dict[str, Any]] = {}
        self._depth = 0
        self._frame_depth = 0
        self._parser = parser
        self._element = ""
        self._text: list[str] = []
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = _refuse  # a doctype could declare entities

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._depth:
            self.root = name
            self._frame_depth = 1 if name == "lfm" else 0
        level = self._depth - self._frame_depth
        self._depth += 1
        if level == 0:
            if len(self.answer) == _MAX_ELEMENTS:
                raise ValueError
            self.answer[name] = {"@attr": attributes, "#text": ""}
            self._element = name
        is_read = (level == 0 and name == "error") or (level == 1 and name == "name")
        self._parser.CharacterDataHandler = self._text.append if is_read else None

    def _end(self, _name: str) -> None:
        self._depth -= 1
        self._parser.CharacterDataHandler = None
        level = self._depth - self._frame_depth
        field = _TEXT_FIELD_OF_LEVEL.get(level)
        if self._text and field:
            self.answer[self._element][field] = "".join(self._text)[:_MAX_TEXT]
            self._text.clear()


def parse_xml(
    status: int, body: bytes, is_late: Callable[[], bool] = lambda: False
) -> dict[str, Any]:
    """Parse an XML response and return an outline of it.

    The outline is `{"user": {"@attr": {...}, "#text": "", "name": "rj"}}`; `name` only if present.
    `is_late` is called between chunks. Raises as `error_parsing.parse_json` does, and
    UpstreamTimeout when `is_late` returns True.
    """
    try:
        outline = _parse(body, is_late)
    except (expat.ExpatError, ValueError):
        raise UpstreamFault(f"Operation failed - Last.fm sent no XML (status {status})") from None
    if outline.root == "html":
        raise UpstreamFault(f"Operation failed - Last.fm sent no XML (status {status})")
    error = outline.answer.get("error")
    if error is not None:
        raise parse_error({"error": error["@attr"].get("code"), "message": error["#text"]})
    if status >= 400:  # noqa: PLR2004 (RFC 9110: 4xx and 5xx are errors)
        if not outline.answer:
            raise EmptyAnswer
        raise UpstreamFault(f"Operation failed - Last.fm answered with status {status}")
    return outline.answer


def _parse(body: bytes, is_late: Callable[[], bool]) -> _Outline:
    """Parse a body. Retry without forbidden characters if they were the error."""
    try:
        return _parse_once(body, is_late)
    except expat.ExpatError as error:
        if error.code not in _FORBIDDEN_CHARACTER:
            raise
    return _parse_once(without_forbidden(body), is_late)


def _parse_once(body: bytes, is_late: Callable[[], bool]) -> _Outline:
    parser = expat.ParserCreate()
    outline = _Outline(parser)
    view = memoryview(body)
    for start in range(0, len(body), _CHUNK):
        if is_late():
            raise UpstreamTimeout
        parser.Parse(view[start : start + _CHUNK], False)  # noqa: FBT003 (expat takes no keywords)
    parser.Parse(b"", True)  # noqa: FBT003 (as above)
    return outline


def _refuse(*_: object) -> None:
    raise ValueError
