"""The tracks that methods are about, and the methods that list, add and remove their tags."""

from typing import ClassVar

from pydantic import Field

from lastfm_gateway.methods.parameters import ArtistSubject, Name
from lastfm_gateway.methods.tagging import (
    ArtistTarget,
    TagOwnerParameters,
    TagsToAdd,
    TagToRemove,
    tagging_methods,
)


class TrackSubject(ArtistSubject):
    """A track, by artist and title or by MusicBrainz ID."""

    named_by: ClassVar[tuple[str, ...]] = ("artist", "track")
    track: Name | None = Field(None, description="Title of the track", examples=["Creep"])


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
