"""A top list as it is answered: rows, pagination, sparklines."""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.faces.listening import artists, lists
from lastfm_gateway.faces.listening import buckets as bucketing
from lastfm_gateway.faces.listening.buckets import Buckets
from lastfm_gateway.faces.listening.details import Detail, Details
from lastfm_gateway.faces.listening.ids import Kind, identity
from lastfm_gateway.faces.listening.images import image_object
from lastfm_gateway.faces.listening.lists import Top
from lastfm_gateway.faces.listening.reader import Reader
from lastfm_gateway.faces.listening.rows import Row
from lastfm_gateway.faces.listening.scrobble_pages import History
from lastfm_gateway.faces.listening.sparklines import Sparklines, first_scrobble
from lastfm_gateway.faces.listening.windows import DAY, Window, filtered
from lastfm_gateway.methods.freshness import HOUR

#: How long an answer is kept whose look-ups are not all done, so that asking again costs nothing
#: while they may not be made, and the longest that any is kept. Seconds.
BRIEFLY: Final = 60
LONG: Final = 30 * DAY

#: The validated parameters of a request.
type Wish = Mapping[str, str]


def compose(reader: Reader, kind: Kind, wish: Wish) -> tuple[dict[str, Any], int]:
    """Return a top list's answer, and for how long it may be kept at most, in seconds.

    Raises GatewayError and Exhausted.
    """
    window = _window(reader, wish)
    artist = _artist(reader, wish)
    history = History(reader)
    top = _top(reader, history, kind, wish, artist)
    lines = None
    if wish["include_sparklines"] == "true":
        buckets = _buckets(reader, wish["period"], window, top)
        lines = Sparklines(reader, history, kind, top, buckets)
        lines.fill()
    details = _details(reader, kind, top, lines)
    page, limit = int(wish["page"]), int(wish["limit"])
    first = (page - 1) * limit + 1
    answer = {
        "period": window.written() if window else wish["period"],
        **({"artist_id": artist.id if artist else None} if kind == "track" else {}),
        "data": [_item(rank, row, details, lines) for rank, row in enumerate(top.rows, first)],
        "pagination": {
            "page": page,
            "limit": limit,
            "total": top.total,
            "total_pages": -(-top.total // limit),
        },
    }
    if lines and lines.partial:
        return answer, 0
    longest = _moves_on(window, reader.now)
    return answer, min(longest, BRIEFLY) if details.partial else longest


def _moves_on(window: Window | None, now: float) -> int:
    """Return for how many seconds an answer means the same: one that ends later, a part of today.

    At midnight a period's sparklines move on, and so does a range that is open to the end of today.
    """
    if window is not None and window.end <= now:
        return LONG
    return min(HOUR, DAY - int(now) % DAY)


def _artist(reader: Reader, wish: Wish) -> Row | None:
    if "artist_id" in wish:
        return artists.by_id(reader, int(wish["artist_id"]))
    return artists.by_name(reader, wish["artist_name"]) if "artist_name" in wish else None


def _top(reader: Reader, history: History, kind: Kind, wish: Wish, artist: Row | None) -> Top:
    """Return one page of the list that is asked for."""
    window, cut = _window(reader, wish), (int(wish["page"]), int(wish["limit"]))
    if window is not None:
        rows = lists.of_range(reader, history, kind, window)
    elif artist is not None:
        rows = lists.whole_period(reader, kind, wish["period"])
    else:
        return lists.of_period(reader, kind, wish["period"], *cut)
    return lists.page_of(rows, artist, *cut)


def _window(reader: Reader, wish: Wish) -> Window | None:
    return filtered(wish.get("date"), wish.get("from"), wish.get("to"), reader.now)


def _buckets(reader: Reader, period: str, window: Window | None, top: Top) -> Buckets:
    """Return the buckets of the list's own range: there are none before the first scrobble."""
    if not top.rows:
        return Buckets("day", ())
    if window is None:
        first = first_scrobble(reader) if period == "overall" else None
        return bucketing.of_period(period, reader.now, first)
    start = window.start or first_scrobble(reader) or 0
    return bucketing.of_range(Window(start, window.end))


def _details(reader: Reader, kind: Kind, top: Top, lines: Sparklines | None) -> Details:
    details = Details(reader, kind, top.rows)
    if lines is None:
        details.fill({}, reader.left())
    else:
        details.fill(lines.played, 0 if lines.partial else reader.to_spare())
    return details


def _item(rank: int, row: Row, details: Details, lines: Sparklines | None) -> dict[str, Any]:
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
        **(_of_track(detail) if row.kind == "track" else {}),
    }
    return item if lines is None else {**item, "sparkline": lines.of(row)}


def _of_track(detail: Detail) -> dict[str, Any]:
    """Return what tracks have beside; Last.fm knows neither years nor how long an album is."""
    return {
        "preview_url": None,
        "album_id": identity("album", *detail.album) if detail.album else None,
        "album_name": detail.album[1] if detail.album else None,
        "album_apple_music_url": None,
        "album_released_year": None,
        "album_total_tracks": None,
    }
