"""The artist family."""

from pydantic import Field

from lastfm_gateway.methods import artist_tagging, shapes
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


class ArtistCorrectionParameters(Parameters):
    """A name that may be misspelled."""

    artist: Name = Field(description="The name to put right", examples=["Radiohea"])


class ArtistInfoParameters(ArtistSubject):
    """An artist, the language of the biography, and whose plays to count."""

    lang: Language = Field("en", description="Language of the biography, ISO 639 alpha-2")
    username: User | None = Field(None, description="The user whose plays are counted too")


class SimilarArtistsParameters(ArtistSubject):
    """An artist and how many neighbours to list."""

    limit: Limit = Field(50, description="How many similar artists to list")


class PagedArtistParameters(ArtistSubject, Paged):
    """An artist's list, page by page."""


class ArtistSearchParameters(Paged):
    """A name to look for."""

    artist: Name = Field(description="The name to look for", examples=["Radio"])


METHODS = (
    Method(
        name="artist.getCorrection",
        summary="The right spelling of an artist's name",
        parameters=ArtistCorrectionParameters,
        answer={"corrections": {"correction": {"artist": NAMED, "@attr": {}}}},
        freshness=always(7 * DAY),
    ),
    Method(
        name="artist.getInfo",
        summary="An artist's biography, statistics, tags and similar artists",
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
        summary="Artists similar to an artist",
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
        summary="An artist's albums, most played first",
        parameters=PagedArtistParameters,
        answer={"topalbums": {"album": [ALBUM], "@attr": {"artist": TEXT, **PAGE}}},
        freshness=always(DAY),
    ),
    Method(
        name="artist.getTopTags",
        summary="The tags given to an artist most often",
        parameters=ArtistSubject,
        answer=shapes.top_tags(artist=TEXT),
        freshness=always(7 * DAY),
    ),
    Method(
        name="artist.getTopTracks",
        summary="An artist's tracks, most played first",
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
        summary="Artists whose names match",
        parameters=ArtistSearchParameters,
        answer=shapes.results("artist", ARTIST),
        freshness=always(DAY),
    ),
    *artist_tagging.METHODS,
)
