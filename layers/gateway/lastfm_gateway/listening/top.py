"""A top list as it is answered: rows, pagination, sparklines."""

from collections.abc import Mapping
from typing import Any

from lastfm_gateway.core.listening import buckets as bucketing
from lastfm_gateway.core.listening.buckets import Buckets
from lastfm_gateway.core.listening.ids import Kind
from lastfm_gateway.core.listening.moments import Window, filtered
from lastfm_gateway.core.listening.rows import Row
from lastfm_gateway.listening import artists, lists
from lastfm_gateway.listening.lists import Top
from lastfm_gateway.listening.reader import Reader
from lastfm_gateway.listening.sparklines import Sparklines, first_scrobble


def compose(reader: Reader, kind: Kind, wish: Mapping[str, str]) -> tuple[dict[str, Any], bool]:
    """Return a top list's answer, and whether it is whole. Raises GatewayError and Exhausted."""
    window = filtered(wish.get("date"), wish.get("from"), wish.get("to"), reader.now)
    artist = _artist(reader, wish)
    page, limit = int(wish["page"]), int(wish["limit"])
    top = _top(reader, kind, wish["period"], window, artist, (page, limit))
    lines = None
    if wish["include_sparklines"] == "true":
        lines = Sparklines(reader, kind, top.rows, _buckets(reader, wish["period"], window, top))
        lines.fill()
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


def _artist(reader: Reader, wish: Mapping[str, str]) -> Row | None:
    if "artist_id" in wish:
        return artists.by_id(reader, int(wish["artist_id"]))
    return artists.by_name(reader, wish["artist_name"]) if "artist_name" in wish else None


def _top(  # noqa: PLR0913, PLR0917 (what a list is cut by)
    reader: Reader,
    kind: Kind,
    period: str,
    window: Window | None,
    artist: Row | None,
    cut: tuple[int, int],
) -> Top:
    """Return one page of the list that is asked for."""
    if window is None and artist is None:
        return lists.of_period(reader, kind, period, *cut)
    if window is None:
        rows = lists.whole_period(reader, kind, period)
    else:
        rows = lists.of_range(reader, kind, window)
    return lists.page_of(lists.by_artist(rows, artist.name) if artist else rows, *cut)


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
