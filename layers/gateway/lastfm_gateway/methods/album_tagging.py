"""The tags that a user gives to albums."""

from pydantic import Field

from lastfm_gateway.methods.parameters import AlbumSubject, Name
from lastfm_gateway.methods.tagging import Artist, Many, One, Whose, methods_of


class TagsOfAlbum(AlbumSubject, Whose):
    """An album and whose tags to list."""


class Album(Artist):
    """An album, by artist and title."""

    album: Name = Field(description="The album's title", examples=["OK Computer"])


class AddToAlbum(Album, Many):
    """An album and the tags to give."""


class RemoveFromAlbum(Album, One):
    """An album and the tag to take back."""


METHODS = methods_of("album", TagsOfAlbum, AddToAlbum, RemoveFromAlbum)
