"""The track family."""

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
    TrackSubject,
    User,
)
from lastfm_gateway.methods.shapes import IMAGES, NAMED, SCALAR, TAGS, TEXT, TRACK, WIKI


class TrackCorrectionParameters(Parameters):
    """A track whose names may be misspelled."""

    artist: Name = Field(description="The artist's name to put right", examples=["Radiohea"])
    track: Name = Field(description="The title to put right", examples=["Crep"])


class TrackInfoParameters(TrackSubject):
    """A track, the language of its description, and whose plays to count.

    Last.fm's documentation names no `lang` here; clients send it all the same.
    """

    lang: Language | None = Field(None, description="Language of the description, ISO 639 alpha-2")
    username: User | None = Field(None, description="The user whose plays are counted too")


class SimilarTracksParameters(TrackSubject):
    """A track and how many neighbours to list."""

    limit: Limit = Field(50, description="How many similar tracks to list")


class TrackSearchParameters(Paged):
    """A title to look for, among one artist's if one is given."""

    track: Name = Field(description="The title to look for", examples=["Creep"])
    artist: Name | None = Field(None, description="Look at this artist's tracks only")


METHODS = (
    Method(
        name="track.getCorrection",
        summary="The right spelling of a track's artist and title",
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
        summary="A track's album, tags, statistics and description",
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
        summary="Tracks similar to a track",
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
        summary="The tags given to a track most often",
        parameters=TrackSubject,
        answer=shapes.top_tags(artist=TEXT, track=TEXT),
        freshness=always(7 * DAY),
    ),
    Method(
        name="track.search",
        summary="Tracks whose titles match",
        parameters=TrackSearchParameters,
        answer=shapes.results("track", {**TRACK, "artist": TEXT}),
        freshness=always(DAY),
    ),
    *track_tagging.METHODS,
    *track_writes.METHODS,
)
