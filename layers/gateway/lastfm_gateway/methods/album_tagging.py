"""The methods that list, add and remove a user's tags on albums."""

from pydantic import Field

from lastfm_gateway.methods.parameters import AlbumSubject, Name
from lastfm_gateway.methods.tagging import (
    ArtistTarget,
    TagOwnerParameters,
    TagsToAdd,
    TagToRemove,
    tagging_methods,
)


class AlbumTagsParameters(AlbumSubject, TagOwnerParameters):
    """Parameters of album.getTags."""


class AlbumTarget(ArtistTarget):
    """The album that a write is about, by artist and title."""

    album: Name = Field(description="Title of the album", examples=["OK Computer"])


class AddAlbumTagsParameters(AlbumTarget, TagsToAdd):
    """Parameters of album.addTags."""


class RemoveAlbumTagParameters(AlbumTarget, TagToRemove):
    """Parameters of album.removeTag."""


METHODS = tagging_methods(
    "album", AlbumTagsParameters, AddAlbumTagsParameters, RemoveAlbumTagParameters
)
