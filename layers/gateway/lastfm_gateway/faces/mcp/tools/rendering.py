"""Renders a structured answer as text: the same facts, tersely. Pure.

The first line says what it is. Then come the rows, each with its rank, names joined by a dash and
plays in parentheses, and the other facts as `name: value`. Nothing of the answer is left out:
clients show only one of the two forms.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from lastfm_gateway.faces.mcp.tool import ToolAnswer
from lastfm_gateway.faces.mcp.tools.plain_text import MAX_ABOUT, bounded, plain

#: The parts of a row that need no name, and those of them that come first.
_FIRST: Final = ("kind", "year", "month", "day", "starts", "played_at", "loved_at")
_LEAD: Final = (*_FIRST, "rank", "artist", "name", "plays")


def tool_answer(headline: str, content: Mapping[str, Any]) -> ToolAnswer:
    """Return an answer in both forms. Its texts are cleaned and bounded, nulls are left out."""
    structured = bounded(content)
    return ToolAnswer(structured, render(plain(headline, MAX_ABOUT), structured))


def render(headline: str, structured: Mapping[str, Any]) -> str:
    """Return an answer's text."""
    lines = [headline]
    facts = []
    for name, value in structured.items():
        if isinstance(value, list):
            lines += _list(name, value)
        elif name in ("about", "note"):
            lines.append(f"{_words(name)}: {_inline(value)}")
        else:
            facts.append(f"{_words(name)}: {_inline(value)}")
    return "\n".join([*lines, "; ".join(facts)] if facts else lines)


def _list(name: str, items: Sequence[Any]) -> list[str]:
    if any(isinstance(item, Mapping) for item in items):
        title = [] if name == "rows" else [f"{_words(name)}:"]
        return [*title, *map(_row, items)]
    if not items:
        return ["none" if name == "rows" else f"{_words(name)}: none"]
    return [f"{_words(name)}: {_joined(items)}"]


def title_of(*names: str) -> str:
    """Return what an artist and a name are shown as."""
    return " \N{EN DASH} ".join(names)


def _row(row: Mapping[str, Any]) -> str:
    lead = [
        *(_inline(row[part]) for part in _FIRST if part in row),
        f"{_inline(row['rank'])}." if "rank" in row else "",
        title_of(*(_inline(row[part]) for part in ("artist", "name") if part in row)),
        f"({_inline(row['plays'])})" if "plays" in row else "",
    ]
    rest = [f"{_words(name)} {_inline(value)}" for name, value in row.items() if name not in _LEAD]
    return ", ".join(filter(None, [" ".join(filter(None, lead)), *rest]))


def _inline(value: Any) -> str:
    if isinstance(value, Mapping):
        return _row(value)
    if isinstance(value, list):
        return f"[{_joined(value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _joined(items: Iterable[Any]) -> str:
    """Return numbers apart by spaces, texts by commas."""
    texts = [_inline(item) for item in items]
    return (" " if all(text.isdigit() for text in texts) else ", ").join(texts)


def _words(name: str) -> str:
    return name.replace("_", " ")
