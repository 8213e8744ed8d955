"""The tags that a user gives to tracks."""

from pydantic import Field

from lastfm_gateway.methods.parameters import Name, TrackSubject
from lastfm_gateway.methods.tagging import Artist, Many, One, Whose, methods_of


class TagsOfTrack(TrackSubject, Whose):
    """A track and whose tags to list."""


class Track(Artist):
    """A track, by artist and title."""

    track: Name = Field(description="The track's title", examples=["Creep"])


class AddToTrack(Track, Many):
    """A track and the tags to give."""


class RemoveFromTrack(Track, One):
    """A track and the tag to take back."""


METHODS = methods_of("track", TagsOfTrack, AddToTrack, RemoveFromTrack)
