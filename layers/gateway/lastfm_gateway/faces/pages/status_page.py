"""The status page: the figures of `status`, with a line for the hour's calls and failures. Pure."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Final

from lastfm_gateway.faces.pages.frame import framed
from lastfm_gateway.faces.pages.page import Page

_SAYS: Final = {
    "ok": "Last.fm is answering.",
    "degraded": "Some calls to Last.fm fail. Stored answers are served.",
    "down": "Last.fm is failing, and calls to it are paused. Stored answers are served.",
    "unknown": "The state cannot be read at the moment.",
}
_MEANINGS: Final = {
    "8": "Failed or unreadable",
    "11": "Offline or no answer",
    "16": "Temporarily unavailable",
    "29": "Rate limit exceeded",
}
_WIDTH: Final = 600
_HEIGHT: Final = 120
_MARGIN: Final = 6


def status_page(base: str, style: str, status: Mapping[str, Any], *, max_age: int) -> Page:
    """Return the page of a status in the shape of `status.ANSWER`."""
    budget, cache, lastfm = status["budget"], status["cache"], status["lastfm"]
    ratio = cache and cache["hit_ratio"]
    figures = {
        "Last.fm": status["status"],
        "Circuit breaker": lastfm["circuit"] if lastfm else "unknown",
        f"Calls left of {budget['calls']} in {budget['seconds']} s": _shown(budget["left"]),
        "Answered from the cache": "no answers yet" if ratio is None else f"{ratio:.1%}",
        "Version": status["version"],
    }
    listed = "".join(
        f"<div><dt>{name}</dt><dd>{figure}</dd></div>" for name, figure in figures.items()
    )
    json = escape(f"{base}/status?format=json")
    body = f"""\
<p><strong>{_SAYS[status["status"]]}</strong> As of {status["as_of"]}.</p>
<dl class="figures">{listed}</dl>
{_hour(lastfm) if lastfm else ""}
<p class="soft">Each running copy of the gateway adds its figures when it next calls Last.fm, so the
newest may be missing, and hits of copies that never called again always are. The hour is counted
in steps of five minutes. <a href="{json}">The same as JSON</a>.</p>
"""
    return Page(
        title="Status · Last.fm gateway",
        description="Whether Last.fm answers this gateway, and how much comes from its cache.",
        body=framed(base, "Status", body, here="/status"),
        style=style,
        policy={},
        max_age=max_age,
    )


def _hour(lastfm: Mapping[str, Any]) -> str:
    """Return the hour's section: a drawing, and the same numbers as a table."""
    hour = lastfm["hour"]
    rows = "".join(_row(slot) for slot in hour)
    heads = "".join(f'<th scope="col">{code}: {says}</th>' for code, says in _MEANINGS.items())
    return f"""\
<h2>The last hour</h2>
{drawing(hour)}
<p class="soft">Solid: calls. Dashed: failed calls.</p>
<div class="wide" tabindex="0" role="region" aria-label="Numbers of the last hour"><table>
<caption class="soft">Calls to Last.fm, and failed ones by Last.fm's error code</caption>
<thead><tr><th scope="col">From (UTC)</th><th scope="col">Calls</th>{heads}</tr></thead>
<tbody>{rows}</tbody></table></div>
"""


def _row(slot: Mapping[str, Any]) -> str:
    numbers = (slot["calls"], *slot["failures"].values())
    cells = "".join(f"<td>{number}</td>" for number in numbers)
    return f'<tr><th scope="row">{slot["from"][11:16]}</th>{cells}</tr>'


def drawing(hour: Sequence[Mapping[str, Any]]) -> str:
    """Return an SVG with one line for calls and one for failed calls."""
    calls = [slot["calls"] for slot in hour]
    failures = [sum(slot["failures"].values()) for slot in hour]
    most = max(1, *calls, *failures)
    says = f"{sum(calls)} calls to Last.fm in the last hour, {sum(failures)} failed"
    base = _HEIGHT - _MARGIN
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{says}">'
        f'<line x1="0" y1="{base}" x2="{_WIDTH}" y2="{base}"/>'
        f'<polyline points="{_points(calls, most)}"/>'
        f'<polyline class="failures" points="{_points(failures, most)}"/></svg>'
    )


def _points(numbers: Sequence[int], most: int) -> str:
    step = (_WIDTH - 2 * _MARGIN) / max(1, len(numbers) - 1)
    scale = (_HEIGHT - 2 * _MARGIN) / most
    return " ".join(
        f"{_MARGIN + place * step:.1f},{_HEIGHT - _MARGIN - number * scale:.1f}"
        for place, number in enumerate(numbers)
    )


def _shown(number: int | None) -> str:
    return "unknown" if number is None else str(number)
