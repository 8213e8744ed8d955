"""Composes a top list's answer: rows, pagination, details, sparklines."""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.faces.listening import artists, lists
from lastfm_gateway.faces.listening.details import Detail, Details
from lastfm_gateway.faces.listening.images import image_object
from lastfm_gateway.faces.listening.lists import TopPage
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.rows import Row
from lastfm_gateway.faces.listening.scrobble_pages import ScrobblePages
from lastfm_gateway.faces.listening.sparklines import Sparklines, first_scrobble
from lastfm_gateway.faces.listening.windows import parse_window
from lastfm_gateway.history.buckets import Buckets, buckets_of_period, buckets_of_range
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind, identity
from lastfm_gateway.methods.freshness import DAY, HOUR

#: How long an answer with missing details stays fresh, in seconds. Meanwhile repeated requests
#: cost no calls.
PARTIAL_FRESH_FOR: Final = 60

#: The longest that any answer stays fresh, in seconds.
MAX_FRESH_FOR: Final = 30 * DAY

#: The validated parameters of a request.
type Query = Mapping[str, str]


def compose(reader: ListeningReader, kind: EntityKind, query: Query) -> tuple[dict[str, Any], int]:
    """Return a top list's answer, and the most seconds that it stays fresh.

    The answer is `{"period", "data": [row, ...], "pagination"}`, tracks with `"artist_id"`; see
    `endpoints`. Raises GatewayError and RequestCallsSpent.
    """
    window = _window(reader, query)
    artist = _artist(reader, query)
    scrobbles = ScrobblePages(reader)
    top = _top(reader, scrobbles, kind, query, artist)
    sparklines = None
    if query["include_sparklines"] == "true":
        buckets = _buckets(reader, query["period"], window, top)
        sparklines = Sparklines(reader, scrobbles, kind, top, buckets)
        sparklines.fill()
    details = _details(reader, kind, top, sparklines)
    page, limit = int(query["page"]), int(query["limit"])
    first = (page - 1) * limit + 1
    answer = {
        "period": window.isoformat() if window else query["period"],
        **({"artist_id": artist.id if artist else None} if kind == "track" else {}),
        "data": [_item(rank, row, details, sparklines) for rank, row in enumerate(top.rows, first)],
        "pagination": {
            "page": page,
            "limit": limit,
            "total": top.total,
            "total_pages": -(-top.total // limit),
        },
    }
    if sparklines and sparklines.partial:
        return answer, 0
    fresh_for = _fresh_for(window, reader.now)
    return answer, min(fresh_for, PARTIAL_FRESH_FOR) if details.partial else fresh_for


def _fresh_for(window: Window | None, now: float) -> int:
    """Return the most seconds that an answer stays fresh: long if its range is over.

    Otherwise an hour, and not past midnight: then a period's sparklines shift, and a range that is
    open to the end of today grows.
    """
    if window is not None and window.end <= now:
        return MAX_FRESH_FOR
    return min(HOUR, DAY - int(now) % DAY)


def _artist(reader: ListeningReader, query: Query) -> Row | None:
    if "artist_id" in query:
        return artists.find_by_id(reader, int(query["artist_id"]))
    if "artist_name" in query:
        return artists.find_by_name(reader, query["artist_name"])
    return None


def _top(
    reader: ListeningReader,
    scrobbles: ScrobblePages,
    kind: EntityKind,
    query: Query,
    artist: Row | None,
) -> TopPage:
    """Return the requested page of the requested list."""
    window, page, limit = _window(reader, query), int(query["page"]), int(query["limit"])
    if window is not None:
        rows = lists.rows_of_range(reader, scrobbles, kind, window)
    elif artist is not None:
        rows = lists.rows_of_period(reader, kind, query["period"])
    else:
        return lists.page_of_period(reader, kind, query["period"], page, limit)
    return lists.cut_page(rows, artist, page, limit)


def _window(reader: ListeningReader, query: Query) -> Window | None:
    return parse_window(query.get("date"), query.get("from"), query.get("to"), reader.now)


def _buckets(reader: ListeningReader, period: str, window: Window | None, top: TopPage) -> Buckets:
    """Return the buckets of the list's range. None lie before the first scrobble."""
    if not top.rows:
        return Buckets("day", ())
    if window is None:
        first = first_scrobble(reader) if period == "overall" else None
        return buckets_of_period(period, reader.now, first)
    start = window.start or first_scrobble(reader) or 0
    return buckets_of_range(Window(start, window.end))


def _details(
    reader: ListeningReader, kind: EntityKind, top: TopPage, sparklines: Sparklines | None
) -> Details:
    details = Details(reader, kind, top.rows)
    if sparklines is None:
        details.fill({}, reader.calls_left())
    else:
        at_most = 0 if sparklines.partial else reader.optional_calls_left()
        details.fill(sparklines.played, at_most)
    return details


def _item(rank: int, row: Row, details: Details, sparklines: Sparklines | None) -> dict[str, Any]:
    detail = details.of(row)
    item: dict[str, Any] = {
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
    return item if sparklines is None else {**item, "sparkline": sparklines.of(row)}


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
