"""The user methods for scrobbles."""

from pydantic import Field

from lastfm_gateway.methods.freshness import MINUTE, always, closed_range
from lastfm_gateway.methods.method import Method, Topic
from lastfm_gateway.methods.parameters import Flag, Name, Paged
from lastfm_gateway.methods.shapes import IMAGES, PAGE, TEXT, TRACK, Shape
from lastfm_gateway.methods.user_subject import Ranged, UserSubject

OF_USER: dict[str, Shape] = {"user": TEXT, **PAGE}
PLAYED: Shape = {"uts": TEXT, "#text": TEXT}
SCROBBLE: Shape = {
    **TRACK,
    "artist": {"mbid": TEXT, "#text": TEXT, "name": TEXT, "image": IMAGES},
    "album": {"mbid": TEXT, "#text": TEXT},
    "date": PLAYED,
    "@attr": {"nowplaying": TEXT},
}


class RecentTracksParameters(UserSubject, Paged, Ranged):
    """Parameters of user.getRecentTracks."""

    extended: Flag = Field(
        0, description="1 includes artist details and whether the user loves the track"
    )


class TrackScrobblesParameters(UserSubject, Paged, Ranged):
    """Parameters of user.getTrackScrobbles."""

    artist: Name = Field(description="Name of the artist", examples=["Radiohead"])
    track: Name = Field(description="Title of the track", examples=["Creep"])


METHODS = (
    Method(
        name="user.getRecentTracks",
        summary="List a user's scrobbles, latest first, and the track now playing",
        parameters=RecentTracksParameters,
        answer={"recenttracks": {"track": [SCROBBLE], "@attr": OF_USER}},
        freshness=always(30),
        shows=(Topic.SCROBBLES, Topic.PLAYING, Topic.LOVES),
        is_hideable=True,
    ),
    Method(
        name="user.getTrackScrobbles",
        summary="List a user's scrobbles of one track",
        parameters=TrackScrobblesParameters,
        answer={"trackscrobbles": {"track": [SCROBBLE], "@attr": OF_USER}},
        freshness=closed_range(5 * MINUTE),
        shows=(Topic.SCROBBLES,),
        is_hideable=True,
    ),
)
