"""track.getInfo and track.getSimilar."""

from local.simulator import similar
from local.simulator.entities import Album, Track
from local.simulator.finders import artist_of, track_of, track_or_none, viewer_of
from local.simulator.method import Call, Method
from local.simulator.paging import limit_of
from local.simulator.parts import (
    ALL_SIZES,
    NO_PICTURE,
    TO_EXTRALARGE,
    artist_reference,
    images,
    named,
    streamable,
    tags,
    wiki,
)
from local.simulator.tree import Tree, Value

_TAGS, _SIMILAR = 5, 100
_MILLISECONDS = 1000


def get_info(call: Call) -> Tree:
    """Answer track.getInfo, the only method whose duration is in milliseconds."""
    track, person = track_of(call), viewer_of(call)
    info: dict[str, Value] = {
        **named(track),
        "url": track.url,
        "duration": str(track.seconds * _MILLISECONDS),
        "streamable": streamable(),
        "listeners": str(call.popularity.listeners([track])),
        "playcount": str(call.popularity.playcount([track])),
        "artist": {**named(track.artist), "url": track.artist.url},
    }
    if track.album is not None:
        info["album"] = _album(track.album, track)
    if person is not None:
        info["userplaycount"] = str(call.popularity.userplaycount(person, [track]))
        info["userloved"] = str(int(track in call.world.loved[person.name]))
    info["toptags"] = {"tag": tags(track.tags[:_TAGS])}
    if track.album is not None:
        text = f"{track.name} is a track on {track.album.name}."
        info["wiki"] = wiki(text, track.url, call.get("lang"), track.artist.described)
    return {"track": info}


def _album(album: Album, track: Track) -> Tree:
    return {
        "artist": album.artist.name,
        "title": album.name,
        **({"mbid": album.mbid} if album.mbid else {}),
        "url": album.url,
        "image": images(album.picture, TO_EXTRALARGE),
        "@attr": {"position": str(album.tracks.index(track) + 1)},
    }


def get_similar(call: Call) -> Tree:
    """Answer track.getSimilar; an unknown track of a known artist has no similar tracks."""
    track = track_or_none(call)
    if track is None:
        return {"similartracks": {"track": [], "@attr": {"artist": artist_of(call).name}}}
    alike = similar.tracks(call.world.catalogue, track)[: limit_of(call, _SIMILAR)]
    tracks: list[Value] = [
        {
            "name": other.name,
            "playcount": call.popularity.playcount([other]),
            "mbid": other.mbid,
            "match": 1 if match == 1 else match,
            "url": other.url,
            "streamable": streamable(),
            "duration": other.seconds,
            "artist": artist_reference(other.artist),
            "image": images(NO_PICTURE, ALL_SIZES),
        }
        for other, match in alike
    ]
    return {"similartracks": {"track": tracks, "@attr": {"artist": track.artist.name}}}


METHODS = (
    Method("track.getInfo", get_info, ("artist|mbid", "track|mbid")),
    Method("track.getSimilar", get_similar, ("artist|mbid", "track|mbid")),
)
