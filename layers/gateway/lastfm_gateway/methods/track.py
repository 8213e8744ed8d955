"""The track methods."""

from pydantic import Field

from lastfm_gateway.methods import shapes, track_tagging, track_writes
from lastfm_gateway.methods.freshness import DAY, always, unless_personal
from lastfm_gateway.methods.method import LISTENING, Method, Topic
from lastfm_gateway.methods.parameters import (
    Language,
    Limit,
    Name,
    Paged,
    Parameters,
    User,
)
from lastfm_gateway.methods.shapes import IMAGES, NAMED, SCALAR, TAGS, TEXT, TRACK, WIKI
from lastfm_gateway.methods.track_tagging import TrackSubject


class TrackCorrectionParameters(Parameters):
    """Parameters of track.getCorrection."""

    artist: Name = Field(description="Artist name to correct", examples=["Radiohea"])
    track: Name = Field(description="Track title to correct", examples=["Crep"])


class TrackInfoParameters(TrackSubject):
    """Parameters of track.getInfo.

    Last.fm does not document `lang` for it, but clients send it.
    """

    lang: Language | None = Field(
        None, description="Language of the description, as a two-letter ISO 639 code"
    )
    username: User | None = Field(None, description="Include this user's play count")


class SimilarTracksParameters(TrackSubject):
    """Parameters of track.getSimilar."""

    limit: Limit = Field(50, description="Maximum number of tracks")


class TrackSearchParameters(Paged):
    """Parameters of track.search."""

    track: Name = Field(description="Title to search for", examples=["Creep"])
    artist: Name | None = Field(None, description="Search this artist's tracks only")


METHODS = (
    Method(
        name="track.getCorrection",
        summary="Get the correct spelling of a track's artist and title",
        parameters=TrackCorrectionParameters,
        answer={
            "corrections": {
                "correction": {
                    "track": {"name": TEXT, "mbid": TEXT, "url": TEXT, "artist": NAMED},
                    "@attr": {},
                }
            }
        },
        freshness=always(7 * DAY),
    ),
    Method(
        name="track.getInfo",
        summary="Get a track's album, tags, statistics and description",
        parameters=TrackInfoParameters,
        answer={
            "track": {
                **TRACK,
                "album": {
                    "artist": TEXT,
                    "title": TEXT,
                    "mbid": TEXT,
                    "url": TEXT,
                    "image": IMAGES,
                    "@attr": {"position": TEXT},
                },
                "userplaycount": SCALAR,
                "userloved": SCALAR,
                "toptags": TAGS,
                "wiki": WIKI,
            }
        },
        freshness=unless_personal(DAY),
        shows=(*LISTENING, Topic.LOVES),
    ),
    Method(
        name="track.getSimilar",
        summary="List similar tracks",
        parameters=SimilarTracksParameters,
        answer={
            "similartracks": {
                "track": [{**TRACK, "match": SCALAR}],
                "@attr": {"artist": TEXT},
            }
        },
        freshness=always(7 * DAY),
    ),
    Method(
        name="track.getTopTags",
        summary="List a track's top tags",
        parameters=TrackSubject,
        answer=shapes.top_tags(artist=TEXT, track=TEXT),
        freshness=always(7 * DAY),
    ),
    Method(
        name="track.search",
        summary="Search for tracks by title",
        parameters=TrackSearchParameters,
        answer=shapes.results("track", {**TRACK, "artist": TEXT}),
        freshness=always(DAY),
    ),
    *track_tagging.METHODS,
    *track_writes.METHODS,
)
