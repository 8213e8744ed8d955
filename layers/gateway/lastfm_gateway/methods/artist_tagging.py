"""The tags that a user gives to artists."""

from lastfm_gateway.methods.parameters import ArtistSubject
from lastfm_gateway.methods.tagging import Artist, Many, One, Whose, methods_of


class TagsOfArtist(ArtistSubject, Whose):
    """An artist and whose tags to list."""


class AddToArtist(Artist, Many):
    """An artist and the tags to give."""


class RemoveFromArtist(Artist, One):
    """An artist and the tag to take back."""


METHODS = methods_of("artist", TagsOfArtist, AddToArtist, RemoveFromArtist)
