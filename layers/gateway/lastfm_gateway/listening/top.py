"""A top list as it is answered: rows, pagination, sparklines."""

from collections.abc import Mapping
from typing import Any

from lastfm_gateway.core.listening import buckets as bucketing
from lastfm_gateway.core.listening.buckets import Buckets
from lastfm_gateway.core.listening.ids import Kind
from lastfm_gateway.core.listening.moments import Window, filtered
from lastfm_gateway.core.listening.rows import Row
from lastfm_gateway.listening import artists, lists
from lastfm_gateway.listening.history import History
from lastfm_gateway.listening.lists import Top
from lastfm_gateway.listening.reader import Reader
from lastfm_gateway.listening.sparklines import Sparklines, first_scrobble

#: The validated parameters of a request.
type Wish = Mapping[str, str]


def compose(reader: Reader, kind: Kind, wish: Wish) -> tuple[dict[str, Any], bool]:
    """Return a top list's answer, and whether it is whole. Raises GatewayError and Exhausted."""
    window = _window(reader, wish)
    artist = _artist(reader, wish)
    history = History(reader)
    top = _top(reader, history, kind, wish, artist)
    lines = None
    if wish["include_sparklines"] == "true":
        buckets = _buckets(reader, wish["period"], window, top)
        lines = Sparklines(reader, history, kind, top, buckets)
        lines.fill()
    page, limit = int(wish["page"]), int(wish["limit"])
    first = (page - 1) * limit + 1
    answer = {
        "period": window.written() if window else wish["period"],
        **({"artist_id": artist.id if artist else None} if kind == "track" else {}),
        "data": [_item(rank, row, lines) for rank, row in enumerate(top.rows, first)],
        "pagination": {
            "page": page,
            "limit": limit,
            "total": top.total,
            "total_pages": -(-top.total // limit),
        },
    }
    return answer, not (lines and lines.partial)


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


def _item(rank: int, row: Row, lines: Sparklines | None) -> dict[str, Any]:
    item: dict[str, Any] = {
        "rank": rank,
        "id": row.id,
        "name": row.name,
        "detail": "" if row.kind == "artist" else row.artist,
        "playcount": row.plays,
        **({"genre": ""} if row.kind == "artist" else {}),
        "image": row.image,
        "url": row.url,
        "apple_music_url": None,
        **({"preview_url": None} if row.kind == "track" else {}),
    }
    return item if lines is None else {**item, "sparkline": lines.of(row)}
