"""The methods that list, add and remove a user's tags on tracks."""

from pydantic import Field

from lastfm_gateway.methods.parameters import Name, TrackSubject
from lastfm_gateway.methods.tagging import (
    ArtistTarget,
    TagOwnerParameters,
    TagsToAdd,
    TagToRemove,
    tagging_methods,
)


class TrackTagsParameters(TrackSubject, TagOwnerParameters):
    """Parameters of track.getTags."""


class TrackTarget(ArtistTarget):
    """The track that a write is about, by artist and title."""

    track: Name = Field(description="Title of the track", examples=["Creep"])


class AddTrackTagsParameters(TrackTarget, TagsToAdd):
    """Parameters of track.addTags."""


class RemoveTrackTagParameters(TrackTarget, TagToRemove):
    """Parameters of track.removeTag."""


METHODS = tagging_methods(
    "track", TrackTagsParameters, AddTrackTagsParameters, RemoveTrackTagParameters
)
