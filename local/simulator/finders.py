"""Finds the artist, album, track or user that a call names."""

from local.simulator import corrections
from local.simulator.entities import Album, Artist, Track
from local.simulator.errors import NOT_FOUND, ApiError
from local.simulator.method import Call
from local.simulator.people import Person

_NO_ARTIST = "The artist you supplied could not be found"


def artist_of(call: Call) -> Artist:
    """Find the artist by mbid, else by name, corrected with autocorrect=1. Error 6 if unknown."""
    if call.get("mbid"):
        artist = call.world.catalogue.by_mbid(Artist, call.get("mbid"))
    else:
        artist = call.world.catalogue.artist(artist_name(call))
    if artist is None:
        raise ApiError(6, _NO_ARTIST)
    return artist


def artist_name(call: Call) -> str:
    """Return the artist's name, corrected with autocorrect=1."""
    name = call.get("artist")
    return corrections.artist(name) if call.flag("autocorrect") else name


def album_of(call: Call) -> Album:
    """Find the album by mbid, else by artist and name. Error 6 if unknown."""
    if call.get("mbid"):
        album = call.world.catalogue.by_mbid(Album, call.get("mbid"))
    else:
        album = call.world.catalogue.album(artist_name(call), call.get("album"))
    if album is None:
        raise ApiError(6, "Album not found", status=NOT_FOUND if call.method.newer else None)
    return album


def track_or_none(call: Call) -> Track | None:
    """Find the track by mbid, else by artist and name; None if unknown."""
    if call.get("mbid"):
        return call.world.catalogue.by_mbid(Track, call.get("mbid"))
    artist, name = artist_name(call), call.get("track")
    if call.flag("autocorrect"):
        name = corrections.track(artist, name)
    return call.world.catalogue.track(artist, name)


def track_of(call: Call) -> Track:
    """Find the track. Error 6 if unknown."""
    track = track_or_none(call)
    if track is None:
        raise ApiError(6, "Track not found")
    return track


def person_of(call: Call, parameter: str = "user") -> Person:
    """Find the user of a parameter, by default the caller. Error 6 if unknown."""
    name = call.get(parameter)
    if not name and call.caller is not None:
        return call.caller
    person = call.world.people.get(name.casefold())
    if person is None:
        raise ApiError(6, "User not found", status=NOT_FOUND if call.method.newer else None)
    return person


def viewer_of(call: Call) -> Person | None:
    """Find the user of `username`, whose own counts the response includes; None without it."""
    return person_of(call, "username") if call.get("username") else None
