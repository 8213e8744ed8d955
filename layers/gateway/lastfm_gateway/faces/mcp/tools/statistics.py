"""Tool of the own user's totals, counted from the stored history."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import Field

from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools.listeners import history_facts, own_listener, user_url
from lastfm_gateway.faces.mcp.tools.parameters import InPeriod, OfUser
from lastfm_gateway.faces.mcp.tools.rendering import tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import PARTIAL, SOURCE, SPAN, USER
from lastfm_gateway.faces.mcp.tools.spans import Span, iso_moment, span_of
from lastfm_gateway.history.calendar import busiest, date_of, periods
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.streaks import Streak, streaks
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.parameters import Period
from lastfm_gateway.methods.shapes import NUMBER, TEXT, Shape

_KINDS: Final[dict[str, EntityKind]] = {"artists": "artist", "albums": "album", "tracks": "track"}


class StatsInput(InPeriod, OfUser):
    """The time to count."""

    period: Period = Field("overall", description="Ends today; dates override it")


def _stats(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    listener = own_listener(context, arguments)
    span, history = span_of(arguments, context.now), context.history()
    listening = history.read(span.window)
    counts = Counts(listening)
    today = date_of(int(context.now))
    days = _days_of(span, listening.times[0] if listening.times else None, context.now)
    busiest_day = busiest(periods(listening, "day"))
    current, longest = streaks(listening, today)
    content = {
        "plays": counts.scrobbles,
        **{name: counts.distinct(kind) for name, kind in _KINDS.items()},
        "plays_per_day": round(counts.scrobbles / days, 1) if days else 0,
        "busiest_day": busiest_day
        and {
            "day": busiest_day.label,
            "plays": busiest_day.scrobbles,
        },
        # Of a range it would begin with the range, or have ended with it.
        "current_streak": None if span.window else _streak(current),
        "longest_streak": _streak(longest),
        "first_play": iso_moment(listening.times[0]) if listening.times else None,
        "user": listener.name,
        **span.facts,
        **history_facts(history),
        "as_of": iso_moment(context.as_of),
        "url": user_url(listener.name, "/library"),
    }
    return tool_answer(f"Listening statistics of {listener.name}, {span.words}", content)


def _days_of(span: Span, first: int | None, now: float) -> int:
    """Return how many days a span has so far; all time begins with the first scrobble."""
    start, end = span.window or Window(0, int(now) + 1)
    start, end = start or first or 0, min(end, int(now) + 1)
    return max(0, -(-end // DAY) - start // DAY)


def _streak(streak: Streak) -> dict[str, Any]:
    dates = {"first_day": streak.start, "last_day": streak.end}
    return {
        "days": streak.days,
        **{name: day.isoformat() for name, day in dates.items() if day},
    }


_STREAK: Final[dict[str, Shape]] = {"days": NUMBER, "first_day": TEXT, "last_day": TEXT}

GET_LISTENING_STATS: Final = Tool(
    name="get_listening_stats",
    title="Listening statistics",
    description="The own user's totals of a period, range or day: plays, different artists, albums"
    " and tracks, busiest day, longest streak of days with plays; of all time the current one too.",
    parameters=StatsInput,
    answer={
        **dict.fromkeys(("plays", *_KINDS, "plays_per_day"), NUMBER),
        "busiest_day": {"day": TEXT, "plays": NUMBER},
        "current_streak": _STREAK,
        "longest_streak": _STREAK,
        "first_play": TEXT,
        **USER,
        **SPAN,
        **PARTIAL,
        **SOURCE,
    },
    run=_stats,
)
