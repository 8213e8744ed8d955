"""Tool of what the key's own user played on a day of the year, in each year."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pydantic import Field

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools.listeners import history_facts, own_listener, user_url
from lastfm_gateway.faces.mcp.tools.parameters import Limited, Moment, OfUser
from lastfm_gateway.faces.mcp.tools.rendering import title_of, tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import PARTIAL, SOURCE, USER
from lastfm_gateway.faces.mcp.tools.spans import iso_moment
from lastfm_gateway.history.appearances import first_appearances
from lastfm_gateway.history.calendar import date_of, on_this_day
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.shapes import NUMBER, TEXT

#: The most first plays of each year.
_FIRST_PLAYS: Final = 3

#: A year with 29 February.
_LEAP_YEAR: Final = 2000

_DAY: Final = re.compile(r"(?:\d{4}-)?(\d{2})-(\d{2})", re.ASCII)


class OnThisDayInput(Limited, OfUser):
    """A day of the year."""

    date: Moment | None = Field(None, description="MM-DD; default today")


def _on_this_day(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    month, day = day_of(arguments.get("date"), context.now)
    listener = own_listener(context, arguments)
    history = context.history()
    listening = history.read()
    years = on_this_day(listening, month, day)[: int(arguments["limit"])]
    firsts = [item for item in first_appearances(listening) if item.row.kind == "artist"]
    rows = []
    for year, window in years:
        new = [item.row.name for item in firsts if window.start <= item.at < window.end]
        rows.append({"year": year, **day_facts(listening, window, new)})
    content = {
        "rows": rows,
        "day": f"{month:02}-{day:02}",
        "user": listener.name,
        **history_facts(history),
        "as_of": iso_moment(context.as_of),
        "url": user_url(listener.name, "/library"),
    }
    return tool_answer(f"What {listener.name} played on {content['day']} (plays)", content)


def day_of(text: str | None, now: float) -> tuple[int, int]:
    """Return the month and day of `MM-DD` or a date, without one of today. Raises BadRequest."""
    if text is None:
        today = date_of(int(now))
        return today.month, today.day
    found = _DAY.fullmatch(text)
    try:
        day = date(_LEAP_YEAR, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise BadRequest("Invalid parameters - date must be a day of the year such as 02-17")
    return day.month, day.day


def day_facts(listening: Listening, window: Window, new_artists: list[str]) -> dict[str, Any]:
    """Return a day's plays, its most played artist and track, and artists played first on it."""
    counts = Counts(listening, window)
    tracks = [title_of(row.artist, row.name) for row in counts.rows("track", 0, 1)]
    artists = [row.name for row in counts.rows("artist", 0, 1)]
    return {
        "plays": counts.scrobbles,
        "top_artist": artists[0] if artists else None,
        "top_track": tracks[0] if tracks else None,
        "new_artists": new_artists[:_FIRST_PLAYS] or None,
    }


ON_THIS_DAY: Final = Tool(
    name="on_this_day",
    title="On this day",
    description="What the own user played on a day of the year, in each year: plays, top artist and"
    " track, artists played for the first time.",
    parameters=OnThisDayInput,
    answer={
        "rows": [
            {
                "year": NUMBER,
                "plays": NUMBER,
                "top_artist": TEXT,
                "top_track": TEXT,
                "new_artists": [TEXT],
            }
        ],
        "day": TEXT,
        **USER,
        **PARTIAL,
        **SOURCE,
    },
    run=_on_this_day,
)
