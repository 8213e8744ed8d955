"""The tags that a user gives to artists, albums and tracks: the same three methods of each."""

from pydantic import Field

from lastfm_gateway.catalogue.method import Auth, Method, Topic
from lastfm_gateway.catalogue.parameters import (
    AlbumSubject,
    ArtistSubject,
    Name,
    Parameters,
    Secret,
    Session,
    Tag,
    Tags,
    TrackSubject,
    User,
)
from lastfm_gateway.catalogue.shapes import NOTHING, OWN_TAGS
from lastfm_gateway.core.freshness import MINUTE, NEVER, always


class Whose(Parameters):
    """Whose tags: a named user's, or those of the session's own user."""

    either = ("user", "sk")
    user: User | None = Field(None, description="The user's name", examples=["rj"])
    sk: Secret | None = Field(None, description="The user's session key, instead of the name")


class TagsOfArtist(ArtistSubject, Whose):
    """An artist and whose tags to list."""


class TagsOfAlbum(AlbumSubject, Whose):
    """An album and whose tags to list."""


class TagsOfTrack(TrackSubject, Whose):
    """A track and whose tags to list."""


class Artist(Session):
    """An artist, by name."""

    artist: Name = Field(description="The artist's name", examples=["Radiohead"])


class Album(Artist):
    """An album, by artist and title."""

    album: Name = Field(description="The album's title", examples=["OK Computer"])


class Track(Artist):
    """A track, by artist and title."""

    track: Name = Field(description="The track's title", examples=["Creep"])


class Many(Parameters):
    """Tags to give."""

    tags: Tags = Field(description="At most ten tags, separated by commas", examples=["rock,90s"])


class One(Parameters):
    """A tag to take back."""

    tag: Tag = Field(description="The tag's name", examples=["rock"])


class AddToArtist(Artist, Many):
    """An artist and the tags to give."""


class AddToAlbum(Album, Many):
    """An album and the tags to give."""


class AddToTrack(Track, Many):
    """A track and the tags to give."""


class RemoveFromArtist(Artist, One):
    """An artist and the tag to take back."""


class RemoveFromAlbum(Album, One):
    """An album and the tag to take back."""


class RemoveFromTrack(Track, One):
    """A track and the tag to take back."""


def _methods(
    family: str, whose: type[Parameters], add: type[Parameters], remove: type[Parameters]
) -> tuple[Method, ...]:
    article = "an" if family[0] == "a" else "a"
    return (
        Method(
            name=f"{family}.getTags",
            summary=f"The tags that a user gave {article} {family}",
            parameters=whose,
            answer=OWN_TAGS,
            freshness=always(5 * MINUTE),
            shows=(Topic.TAGS,),
        ),
        _write(f"{family}.addTags", f"Gives {article} {family} tags", add),
        _write(f"{family}.removeTag", f"Takes a tag back from {article} {family}", remove),
    )


def _write(name: str, summary: str, parameters: type[Parameters]) -> Method:
    return Method(
        name=name,
        summary=summary,
        parameters=parameters,
        answer=NOTHING,
        freshness=NEVER,
        auth=Auth.SESSION,
        verb="POST",
        changes=Topic.TAGS,
    )


OF_ARTIST = _methods("artist", TagsOfArtist, AddToArtist, RemoveFromArtist)
OF_ALBUM = _methods("album", TagsOfAlbum, AddToAlbum, RemoveFromAlbum)
OF_TRACK = _methods("track", TagsOfTrack, AddToTrack, RemoveFromTrack)
