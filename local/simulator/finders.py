"""Who and what a call is about."""

from local.simulator import corrections
from local.simulator.entities import Album, Artist, Track
from local.simulator.errors import NOT_FOUND, ApiError
from local.simulator.method import Call
from local.simulator.people import Person

_NO_ARTIST = "The artist you supplied could not be found"


def artist_of(call: Call) -> Artist:
    """Find the artist by mbid, else by name, corrected if asked (autocorrect=1)."""
    if call.get("mbid"):
        artist = call.world.catalogue.by_mbid(Artist, call.get("mbid"))
    else:
        artist = call.world.catalogue.artist(artist_name(call))
    if artist is None:
        raise ApiError(6, _NO_ARTIST)
    return artist


def artist_name(call: Call) -> str:
    """Give the artist's name, corrected if asked."""
    name = call.get("artist")
    return corrections.artist(name) if call.flag("autocorrect") else name


def album_of(call: Call) -> Album:
    """Find the album by mbid, else by its artist's name and its own."""
    if call.get("mbid"):
        album = call.world.catalogue.by_mbid(Album, call.get("mbid"))
    else:
        album = call.world.catalogue.album(artist_name(call), call.get("album"))
    if album is None:
        raise ApiError(6, "Album not found", status=NOT_FOUND if call.method.newer else None)
    return album


def track_or_none(call: Call) -> Track | None:
    """Find the track by mbid, else by its artist's name and its own."""
    if call.get("mbid"):
        return call.world.catalogue.by_mbid(Track, call.get("mbid"))
    artist, name = artist_name(call), call.get("track")
    if call.flag("autocorrect"):
        name = corrections.track(artist, name)
    return call.world.catalogue.track(artist, name)


def track_of(call: Call) -> Track:
    """Find the track, or refuse the call."""
    track = track_or_none(call)
    if track is None:
        raise ApiError(6, "Track not found")
    return track


def person_of(call: Call, parameter: str = "user") -> Person:
    """Find the user who is asked about: the named one, else the caller."""
    name = call.get(parameter)
    if not name and call.caller is not None:
        return call.caller
    person = call.world.people.get(name.casefold())
    if person is None:
        raise ApiError(6, "User not found", status=NOT_FOUND if call.method.newer else None)
    return person


def asking_person(call: Call) -> Person | None:
    """Find the user of `username`, whose own counts the answer shall hold, if there is one."""
    return person_of(call, "username") if call.get("username") else None
