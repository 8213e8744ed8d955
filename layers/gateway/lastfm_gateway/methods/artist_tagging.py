"""The tags that a user gives to artists."""

from lastfm_gateway.methods.parameters import ArtistSubject
from lastfm_gateway.methods.tagging import (
    ArtistTarget,
    TagOwnerParameters,
    TagsToAdd,
    TagToRemove,
    tagging_methods,
)


class ArtistTagsParameters(ArtistSubject, TagOwnerParameters):
    """An artist and whose tags to list."""


class AddArtistTagsParameters(ArtistTarget, TagsToAdd):
    """An artist and the tags to give."""


class RemoveArtistTagParameters(ArtistTarget, TagToRemove):
    """An artist and the tag to take back."""


METHODS = tagging_methods(
    "artist", ArtistTagsParameters, AddArtistTagsParameters, RemoveArtistTagParameters
)
