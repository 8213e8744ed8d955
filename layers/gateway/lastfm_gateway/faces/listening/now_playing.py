"""Endpoint of the track that is playing now, asked of Last.fm."""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.faces.listening.endpoints import (
    ALBUM_OF_SCROBBLE,
    NAMED,
    PREFIX,
    TRACK_LINKS,
)
from lastfm_gateway.faces.listening.items import album_item, timestamp, track_links
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.routes import ComposeWithCalls, Query
from lastfm_gateway.faces.listening.rows import largest_image, require_text
from lastfm_gateway.history.listening import TrackNames
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.lastfm.names import identity
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.shapes import FLAG, MAYBE_TEXT, TEXT, Nullable

#: Requests of a user within so many seconds share one call. An older answer is never served, not
#: even while Last.fm fails: it might tell that a track is playing which ended long ago.
_SHARED_FOR: Final = 10

NOW_PLAYING: Final = Endpoint(
    path=PREFIX + "/now-playing",
    operation="listeningNowPlaying",
    summary="The track that is playing now, or else the latest scrobble",
    description="The answer is a few seconds old at most.",
    answer={
        "is_playing": FLAG,
        "track": Nullable(
            {
                "name": TEXT,
                "artist": {**NAMED, "apple_music_url": MAYBE_TEXT},
                "album": ALBUM_OF_SCROBBLE,
                **TRACK_LINKS,
            }
        ),
        "scrobbled_at": MAYBE_TEXT,
    },
)


def now_playing(history: HistoryReader, _query: Query, lastfm: ListeningReader) -> dict[str, Any]:
    """Compose the track that is playing now. The answer is not stored."""
    turn = int(history.now) // _SHARED_FOR
    latest = {"limit": "1", "page": "1"}
    row = _newest_row(lastfm.fetch("user.getRecentTracks", latest, variant=f"turn {turn}"))
    if row is None:
        return {"is_playing": False, "track": None, "scrobbled_at": None}
    at, names = row
    return {
        "is_playing": at is None,
        "track": {
            "name": names.track,
            "artist": {
                "id": identity("artist", names.artist),
                "name": names.artist,
                "apple_music_url": None,
            },
            "album": album_item(names),
            **track_links(names),
        },
        "scrobbled_at": None if at is None else timestamp(at),
    }


@malformed_is_upstream_fault()
def _newest_row(response: Mapping[str, Any]) -> tuple[int | None, TrackNames] | None:
    """Return the first row and its time, None while it is playing; None without any rows."""
    tracks = response["recenttracks"]["track"]
    if not tracks:
        return None
    row = tracks[0]
    is_playing = row.get("@attr", {}).get("nowplaying") == "true"
    names = TrackNames(
        artist=require_text(row["artist"].get("#text") or row["artist"].get("name", "")),
        album=require_text(row.get("album", {}).get("#text", "")),
        track=require_text(row["name"]),
        image=largest_image(row.get("image")) or "",
    )
    return None if is_playing else int(row["date"]["uts"]), names


ANSWERS: Final[dict[Endpoint, ComposeWithCalls]] = {NOW_PLAYING: now_playing}
