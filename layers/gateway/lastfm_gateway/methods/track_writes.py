"""What a user does with tracks: loves, scrobbles, and what is playing now."""

from pydantic import Field

from lastfm_gateway.methods.batch import BatchParameters
from lastfm_gateway.methods.freshness import NEVER
from lastfm_gateway.methods.method import Auth, Method, Topic
from lastfm_gateway.methods.parameters import Flag, Mbid, Name, Number, Parameters, Timestamp
from lastfm_gateway.methods.shapes import NOTHING, NUMBER, PLAY, TEXT, Shape
from lastfm_gateway.methods.track_tagging import TrackTarget

SCROBBLED: Shape = {**PLAY, "timestamp": TEXT}


class TrackDetails(Parameters):
    """What a player may tell of a track beside its names."""

    album: Name | None = Field(None, description="The album's title")
    albumArtist: Name | None = Field(None, description="The album's artist")  # noqa: N815 (Last.fm's name)
    trackNumber: Number | None = Field(None, description="Place on the album")  # noqa: N815 (the same)
    mbid: Mbid | None = Field(None, description="The track's MusicBrainz id")
    duration: Number | None = Field(None, description="Length in seconds")
    context: Name | None = Field(None, description="The client's version, for its maker")


class NowPlayingParameters(TrackTarget, TrackDetails):
    """A track that has begun to play."""


class ScrobbleRow(TrackDetails):
    """A track that was played, and when."""

    artist: Name = Field(description="The artist's name", examples=["Radiohead"])
    track: Name = Field(description="The track's title", examples=["Creep"])
    timestamp: Timestamp = Field(
        description="When it began to play, unix time", examples=[1_700_000_000]
    )
    chosenByUser: Flag | None = Field(None, description="0 if a radio chose it")  # noqa: N815 (the same)
    streamId: Name | None = Field(None, description="The radio's stream")  # noqa: N815 (the same)


class ScrobbleParameters(BatchParameters):
    """Up to fifty tracks that were played."""

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
    "Adds up to fifty plays to a user's history",
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
    _write("track.love", "Loves a track", TrackTarget, Topic.LOVES),
    _write("track.unlove", "Loves a track no longer", TrackTarget, Topic.LOVES),
    SCROBBLE,
    _write(
        "track.updateNowPlaying",
        "Tells what a user is playing now",
        NowPlayingParameters,
        Topic.PLAYING,
        {"nowplaying": PLAY},
    ),
)
