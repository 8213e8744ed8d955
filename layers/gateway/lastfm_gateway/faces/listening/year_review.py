"""Endpoint of one year or month in review: its top lists and its months."""

from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.listening.endpoints import (
    IMAGE,
    NAMED,
    PARTIAL,
    PREFIX,
    SPARKLINE,
    TOTALS,
)
from lastfm_gateway.faces.listening.images import image_object
from lastfm_gateway.faces.listening.items import unique_counts
from lastfm_gateway.faces.listening.routes import Query
from lastfm_gateway.history.buckets import buckets_of_range
from lastfm_gateway.history.calendar import date_of
from lastfm_gateway.history.counts import Counts, Row
from lastfm_gateway.history.date_ranges import month_window, year_window
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.history.sparklines import sparkline_points
from lastfm_gateway.history.summaries import Summary, summaries
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Parameters, Switch, whole
from lastfm_gateway.methods.shapes import MAYBE_TEXT, NUMBER, TEXT, Shape

_ROWS: Final = 10


class YearParameters(Parameters):
    """A year, or one of its months."""

    switches: ClassVar[tuple[str, ...]] = ("include_sparklines",)
    refusals: ClassVar[dict[str, str]] = {
        "year": "Invalid year",
        "month": "Invalid month (1-12)",
    }
    year: Annotated[int, Field(ge=1970, le=2105), whole] = Field(
        description="A year up to the next one", examples=[2025]
    )
    month: Annotated[int, Field(ge=1, le=12), whole] | None = Field(
        None, description="Only this month, 1 to 12"
    )
    include_sparklines: Switch = Field(
        "false", description="true or 1 adds each row's plays over time; any other value does not"
    )


_ROW: Final[dict[str, Shape]] = {
    **NAMED,
    "scrobbles": NUMBER,
    "apple_music_url": MAYBE_TEXT,
    "sparkline": SPARKLINE,
}

YEAR: Final = Endpoint(
    path=PREFIX + "/year/{year}",
    operation="listeningYear",
    summary="A year or a month in review",
    description=f"The top {_ROWS} of each kind, and each month of a whole year. `month` is"
    " there only if it was sent. Artists have no images at Last.fm.",
    parameters=YearParameters,
    answer={
        "year": NUMBER,
        "month": NUMBER,
        **TOTALS,
        "top_artists": [{**_ROW, "image": IMAGE}],
        "top_albums": [{**_ROW, "artist": TEXT, "image": IMAGE}],
        "top_tracks": [{**_ROW, "artist": TEXT, "preview_url": MAYBE_TEXT}],
        "monthly": [
            {
                "month": TEXT,
                "scrobbles": NUMBER,
                "unique_artists": NUMBER,
                "unique_albums": NUMBER,
            }
        ],
        **PARTIAL,
    },
)


def year_in_review(history: HistoryReader, query: Query) -> dict[str, Any]:
    """Compose the review of a year, or of one of its months."""
    year, month = int(query["year"]), int(query.get("month", 0))
    if year > date_of(int(history.now)).year + 1:
        raise BadRequest("Invalid year")
    window = month_window(year, month) if month else year_window(year)
    listening = history.read(window)
    counts = Counts(listening)
    months = [] if month else summaries(listening, "month")
    shown = window if query["include_sparklines"] == "true" else None
    return {
        "year": year,
        **({"month": month} if month else {}),
        "total_scrobbles": counts.scrobbles,
        **unique_counts(counts),
        "top_artists": _top(listening, counts, "artist", shown),
        "top_albums": _top(listening, counts, "album", shown),
        "top_tracks": _top(listening, counts, "track", shown),
        "monthly": [_month(summary) for summary in months],
    }


def _top(
    listening: Listening, counts: Counts, kind: EntityKind, window: Window | None
) -> list[dict[str, Any]]:
    """Return the most played rows of a kind, with sparklines over a window if given."""
    rows = counts.rows(kind, 0, _ROWS)
    items = [_item(row) for row in rows]
    if window is not None:
        buckets = buckets_of_range(window)  # the days of a month, the months of a year
        lines = sparkline_points(listening, [row.tracks for row in rows], buckets)
        for item, points in zip(items, lines, strict=True):
            item["sparkline"] = {"granularity": buckets.granularity, "points": points}
    return items


def _item(row: Row) -> dict[str, Any]:
    image = image_object(row.image or None)
    by_kind: dict[EntityKind, dict[str, Any]] = {
        "artist": {"image": None},
        "album": {"artist": row.artist, "image": image},
        "track": {"artist": row.artist, "preview_url": None},
    }
    item = {"id": row.id, "name": row.name, "scrobbles": row.plays, "apple_music_url": None}
    return item | by_kind[row.kind]


def _month(summary: Summary) -> dict[str, Any]:
    return {
        "month": summary.label,
        "scrobbles": summary.scrobbles,
        "unique_artists": summary.artists,
        "unique_albums": summary.albums,
    }
