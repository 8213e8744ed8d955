"""Tool of one year in review."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import Field

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools.lastfm_rows import LastfmRow
from lastfm_gateway.faces.mcp.tools.listeners import history_facts, listener_of, user_url
from lastfm_gateway.faces.mcp.tools.parameters import OfUser
from lastfm_gateway.faces.mcp.tools.rendering import tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import PARTIAL, PLAYED, SOURCE, USER
from lastfm_gateway.faces.mcp.tools.spans import iso_moment
from lastfm_gateway.faces.mcp.tools.top_charts import chart_of_range
from lastfm_gateway.faces.mcp.tools.top_counts import add_sparklines, ranked
from lastfm_gateway.history.buckets import buckets_of_range
from lastfm_gateway.history.calendar import busiest, date_of, periods
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.date_ranges import year_window
from lastfm_gateway.history.sparklines import sparkline_points
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.methods.parameters import MAX_LIMIT, whole
from lastfm_gateway.methods.shapes import NUMBER, TEXT

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader

_KINDS: Final[tuple[EntityKind, ...]] = ("artist", "album", "track")
_MAX_ROWS: Final = 10


class YearInput(OfUser):
    """A user's year."""

    year: Annotated[int, Field(ge=2002, le=2105), whole] | None = Field(
        None, description="Default: the last full year"
    )
    limit: Annotated[int, Field(ge=1, le=_MAX_ROWS), whole] = Field(
        5, description="Rows of each list"
    )


def _year_in_review(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    listener = listener_of(context, arguments)
    this_year = date_of(int(context.now)).year
    year, limit = int(arguments.get("year", this_year - 1)), int(arguments["limit"])
    if year > this_year:
        raise BadRequest(f"Invalid parameters - year must not be after {this_year}")
    window = year_window(year)
    if listener.is_own:
        facts = counted_year(context.history(), window, limit)
    else:
        facts = _charted_year(context, listener.name, window, limit)
    content = {
        **facts,
        "year": year,
        "user": listener.name,
        "as_of": iso_moment(context.as_of),
        "url": user_url(listener.name, f"/listening-report/year/{year}"),
    }
    return tool_answer(f"{year} of {listener.name} in review (plays)", content)


def counted_year(history: "HistoryReader", window: Window, limit: int) -> dict[str, Any]:
    """Return a year's facts counted from the stored history."""
    listening = history.read(window)
    counts = Counts(listening)
    buckets = buckets_of_range(window)
    [months] = sparkline_points(listening, [tuple(set(listening.ids))], buckets)
    best = busiest(periods(listening, "month"))
    top: list[LastfmRow] = []
    for kind in _KINDS:
        counted = counts.rows(kind, 0, limit)
        rows = ranked(counted)
        add_sparklines(rows, listening, counted, buckets)
        top += _of_kind(kind, rows)
    return {
        "rows": top,
        "plays": counts.scrobbles,
        **{f"{kind}s": counts.distinct(kind) for kind in _KINDS},
        "months": months,
        "best_month": best and {"month": best.label, "plays": best.scrobbles},
        **history_facts(history),
    }


def _charted_year(context: ToolContext, user: str, window: Window, limit: int) -> dict[str, Any]:
    """Return a year's facts from Last.fm's three charts of it; one call each."""
    charts = {kind: chart_of_range(context, kind, user, window) for kind in _KINDS}
    facts: dict[str, Any] = {
        f"{kind}s": len(rows) for kind, rows in charts.items() if len(rows) < MAX_LIMIT
    }
    if "artists" in facts:
        facts["plays"] = sum(row.get("plays", 0) for row in charts["artist"])
    top = [row for kind, rows in charts.items() for row in _of_kind(kind, rows[:limit])]
    return {"rows": top, **facts, "partial": False}


def _of_kind(kind: EntityKind, rows: Sequence[LastfmRow]) -> list[LastfmRow]:
    return [{"kind": kind, **row} for row in rows]


YEAR_IN_REVIEW: Final = Tool(
    name="year_in_review",
    title="Year in review",
    description="A user's year: top artists, albums and tracks, totals, and for the own user plays"
    " by month (`sparkline` and `months`, January first) and the best month.",
    parameters=YearInput,
    answer={
        **dict.fromkeys(("year", "plays", "artists", "albums", "tracks"), NUMBER),
        "months": [NUMBER],
        "best_month": {"month": TEXT, "plays": NUMBER},
        "rows": [{"kind": TEXT, **PLAYED, "sparkline": [NUMBER]}],
        **USER,
        **PARTIAL,
        **SOURCE,
    },
    run=_year_in_review,
)
