"""The text of an answer."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.faces.mcp.tools.rendering import render, tool_answer

_texts = st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=20)
_scalars: st.SearchStrategy[Any] = _texts | st.integers(0, 10**9) | st.booleans()
_keys = st.sampled_from(["rank", "artist", "name", "plays", "album", "match", "user", "year"])
_rows = st.lists(st.dictionaries(_keys, _scalars, min_size=1), max_size=3)
_numbers = st.lists(st.integers(0, 99), max_size=3)
_contents = st.dictionaries(
    _keys | st.sampled_from(["rows", "tracks", "note", "tags"]),
    _scalars | _rows | _numbers | st.lists(_texts, max_size=3) | st.dictionaries(_keys, _scalars),
)


def _leaves(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [leaf for inner in value.values() for leaf in _leaves(inner)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner)]
    return [str(value).lower() if isinstance(value, bool) else str(value)]


@given(_contents)
def test_text_holds_every_fact(content: dict[str, Any]) -> None:
    """Each text, number and flag of the structure, as often as it occurs there."""
    text = render("Headline", content)
    assert text.startswith("Headline")
    for leaf in set(_leaves(content)):
        assert text.count(leaf) >= _leaves(content).count(leaf), leaf


def test_rows_read_as_a_list() -> None:
    """The first line says what it is, then come ranks, names and plays; then the other facts."""
    answer = tool_answer(
        "Top tracks of rj (plays)",
        {
            "rows": [
                {"rank": 1, "artist": "Air", "name": "Run", "plays": 12, "sparkline": [0, 12]},
                {"rank": 2, "artist": "Air", "name": "La\nFemme", "plays": 3},
            ],
            "user": "rj",
            "total_pages": 4,
            "partial": False,
            "about": None,
        },
    )
    assert answer.text == (
        "Top tracks of rj (plays)\n"
        "1. Air \N{EN DASH} Run (12), sparkline [0 12]\n"
        "2. Air \N{EN DASH} La Femme (3)\n"
        "user: rj; total pages: 4; partial: false"
    )
    assert answer.structured["rows"][1]["name"] == "La Femme"
    assert "about" not in answer.structured


def test_lists_without_rows_say_so() -> None:
    """An empty list is a fact."""
    assert render("Nothing", {"rows": [], "tags": []}) == "Nothing\nnone\ntags: none"


def test_times_and_kinds_come_first() -> None:
    """Rows without ranks begin with their time; nested objects are read the same way."""
    text = render(
        "Plays",
        {
            "rows": [{"starts": "2026-01-01", "plays": 7}],
            "best_month": {"month": "2026-01", "plays": 7},
        },
    )
    assert text == "Plays\n2026-01-01 (7)\nbest month: 2026-01 (7)"
