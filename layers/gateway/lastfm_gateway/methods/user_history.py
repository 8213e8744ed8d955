"""What a user played, of the user family."""

from pydantic import Field

from lastfm_gateway.methods.freshness import MINUTE, always, closed_range
from lastfm_gateway.methods.method import Method, Topic
from lastfm_gateway.methods.parameters import Flag, Name, Paged, Ranged, UserSubject
from lastfm_gateway.methods.shapes import IMAGES, PAGE, TEXT, TRACK, Shape

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
    """A user's scrobbles, latest first."""

    extended: Flag = Field(0, description="1 adds the artist's data and whether it is loved")


class TrackScrobblesParameters(UserSubject, Paged, Ranged):
    """A user's scrobbles of one track, latest first."""

    artist: Name = Field(description="The artist's name", examples=["Radiohead"])
    track: Name = Field(description="The track's title", examples=["Creep"])


METHODS = (
    Method(
        name="user.getRecentTracks",
        summary="A user's scrobbles, latest first, and what is playing now",
        parameters=RecentTracksParameters,
        answer={"recenttracks": {"track": [SCROBBLE], "@attr": OF_USER}},
        freshness=always(30),
        shows=(Topic.SCROBBLES, Topic.PLAYING, Topic.LOVES),
    ),
    Method(
        name="user.getTrackScrobbles",
        summary="When a user played one track",
        parameters=TrackScrobblesParameters,
        answer={"trackscrobbles": {"track": [SCROBBLE], "@attr": OF_USER}},
        freshness=closed_range(5 * MINUTE),
        shows=(Topic.SCROBBLES,),
    ),
)
