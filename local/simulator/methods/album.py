"""album.getInfo."""

from local.simulator.entities import Album, Track
from local.simulator.finders import album_of, viewer_of
from local.simulator.method import Call, Method
from local.simulator.parts import ALL_SIZES, artist_reference, images, streamable, tags, wiki
from local.simulator.tree import Tree, Value

_TAGS = 5


def get_info(call: Call) -> Tree:
    """Answer album.getInfo: an album without tracks has no `tracks` and no `wiki`."""
    album, person = album_of(call), viewer_of(call)
    info: dict[str, Value] = {
        "name": album.name,
        "artist": album.artist.name,
        **({"mbid": album.mbid} if album.mbid else {}),
        "url": album.url,
        "image": images(album.picture, ALL_SIZES),
        "listeners": str(call.popularity.listeners(album.tracks)),
        "playcount": str(call.popularity.playcount(album.tracks)),
    }
    if person is not None:
        info["userplaycount"] = call.popularity.userplaycount(person, album.tracks)
    if album.tracks:
        info["tracks"] = {"track": [_track(t, n) for n, t in enumerate(album.tracks, 1)]}
    info["tags"] = {"tag": tags(album.tags[:_TAGS])}
    if album.tracks:
        info["wiki"] = _wiki(album, call.get("lang"))
    return {"album": info}


def _track(track: Track, rank: int) -> Tree:
    return {
        "name": track.name,
        "url": track.url,
        "duration": track.seconds or None,
        "@attr": {"rank": rank},
        "streamable": streamable(),
        "artist": artist_reference(track.artist),
    }


def _wiki(album: Album, lang: str) -> Tree:
    text = f"{album.name} is an album by {album.artist.name}."
    return wiki(text, album.url, lang, album.artist.described)


METHODS = (Method("album.getInfo", get_info, ("artist|mbid", "album|mbid"), newer=True),)
