"""The same verdict on XML as on JSON, read from no more of it than that takes. Pure.

`<lfm status="ok">` holds the answer's one element; with `raw` that element is the root. An error is
`<lfm status="failed"><error code="6">…`, with `raw` or without.
"""

from typing import Any, Final
from xml.parsers import expat

from lastfm_gateway.core.verdict import error_in
from lastfm_gateway.errors import EmptyAnswer, UpstreamFault

#: Elements below the root of which the text may matter: the answer, and its name.
_DEPTH: Final = 2


class _Outline:
    """The upper two floors of an answer: elements, their attributes and text."""

    def __init__(self) -> None:
        self.root: tuple[str, dict[str, str]] = ("", {})
        self.answer: dict[str, dict[str, Any]] = {}
        self._path: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._path:
            self.root = (name, attributes)
        level = len(self._path) - self._above
        if level == 0:
            self.answer[name] = {"@attr": attributes, "#text": ""}
        self._path.append(name)

    def end(self, _name: str) -> None:
        self._path.pop()

    def text(self, text: str) -> None:
        inside = self._path[self._above :]
        if len(inside) == 1:
            self.answer[inside[0]]["#text"] += text
        elif len(inside) == _DEPTH and inside[1] == "name":
            held = self.answer[inside[0]]
            held["name"] = held.get("name", "") + text

    @property
    def _above(self) -> int:
        """How many elements stand around the answer."""
        return 1 if self.root[0] == "lfm" else 0


def read_xml(status: int, body: bytes) -> dict[str, Any]:
    """Return the outline of the answer in an XML body: its element, with `@attr` and a `name`.

    Raises UpstreamError and UpstreamFault as core.verdict.read_body does.
    """
    outline = _Outline()
    parser = expat.ParserCreate()
    parser.StartElementHandler = outline.start
    parser.EndElementHandler = outline.end
    parser.CharacterDataHandler = outline.text
    parser.StartDoctypeDeclHandler = _refuse  # no answer has one; it could declare entities
    try:
        parser.Parse(body, True)  # noqa: FBT003 (expat takes no names: this is the end)
    except (expat.ExpatError, ValueError):
        raise UpstreamFault(f"Operation failed - Last.fm sent no XML (status {status})") from None
    if outline.root[0] == "html":
        raise UpstreamFault(f"Operation failed - Last.fm sent no XML (status {status})")
    error = outline.answer.get("error")
    if error is not None:
        raise error_in({"error": error["@attr"].get("code"), "message": error["#text"]})
    if status >= 400:  # noqa: PLR2004 (RFC 9110: 4xx and 5xx are errors)
        if not outline.answer:
            raise EmptyAnswer
        raise UpstreamFault(f"Operation failed - Last.fm answered with status {status}")
    return outline.answer


def _refuse(*_: object) -> None:
    raise ValueError
