"""user.getTopArtists, getTopAlbums and getTopTracks, and library.getArtists."""

from local.simulator.entities import Track
from local.simulator.errors import ApiError
from local.simulator.finders import person_of
from local.simulator.method import Call, Method
from local.simulator.paging import page_of
from local.simulator.parts import (
    NO_PICTURE,
    TO_EXTRALARGE,
    TO_MEGA,
    artist_reference_newer,
    images_newer,
    streamable_newer,
)
from local.simulator.people import Person
from local.simulator.tops import top_albums, top_artists, top_tracks
from local.simulator.tree import Tree, Value
from local.simulator.weeks import period_start


def _played(call: Call, person: Person) -> list[Track]:
    try:
        start = period_start(call.get("period", "overall"), call.now)
    except KeyError:
        raise ApiError(6, "period param invalid") from None
    return call.world.histories[person.name].tracks(start, None, call.now)


def get_top_artists(call: Call) -> Tree:
    """Answer user.getTopArtists."""
    person, page = person_of(call), page_of(call)
    ranked = top_artists(_played(call, person))
    artists: list[Value] = [
        {
            "@attr": {"rank": str(rank)},
            "mbid": artist.mbid,
            "url": artist.url,
            "playcount": str(plays),
            "image": images_newer(NO_PICTURE, TO_MEGA),
            "name": artist.name,
            "streamable": "0",
        }
        for rank, (artist, plays) in enumerate(page.cut(ranked), page.offset + 1)
    ]
    return {"topartists": {"artist": artists, "@attr": page.newer(len(ranked), person.name)}}


def get_top_albums(call: Call) -> Tree:
    """Answer user.getTopAlbums."""
    person, page = person_of(call), page_of(call)
    ranked = top_albums(_played(call, person))
    albums: list[Value] = [
        {
            "artist": artist_reference_newer(album.artist),
            "@attr": {"rank": str(rank)},
            "image": images_newer(album.picture, TO_EXTRALARGE),
            "playcount": str(plays),
            "url": album.url,
            "name": album.name,
            "mbid": album.mbid,
        }
        for rank, (album, plays) in enumerate(page.cut(ranked), page.offset + 1)
    ]
    return {"topalbums": {"album": albums, "@attr": page.newer(len(ranked), person.name)}}


def get_top_tracks(call: Call) -> Tree:
    """Answer user.getTopTracks."""
    person, page = person_of(call), page_of(call)
    ranked = top_tracks(_played(call, person))
    tracks: list[Value] = [
        {
            "@attr": {"rank": str(rank)},
            "duration": str(track.seconds),
            "playcount": str(plays),
            "artist": artist_reference_newer(track.artist),
            "image": images_newer(NO_PICTURE, TO_EXTRALARGE),
            "streamable": streamable_newer(),
            "mbid": track.mbid,
            "name": track.name,
            "url": track.url,
        }
        for rank, (track, plays) in enumerate(page.cut(ranked), page.offset + 1)
    ]
    return {"toptracks": {"@attr": page.newer(len(ranked), person.name), "track": tracks}}


def get_library_artists(call: Call) -> Tree:
    """Answer library.getArtists: everything ever played."""
    person, page = person_of(call), page_of(call)
    ranked = top_artists(call.world.histories[person.name].tracks(None, None, call.now))
    artists: list[Value] = [
        {
            "url": artist.url,
            "mbid": artist.mbid,
            "tagcount": "0",
            "playcount": str(plays),
            "streamable": "0",
            "name": artist.name,
            "image": images_newer(NO_PICTURE, TO_MEGA),
        }
        for artist, plays in page.cut(ranked)
    ]
    return {"artists": {"artist": artists, "@attr": page.newer(len(ranked), person.name)}}


METHODS = (
    Method("user.getTopArtists", get_top_artists, ("user",), newer=True),
    Method("user.getTopAlbums", get_top_albums, ("user",), newer=True),
    Method("user.getTopTracks", get_top_tracks, ("user",), newer=True),
    Method("library.getArtists", get_library_artists, ("user",), newer=True),
)
