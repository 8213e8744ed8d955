"""The methods that love, unlove and scrobble tracks and update what is playing."""

from pydantic import Field

from lastfm_gateway.methods.batch import BatchParameters
from lastfm_gateway.methods.freshness import NEVER
from lastfm_gateway.methods.method import Auth, Method, Topic
from lastfm_gateway.methods.parameters import Flag, Mbid, Name, Number, Parameters, Timestamp
from lastfm_gateway.methods.shapes import NOTHING, NUMBER, PLAY, TEXT, Shape
from lastfm_gateway.methods.track_tagging import TrackTarget

SCROBBLED: Shape = {**PLAY, "timestamp": TEXT}


class TrackDetails(Parameters):
    """Optional details of a played track."""

    album: Name | None = Field(None, description="Title of the album")
    albumArtist: Name | None = Field(None, description="Artist of the album")  # noqa: N815 (Last.fm's name)
    trackNumber: Number | None = Field(None, description="Position on the album")  # noqa: N815 (the same)
    mbid: Mbid | None = Field(None, description="MusicBrainz ID of the track")
    duration: Number | None = Field(None, description="Duration in seconds")
    context: Name | None = Field(
        None, description="Client version, as Last.fm's own clients send it"
    )


class NowPlayingParameters(TrackTarget, TrackDetails):
    """Parameters of track.updateNowPlaying."""


class ScrobbleRow(TrackDetails):
    """One play of a track."""

    artist: Name = Field(description="Name of the artist", examples=["Radiohead"])
    track: Name = Field(description="Title of the track", examples=["Creep"])
    timestamp: Timestamp = Field(
        description="When the track started playing, as Unix time", examples=[1_700_000_000]
    )
    chosenByUser: Flag | None = Field(None, description="0 if a radio chose the track")  # noqa: N815 (the same)
    streamId: Name | None = Field(None, description="Stream ID of a Last.fm radio track")  # noqa: N815 (the same)


class ScrobbleParameters(BatchParameters):
    """Parameters of track.scrobble: up to fifty plays."""

    row = ScrobbleRow


def _write(
    name: str,
    summary: str,
    parameters: type[Parameters],
    changes: Topic,
    answer: dict[str, Shape] = NOTHING,
) -> Method:
    return Method(
        name=name,
        summary=summary,
        parameters=parameters,
        answer=answer,
        freshness=NEVER,
        auth=Auth.SESSION,
        verb="POST",
        changes=changes,
    )


SCROBBLE = _write(
    "track.scrobble",
    "Scrobble up to fifty tracks",
    ScrobbleParameters,
    Topic.SCROBBLES,
    {
        "scrobbles": {
            "scrobble": [SCROBBLED],
            "@attr": {"accepted": NUMBER, "ignored": NUMBER, "queued": NUMBER},
        }
    },
)._replace(is_queueable=True)

METHODS = (
    _write("track.love", "Love a track", TrackTarget, Topic.LOVES),
    _write("track.unlove", "Unlove a track", TrackTarget, Topic.LOVES),
    SCROBBLE,
    _write(
        "track.updateNowPlaying",
        "Set the track a user is playing",
        NowPlayingParameters,
        Topic.PLAYING,
        {"nowplaying": PLAY},
    ),
)
