"""The album methods."""

from typing import ClassVar

from pydantic import Field

from lastfm_gateway.methods import shapes
from lastfm_gateway.methods.freshness import DAY, always, unless_personal
from lastfm_gateway.methods.method import LISTENING, Method
from lastfm_gateway.methods.parameters import ArtistSubject, Language, Name, Paged, User
from lastfm_gateway.methods.shapes import ALBUM, NAMED, RANK, SCALAR, TAGS, TEXT, WIKI
from lastfm_gateway.methods.tagging import (
    ArtistTarget,
    TagOwnerParameters,
    TagsToAdd,
    TagToRemove,
    tagging_methods,
)


class AlbumSubject(ArtistSubject):
    """An album, by artist and title or by MusicBrainz ID."""

    named_by: ClassVar[tuple[str, ...]] = ("artist", "album")
    album: Name | None = Field(None, description="Title of the album", examples=["OK Computer"])


class AlbumInfoParameters(AlbumSubject):
    """Parameters of album.getInfo."""

    username: User | None = Field(None, description="Include this user's play count")
    lang: Language = Field(
        "en", description="Language of the description, as a two-letter ISO 639 code"
    )


class AlbumSearchParameters(Paged):
    """Parameters of album.search."""

    album: Name = Field(description="Title to search for", examples=["OK Computer"])


class AlbumTagsParameters(AlbumSubject, TagOwnerParameters):
    """Parameters of album.getTags."""


class AlbumTarget(ArtistTarget):
    """The album that a write is about, by artist and title."""

    album: Name = Field(description="Title of the album", examples=["OK Computer"])


class AddAlbumTagsParameters(AlbumTarget, TagsToAdd):
    """Parameters of album.addTags."""


class RemoveAlbumTagParameters(AlbumTarget, TagToRemove):
    """Parameters of album.removeTag."""


METHODS = (
    Method(
        name="album.getInfo",
        summary="Get an album's tracks, tags, statistics and description",
        parameters=AlbumInfoParameters,
        answer={
            "album": {
                **ALBUM,
                "artist": TEXT,
                "userplaycount": SCALAR,
                "tracks": {
                    "track": [
                        {
                            "name": TEXT,
                            "url": TEXT,
                            "duration": SCALAR,
                            "artist": NAMED,
                            "@attr": RANK,
                        }
                    ]
                },
                "tags": TAGS,
                "wiki": WIKI,
            }
        },
        freshness=unless_personal(DAY),
        shows=LISTENING,
    ),
    Method(
        name="album.getTopTags",
        summary="List an album's top tags",
        parameters=AlbumSubject,
        answer=shapes.top_tags(artist=TEXT, album=TEXT),
        freshness=always(7 * DAY),
    ),
    Method(
        name="album.search",
        summary="Search for albums by title",
        parameters=AlbumSearchParameters,
        answer=shapes.results("album", {**ALBUM, "artist": TEXT}),
        freshness=always(DAY),
    ),
    *tagging_methods(
        "album", AlbumTagsParameters, AddAlbumTagsParameters, RemoveAlbumTagParameters
    ),
)
