"""The tags of artists, albums and tracks: getTags (a user's) and getTopTags."""

from local.simulator.entities import Album, Track
from local.simulator.finders import album_of, artist_of, person_of, track_of, track_or_none
from local.simulator.method import Call, Method
from local.simulator.parts import tag_url, tags
from local.simulator.taggings import weighted
from local.simulator.tree import Tree, Value
from local.simulator.world import Item


def _subject(item: Item) -> Tree:
    """Return the attributes that name the tagged item."""
    if isinstance(item, Album):
        return {"artist": item.artist.name, "album": item.name}
    if isinstance(item, Track):
        return {"artist": item.artist.name, "track": item.name}
    return {"artist": item.name}


def _of_user(call: Call, item: Item) -> Tree:
    own = call.world.tagged[person_of(call).name].get(item, [])
    return {"tags": {"tag": tags(own), "@attr": _subject(item)}}


def _top(item: Item) -> Tree:
    counted: list[Value] = [
        {"count": weight, "name": name, "url": tag_url(name)} for name, weight in weighted(item)
    ]
    return {"toptags": {"tag": counted, "@attr": _subject(item)}}


def artist_tags(call: Call) -> Tree:
    """Answer artist.getTags."""
    return _of_user(call, artist_of(call))


def album_tags(call: Call) -> Tree:
    """Answer album.getTags."""
    return _of_user(call, album_of(call))


def track_tags(call: Call) -> Tree:
    """Answer track.getTags."""
    return _of_user(call, track_of(call))


def artist_top_tags(call: Call) -> Tree:
    """Answer artist.getTopTags."""
    return _top(artist_of(call))


def album_top_tags(call: Call) -> Tree:
    """Answer album.getTopTags."""
    return _top(album_of(call))


def track_top_tags(call: Call) -> Tree:
    """Answer track.getTopTags: an unknown track of a known artist has no tags."""
    track = track_or_none(call)
    if track is None:
        subject = {"artist": artist_of(call).name, "track": call.get("track")}
        return {"toptags": {"tag": [], "@attr": subject}}
    return _top(track)


METHODS = (
    Method("artist.getTags", artist_tags, ("artist|mbid", "user|sk")),
    Method("album.getTags", album_tags, ("artist|mbid", "album|mbid", "user|sk")),
    Method("track.getTags", track_tags, ("artist|mbid", "track|mbid", "user|sk")),
    Method("artist.getTopTags", artist_top_tags, ("artist|mbid",)),
    Method("album.getTopTags", album_top_tags, ("artist|mbid", "album|mbid")),
    Method("track.getTopTags", track_top_tags, ("artist|mbid", "track|mbid")),
)
