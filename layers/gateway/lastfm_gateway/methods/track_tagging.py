"""The tags that a user gives to tracks."""

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
    """A track and whose tags to list."""


class TrackTarget(ArtistTarget):
    """A track, by artist and title."""

    track: Name = Field(description="The track's title", examples=["Creep"])


class AddTrackTagsParameters(TrackTarget, TagsToAdd):
    """A track and the tags to give."""


class RemoveTrackTagParameters(TrackTarget, TagToRemove):
    """A track and the tag to take back."""


METHODS = tagging_methods(
    "track", TrackTagsParameters, AddTrackTagsParameters, RemoveTrackTagParameters
)
