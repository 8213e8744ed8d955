"""The latest scrobbles of a user, as flat rows. Pure."""

from collections.abc import Sequence
from itertools import islice
from typing import Any

from lastfm_gateway.faces.nowplaying.flat import iso_time, title_line, user_url
from lastfm_gateway.history.listening import TrackNames, in_columns
from lastfm_gateway.history.newest_page import LatestScrobbles
from lastfm_gateway.history.overlay import OwnListen, overlaid
from lastfm_gateway.lastfm.names import page_url


def recent(
    user: str, latest: LatestScrobbles, own: Sequence[OwnListen], fence: int, limit: int
) -> dict[str, Any]:
    """Return the newest rows: Last.fm's page with the own listens that it lacks.

    `fence`: when the page was requested, in unix milliseconds.
    """
    stored = in_columns(latest.scrobbles, latest.window)
    listening = overlaid(stored, own, fence, None)
    newest = zip(reversed(listening.times), reversed(listening.ids), strict=True)
    rows = [_row(at, listening.names[track]) for at, track in islice(newest, limit)]
    return {"user": user, "user_url": user_url(user), "count": len(rows), "tracks": rows}


def _row(at: int, names: TrackNames) -> dict[str, Any]:
    return {
        "title": names.track,
        "artist": names.artist,
        "album": names.album,
        "text": title_line(names),
        "image": names.image,
        "url": page_url("track", names.artist, names.track),
        "artist_url": page_url("artist", names.artist, ""),
        "played_at": iso_time(at),
        "played_at_unix": at,
    }
