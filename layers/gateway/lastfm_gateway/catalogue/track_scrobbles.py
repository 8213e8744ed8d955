"""user.getTrackScrobbles, which Last.fm does not document: when a user played one track."""

from typing import Final

from pydantic import Field

from lastfm_gateway.catalogue.method import Method
from lastfm_gateway.catalogue.parameters import Name, Paged, Ranged, UserSubject
from lastfm_gateway.catalogue.shapes import PAGE, TEXT, TRACK
from lastfm_gateway.core.freshness import MINUTE, closed_range


class TrackScrobbles(UserSubject, Paged, Ranged):
    """A user's scrobbles of one track, latest first."""

    artist: Name = Field(description="The artist's name", examples=["Radiohead"])
    track: Name = Field(description="The track's title", examples=["Creep"])


TRACK_SCROBBLES: Final = Method(
    name="user.getTrackScrobbles",
    summary="When a user played one track",
    parameters=TrackScrobbles,
    answer={
        "trackscrobbles": {
            "track": [{**TRACK, "date": {"uts": TEXT, "#text": TEXT}}],
            "@attr": {"user": TEXT, **PAGE},
        }
    },
    freshness=closed_range(5 * MINUTE),
)
