"""The methods that list, add and remove a user's tags on artists."""

from lastfm_gateway.methods.parameters import ArtistSubject
from lastfm_gateway.methods.tagging import (
    ArtistTarget,
    TagOwnerParameters,
    TagsToAdd,
    TagToRemove,
    tagging_methods,
)


class ArtistTagsParameters(ArtistSubject, TagOwnerParameters):
    """Parameters of artist.getTags."""


class AddArtistTagsParameters(ArtistTarget, TagsToAdd):
    """Parameters of artist.addTags."""


class RemoveArtistTagParameters(ArtistTarget, TagToRemove):
    """Parameters of artist.removeTag."""


METHODS = tagging_methods(
    "artist", ArtistTagsParameters, AddArtistTagsParameters, RemoveArtistTagParameters
)
