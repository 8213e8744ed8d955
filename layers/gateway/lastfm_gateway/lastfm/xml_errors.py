"""The same verdict on XML as on JSON, read from no more of it than that takes. Pure.

`<lfm status="ok">` holds the answer's one element; with `raw` that element is the root. An error is
`<lfm status="failed"><error code="6">…`, with `raw` or without.

Reading takes time in proportion to the body's length. It stops when the caller's clock says so.
"""

from collections.abc import Callable
from typing import Any, Final
from xml.parsers import expat

from lastfm_gateway.errors import EmptyAnswer, UpstreamFault, UpstreamTimeout
from lastfm_gateway.lastfm.error_parsing import parse_error
from lastfm_gateway.lastfm.xml_characters import without_forbidden

#: Bytes that are parsed between two looks at the clock.
_CHUNK: Final = 256 * 1024

#: The longest error message or name that is kept, in characters.
_LONGEST_TEXT: Final = 2000

#: More elements at the answer's level than any answer has: one is usual.
_MOST_ELEMENTS: Final = 50

#: What an element's text is kept as, by its level below the answer's frame.
_TEXT_OF: Final = {0: "#text", 1: "name"}

#: What expat says of a character that XML forbids, as itself and as a reference.
_FORBIDDEN: Final = frozenset(
    {
        expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN],
        expat.errors.codes[expat.errors.XML_ERROR_BAD_CHAR_REF],
    }
)


class _Outline:
    """The upper two floors of an answer: elements, their attributes, and the text of two kinds.

    Text matters in an error and in a name. Elsewhere the parser calls no handler for it.
    """

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.root = ""
        self.answer: dict[str, dict[str, Any]] = {}
        self._depth = 0
        self._above = 0
        self._parser = parser
        self._holder = ""
        self._heard: list[str] = []
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = _refuse  # no answer has one; it could declare entities

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._depth:
            self.root = name
            self._above = 1 if name == "lfm" else 0
        level = self._depth - self._above
        self._depth += 1
        if level == 0:
            if len(self.answer) == _MOST_ELEMENTS:
                raise ValueError
            self.answer[name] = {"@attr": attributes, "#text": ""}
            self._holder = name
        is_read = (level == 0 and name == "error") or (level == 1 and name == "name")
        self._parser.CharacterDataHandler = self._heard.append if is_read else None

    def _end(self, _name: str) -> None:
        self._depth -= 1
        self._parser.CharacterDataHandler = None
        level = self._depth - self._above
        if self._heard and level in _TEXT_OF:
            self.answer[self._holder][_TEXT_OF[level]] = "".join(self._heard)[:_LONGEST_TEXT]
            self._heard.clear()


def parse_xml(
    status: int, body: bytes, is_late: Callable[[], bool] = lambda: False
) -> dict[str, Any]:
    """Return the outline of the answer in an XML body: its element, with `@attr` and a `name`.

    `is_late` is asked between two pieces of the body. Raises UpstreamError and UpstreamFault as
    core.verdict.read_body does, and UpstreamTimeout when it is late.
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
    """Parse a body, and once more without the characters that Last.fm sends and XML forbids."""
    try:
        return _parse_once(body, is_late)
    except expat.ExpatError as error:
        if error.code not in _FORBIDDEN:
            raise
    return _parse_once(without_forbidden(body), is_late)


def _parse_once(body: bytes, is_late: Callable[[], bool]) -> _Outline:
    parser = expat.ParserCreate()
    outline = _Outline(parser)
    view = memoryview(body)
    for start in range(0, len(body), _CHUNK):
        if is_late():
            raise UpstreamTimeout
        parser.Parse(view[start : start + _CHUNK], False)  # noqa: FBT003 (expat takes no names)
    parser.Parse(b"", True)  # noqa: FBT003 (the same: this is the end)
    return outline


def _refuse(*_: object) -> None:
    raise ValueError
