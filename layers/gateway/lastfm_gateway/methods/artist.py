"""The artist methods."""

from pydantic import Field

from lastfm_gateway.methods import shapes
from lastfm_gateway.methods.freshness import DAY, always, unless_personal
from lastfm_gateway.methods.method import LISTENING, Method
from lastfm_gateway.methods.parameters import (
    ArtistSubject,
    Language,
    Limit,
    Name,
    Paged,
    Parameters,
    User,
)
from lastfm_gateway.methods.shapes import ALBUM, ARTIST, NAMED, PAGE, SCALAR, TAGS, TEXT, WIKI
from lastfm_gateway.methods.tagging import (
    ArtistTarget,
    TagOwnerParameters,
    TagsToAdd,
    TagToRemove,
    tagging_methods,
)


class ArtistCorrectionParameters(Parameters):
    """Parameters of artist.getCorrection."""

    artist: Name = Field(description="Name to correct", examples=["Radiohea"])


class ArtistInfoParameters(ArtistSubject):
    """Parameters of artist.getInfo."""

    lang: Language = Field(
        "en", description="Language of the biography, as a two-letter ISO 639 code"
    )
    username: User | None = Field(None, description="Include this user's play count")


class SimilarArtistsParameters(ArtistSubject):
    """Parameters of artist.getSimilar."""

    limit: Limit = Field(50, description="Maximum number of artists")


class PagedArtistParameters(ArtistSubject, Paged):
    """Parameters of the paged lists of an artist."""


class ArtistSearchParameters(Paged):
    """Parameters of artist.search."""

    artist: Name = Field(description="Name to search for", examples=["Radio"])


class ArtistTagsParameters(ArtistSubject, TagOwnerParameters):
    """Parameters of artist.getTags."""


class AddArtistTagsParameters(ArtistTarget, TagsToAdd):
    """Parameters of artist.addTags."""


class RemoveArtistTagParameters(ArtistTarget, TagToRemove):
    """Parameters of artist.removeTag."""


METHODS = (
    Method(
        name="artist.getCorrection",
        summary="Get the correct spelling of an artist's name",
        parameters=ArtistCorrectionParameters,
        answer={"corrections": {"correction": {"artist": NAMED, "@attr": {}}}},
        freshness=always(7 * DAY),
    ),
    Method(
        name="artist.getInfo",
        summary="Get an artist's biography, statistics, tags and similar artists",
        parameters=ArtistInfoParameters,
        answer={
            "artist": {
                **ARTIST,
                "stats": {"listeners": TEXT, "playcount": TEXT, "userplaycount": SCALAR},
                "similar": {"artist": [ARTIST]},
                "tags": TAGS,
                "bio": WIKI,
            }
        },
        freshness=unless_personal(DAY),
        shows=LISTENING,
    ),
    Method(
        name="artist.getSimilar",
        summary="List similar artists",
        parameters=SimilarArtistsParameters,
        answer={
            "similarartists": {
                "artist": [{**ARTIST, "match": SCALAR}],
                "@attr": {"artist": TEXT},
            }
        },
        freshness=always(7 * DAY),
    ),
    Method(
        name="artist.getTopAlbums",
        summary="List an artist's top albums",
        parameters=PagedArtistParameters,
        answer={"topalbums": {"album": [ALBUM], "@attr": {"artist": TEXT, **PAGE}}},
        freshness=always(DAY),
    ),
    Method(
        name="artist.getTopTags",
        summary="List an artist's top tags",
        parameters=ArtistSubject,
        answer=shapes.top_tags(artist=TEXT),
        freshness=always(7 * DAY),
    ),
    Method(
        name="artist.getTopTracks",
        summary="List an artist's top tracks",
        parameters=PagedArtistParameters,
        answer={
            "toptracks": {
                "track": [shapes.ranked(shapes.TRACK)],
                "@attr": {"artist": TEXT, **PAGE},
            }
        },
        freshness=always(DAY),
    ),
    Method(
        name="artist.search",
        summary="Search for artists by name",
        parameters=ArtistSearchParameters,
        answer=shapes.results("artist", ARTIST),
        freshness=always(DAY),
    ),
    *tagging_methods(
        "artist", ArtistTagsParameters, AddArtistTagsParameters, RemoveArtistTagParameters
    ),
)
