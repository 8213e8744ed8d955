"""The methods that write tags and loved tracks: addTags, removeTag, love, unlove."""

from collections.abc import Callable

from local.simulator.entities import Track
from local.simulator.errors import ApiError
from local.simulator.finders import album_of, artist_of, person_of, track_of
from local.simulator.method import Call, Method
from local.simulator.tree import Tree
from local.simulator.world import Item

_MOST_TAGS = 10
_FINDERS: dict[str, Callable[[Call], Item]] = {
    "artist": artist_of,
    "album": album_of,
    "track": track_of,
}


def _own_tags(call: Call) -> list[str]:
    """Return the caller's mutable list of the item's tags."""
    find = _FINDERS[call.method.name.partition(".")[0]]
    return call.world.tagged[person_of(call).name].setdefault(find(call), [])


def add_tags(call: Call) -> Tree:
    """Answer addTags: at most ten tags, separated by commas."""
    added = [name.strip() for name in call.get("tags").split(",") if name.strip()]
    if len(added) > _MOST_TAGS:
        raise ApiError(6, f"at most {_MOST_TAGS} tags at a time")
    own = _own_tags(call)
    own.extend(name for name in added if name not in own)
    return {}


def remove_tag(call: Call) -> Tree:
    """Answer removeTag; removing an absent tag is no error."""
    own = _own_tags(call)
    own[:] = [name for name in own if name.casefold() != call.get("tag").casefold()]
    return {}


def _track(call: Call) -> Track:
    artist = call.world.catalogue.ensure_artist(call.get("artist"))
    return call.world.catalogue.ensure_track(artist, call.get("track"))


def love(call: Call) -> Tree:
    """Answer track.love."""
    call.world.loved[person_of(call).name].setdefault(_track(call), call.now)
    return {}


def unlove(call: Call) -> Tree:
    """Answer track.unlove; unloving a track that is not loved is no error."""
    call.world.loved[person_of(call).name].pop(_track(call), None)
    return {}


def _write(name: str, answer: Callable[[Call], Tree], *needs: str) -> Method:
    return Method(name, answer, needs, signed=True, session=True, post=True)


METHODS = (
    _write("artist.addTags", add_tags, "artist", "tags"),
    _write("artist.removeTag", remove_tag, "artist", "tag"),
    _write("album.addTags", add_tags, "artist", "album", "tags"),
    _write("album.removeTag", remove_tag, "artist", "album", "tag"),
    _write("track.addTags", add_tags, "artist", "track", "tags"),
    _write("track.removeTag", remove_tag, "artist", "track", "tag"),
    _write("track.love", love, "artist", "track"),
    _write("track.unlove", unlove, "artist", "track"),
)
