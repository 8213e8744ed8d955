"""The largest answers."""

from typing import Any

from lastfm_gateway.faces.mcp.tools.parameters import MAX_ROWS
from lastfm_gateway.lastfm.response_mapper import to_json
from tests.unit.faces.mcp.tools.support import MemoryContext, run

#: What clients take, in bytes of the whole result.
_MOST = 256 * 1024


def test_longest_names_fit_into_an_answer() -> None:
    """Fifty rows of names in four-byte letters, in both forms, stay below what clients take."""
    name = "\N{GOTHIC LETTER AHSA}" * 1000
    row = {
        "name": name,
        "artist": {"#text": name},
        "album": {"#text": name},
        "date": {"uts": "1767225600"},
    }
    recent = {"recenttracks": {"track": [row] * 1000, "@attr": {"total": "1000"}}}

    def answer(_method: str) -> dict[str, Any]:
        return recent

    said = run(MemoryContext(answer), "get_recent_tracks", user="rj", limit=MAX_ROWS)
    assert len(said.structured["rows"]) == MAX_ROWS
    assert len(to_json({"text": said.text, "structured": said.structured})) < _MOST
