"""Composes a top list's answer: rows, pagination, details, sparklines."""

from array import array
from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.errors import BadRequest, GatewayError
from lastfm_gateway.faces.listening import artists, lists
from lastfm_gateway.faces.listening.details import Detail, Details
from lastfm_gateway.faces.listening.images import image_object
from lastfm_gateway.faces.listening.lists import TopPage
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.routes import Query
from lastfm_gateway.faces.listening.rows import TopRow
from lastfm_gateway.faces.listening.sparklines import buckets_of, sparklines
from lastfm_gateway.history import counts
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.date_ranges import parse_window
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind, identity
from lastfm_gateway.methods.freshness import DAY, HOUR

#: How long an answer with missing details stays fresh, in seconds. Meanwhile repeated requests
#: cost no calls.
PARTIAL_FRESH_FOR: Final = 60

#: Days of scrobbles that hold all of a period's list and of its sparklines.
_DAYS: Final = {"7day": 7, "1month": 31, "3month": 92, "6month": 184, "12month": 366}

#: Days of scrobbles that details are taken from, at most. All scrobbles would take long to read.
_DAYS_OF_DETAILS: Final = _DAYS["12month"]

_NOTHING: Final = Listening(array("I"), array("I"), {}, Window(0, 0))


def compose(
    kind: EntityKind, history: HistoryReader, query: Query, reader: ListeningReader
) -> dict[str, Any]:
    """Return a top list's answer: `{"period", "data": [row, ...], "pagination"}`; see `endpoints`.

    Tracks have `"artist_id"` too. Raises GatewayError and RequestCallsSpent.
    """
    if "artist_id" in query and "artist_name" in query:
        raise BadRequest("Pass either artist_id or artist_name, not both.")
    window = parse_window(query.get("date"), query.get("from"), query.get("to"), reader.now)
    if window is None or window.end > reader.now:
        reader.expire_within(HOUR)
    artist = _artist(reader, query)
    page, limit = int(query["page"]), int(query["limit"])
    if window is None:
        top = _of_period(reader, kind, query, artist)
        listening = _of_rows(history, kind, query) if top.rows else _NOTHING
        played = Counts(listening)
    else:
        listening = _read(history, window)
        played = Counts(listening)
        top = lists.page_of_counts(played, kind, artist, page, limit)
    counted = {row: found for row in top.rows if (found := played.row(kind, *row.names))}
    rows = _rows(history, kind, query, reader, top, counted)
    if query["include_sparklines"] == "true":
        buckets = buckets_of(window, query["period"], listening, reader.now)
        points = sparklines(listening, top.rows, counted, buckets)
        rows = [
            {**item, "sparkline": points[row]} for row, item in zip(top.rows, rows, strict=True)
        ]
    return {
        "period": window.isoformat() if window else query["period"],
        **({"artist_id": artist.id if artist else None} if kind == "track" else {}),
        "data": rows,
        "pagination": {
            "page": page,
            "limit": limit,
            "total": top.total,
            "total_pages": -(-top.total // limit),
        },
    }


def _artist(reader: ListeningReader, query: Query) -> TopRow | None:
    if "artist_id" in query:
        return artists.find_by_id(reader, int(query["artist_id"]))
    if "artist_name" in query:
        return artists.find_by_name(reader, query["artist_name"])
    return None


def _of_period(
    reader: ListeningReader, kind: EntityKind, query: Query, artist: TopRow | None
) -> TopPage:
    """Return the requested page of a period's list."""
    period, page, limit = query["period"], int(query["page"]), int(query["limit"])
    if artist is None:
        return lists.page_of_period(reader, kind, period, page, limit)
    return lists.page_of_artist(lists.rows_of_period(reader, kind, period), artist, page, limit)


def _read(history: HistoryReader, window: Window) -> Listening:
    """Return the scrobbles of a window up to now."""
    end = min(window.end, int(history.now) + 1)
    return history.read(Window(window.start, end)) if window.start < end else _NOTHING


def _of_rows(history: HistoryReader, kind: EntityKind, query: Query) -> Listening:
    """Return the scrobbles that a period's page needs: for sparklines all, else for details only.

    Details are optional: without them the list is the answer.
    """
    end, days = int(history.now) + 1, _DAYS.get(query["period"])
    if query["include_sparklines"] == "true":
        return history.read(Window(end - days * DAY if days else 0, end))
    if kind == "artist":
        return _NOTHING
    try:
        return history.read(Window(end - (days or _DAYS_OF_DETAILS) * DAY, end), optional=True)
    except GatewayError:
        return _NOTHING


def _rows(  # noqa: PLR0913, PLR0917 (what its details depend on)
    history: HistoryReader,
    kind: EntityKind,
    query: Query,
    reader: ListeningReader,
    top: TopPage,
    counted: Mapping[TopRow, counts.Row],
) -> list[dict[str, Any]]:
    """Return the page's rows, with details as far as they are known by now."""
    at_most = reader.calls_left()
    if query["include_sparklines"] == "true":
        at_most = reader.few_calls_left()
    details = Details(reader, kind, top.rows)
    details.fill(counted, 0 if history.is_partial else at_most)
    if details.partial:
        reader.expire_within(PARTIAL_FRESH_FOR)
    first = (int(query["page"]) - 1) * int(query["limit"]) + 1
    return [_item(rank, row, details.of(row)) for rank, row in enumerate(top.rows, first)]


def _item(rank: int, row: TopRow, detail: Detail) -> dict[str, Any]:
    return {
        "rank": rank,
        "id": row.id,
        "name": row.name,
        "detail": "" if row.kind == "artist" else row.artist,
        "playcount": row.plays,
        **({"genre": detail.genre} if row.kind == "artist" else {}),
        "image": image_object(detail.image),
        "url": row.url,
        "apple_music_url": None,
        **(_track_fields(detail) if row.kind == "track" else {}),
    }


def _track_fields(detail: Detail) -> dict[str, Any]:
    """Return the fields that only tracks have. Last.fm knows no years and no album lengths."""
    return {
        "preview_url": None,
        "album_id": identity("album", *detail.album) if detail.album else None,
        "album_name": detail.album[1] if detail.album else None,
        "album_apple_music_url": None,
        "album_released_year": None,
        "album_total_tracks": None,
    }
