"""Parses responses of user.getRecentTracks. Pure."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple

from lastfm_gateway.errors import UpstreamError, UpstreamFault
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.lastfm.pictures import is_image

#: Times are stored in 32 bits.
_END_OF_TIME: Final = 1 << 32


#: A page with more malformed rows than this, or than a tenth of them, is malformed as a whole.
_MOST_SKIPPED: Final = 3
_MOST_SKIPPED_OF: Final = 10


class RecentTracks(NamedTuple):
    """A page of scrobbles, newest first, and how many all pages hold together.

    `skipped`: how many rows of the page were left out because they are malformed.
    """

    scrobbles: list[Scrobble]
    total: int
    skipped: int = 0


@malformed_is_upstream_fault()
def parse_recent_tracks(body: bytes) -> RecentTracks:
    """Return a page's scrobbles, without the track that is playing now.

    Single malformed rows are left out: Last.fm lists them for ever. Raises UpstreamFault (502) on a
    malformed response.
    """
    listed = json.loads(body)["recenttracks"]
    rows = [track for track in listed["track"] if "date" in track]
    scrobbles = []
    for row in rows:
        with suppress(UpstreamFault), malformed_is_upstream_fault():
            scrobbles.append(_scrobble(row))
    skipped = len(rows) - len(scrobbles)
    if skipped > max(_MOST_SKIPPED, len(rows) // _MOST_SKIPPED_OF):
        raise ValueError("most rows are malformed")
    return RecentTracks(scrobbles, int(listed["@attr"]["total"]), skipped)


@malformed_is_upstream_fault()
def parse_not_found(body: bytes) -> UpstreamError:
    """Return the error (404) in the response for an unknown user."""
    error = json.loads(body)
    return UpstreamError(error["message"], code=error["error"], status=404)


def _scrobble(track: Mapping[str, Any]) -> Scrobble:
    at = int(track["date"]["uts"])
    if not 0 <= at < _END_OF_TIME:
        raise ValueError("no such time")
    return Scrobble(at, names_of(track))


def names_of(track: Mapping[str, Any]) -> TrackNames:
    """Return a row's names. Raises LookupError, TypeError or ValueError."""
    artist, album = track["artist"], track.get("album", {})
    return TrackNames(
        artist=_text(artist.get("#text") or artist.get("name", "")),
        album=_text(album.get("#text", "")),
        track=_text(track["name"]),
        image=_largest_image(track.get("image")),
    )


def _largest_image(images: Sequence[Mapping[str, Any]] | None) -> str:
    for image in reversed(images or ()):
        if is_image(url := _text(image.get("#text", ""))):
            return url
    return ""


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value
