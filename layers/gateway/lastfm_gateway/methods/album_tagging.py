"""The tags that a user gives to albums."""

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
    """An album and whose tags to list."""


class AlbumTarget(ArtistTarget):
    """An album, by artist and title."""

    album: Name = Field(description="The album's title", examples=["OK Computer"])


class AddAlbumTagsParameters(AlbumTarget, TagsToAdd):
    """An album and the tags to give."""


class RemoveAlbumTagParameters(AlbumTarget, TagToRemove):
    """An album and the tag to take back."""


METHODS = tagging_methods(
    "album", AlbumTagsParameters, AddAlbumTagsParameters, RemoveAlbumTagParameters
)
