"""A user's scrobbles as plain tuples, to compare counts with."""

from local.simulator.entities import Track
from local.simulator.parts import NO_PICTURE, TO_EXTRALARGE, images, picture_of
from local.simulator.world import World

type Raw = tuple[int, str, str, str, str]


def raw_scrobbles(world: World, user: str, now: float) -> list[Raw]:
    """Return (unix time, artist, album, track, image URL) of all scrobbles, oldest first.

    The image is the largest one of user.getRecentTracks, "" instead of the placeholder. Scrobbles
    of one second come in the reverse of the order in which the service sends them.
    """
    history = world.histories[world.people[user.casefold()].name]
    names: dict[Track, tuple[str, str, str, str]] = {}
    found = list(history.scrobbles(None, None, int(now)))
    for _, track in found:
        if track not in names:
            names[track] = _names(track)
    return [(uts, *names[track]) for uts, track in reversed(found)]


def _names(track: Track) -> tuple[str, str, str, str]:
    picture = picture_of(track)
    image = images(picture, TO_EXTRALARGE)[-1]["#text"] if picture not in {"", NO_PICTURE} else ""
    return track.artist.name, track.album.name if track.album else "", track.name, str(image)
