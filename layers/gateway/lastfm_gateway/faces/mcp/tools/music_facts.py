"""Facts of an artist, album or track in Last.fm's answers. Pure.

Every function raises UpstreamFault (502) on a malformed response.
"""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.faces.mcp.tools.lastfm_rows import artist_of, names_of, number, require_text
from lastfm_gateway.faces.mcp.tools.plain_text import without_html
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault

#: The most tags, similar artists and tracks of an answer.
_TAGS: Final = 5
_SIMILAR: Final = 5
_TRACKS: Final = 30

_MS_PER_SECOND: Final = 1000


@malformed_is_upstream_fault()
def artist_facts(artist: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of an artist."""
    stats = artist.get("stats", {})
    return {
        "name": require_text(artist["name"]),
        "tags": _names_in(artist.get("tags"), "tag")[:_TAGS],
        "similar_artists": _names_in(artist.get("similar"), "artist")[:_SIMILAR],
        "listeners": number(stats.get("listeners")),
        "plays": number(stats.get("playcount")),
        "user_plays": number(stats.get("userplaycount")),
        "about": _about(artist.get("bio")),
    }


@malformed_is_upstream_fault()
def album_facts(album: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of an album."""
    tracks = (album.get("tracks") or {}).get("track", [])
    return {
        "artist": artist_of(album),
        "name": require_text(album["name"]),
        "tracks": [
            {
                "rank": rank,
                "name": require_text(track["name"]),
                **({"seconds": seconds} if (seconds := number(track.get("duration"))) else {}),
            }
            for rank, track in enumerate(tracks[:_TRACKS], 1)
        ],
        "total_tracks": len(tracks),
        "tags": _names_in(album.get("tags"), "tag")[:_TAGS],
        "listeners": number(album.get("listeners")),
        "plays": number(album.get("playcount")),
        "user_plays": number(album.get("userplaycount")),
        "about": _about(album.get("wiki")),
    }


@malformed_is_upstream_fault()
def track_facts(track: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a track."""
    milliseconds = number(track.get("duration")) or 0
    loved = number(track.get("userloved"))
    return {
        "artist": artist_of(track),
        "name": require_text(track["name"]),
        "album": (track.get("album") or {}).get("title") or None,
        "seconds": milliseconds // _MS_PER_SECOND or None,
        "tags": _names_in(track.get("toptags"), "tag")[:_TAGS],
        "listeners": number(track.get("listeners")),
        "plays": number(track.get("playcount")),
        "user_plays": number(track.get("userplaycount")),
        "user_loves": None if loved is None else loved > 0,
        "about": _about(track.get("wiki")),
    }


def _names_in(container: Any, kind: str) -> list[str]:
    """Return the names of a list that may be missing. Last.fm sends "" for some empty objects."""
    return names_of((container or {}).get(kind, []))


def _about(wiki: Mapping[str, Any] | None) -> str | None:
    texts = wiki or {}
    return without_html(texts.get("content") or texts.get("summary") or "") or None
