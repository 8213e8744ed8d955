"""Tag counts and tagged items: from the catalogue, and from the users' personal tags."""

from collections import Counter
from dataclasses import dataclass

from local.simulator import chance
from local.simulator.entities import Album, Artist, Track
from local.simulator.world import Item, World

_TOP, _STEP, _LEAST = 100, 17, 5
_USERS, _SPREAD, _TIMES = 9_000, 3_000, 7


@dataclass(frozen=True)
class Tag:
    """A tag, its number of users (`reach`) and of uses (`taggings`)."""

    name: str
    reach: int
    taggings: int


def weight(item: Item, index: int) -> int:
    """Return the weight of an item's tag by its index: 100 for the first, then less."""
    return max(_LEAST, _TOP - index * _STEP - (chance.number("tag", item.url) % 9 if index else 0))


def weighted(item: Item) -> list[tuple[str, int]]:
    """Return an item's tags with their weights, heaviest first."""
    return [(name, weight(item, index)) for index, name in enumerate(item.tags)]


def counted_tags(world: World) -> list[Tag]:
    """Return all tags, most used first, then by name."""
    uses: Counter[str] = Counter()
    for artist in world.catalogue.artists:
        uses.update(dict(weighted(artist)))
    own = Counter(n for items in world.tagged.values() for names in items.values() for n in names)
    tags = [_count(name, uses[name], own[name]) for name in uses | own]
    return sorted(tags, key=lambda tag: (-tag.taggings, tag.name))


def _count(name: str, weights: int, own: int) -> Tag:
    if not weights:
        return Tag(name, own, own)
    reach = weights * _USERS // _TOP + chance.number("reach", name) % _SPREAD
    return Tag(name, reach + own, reach * _TIMES + own)


def find_tag(world: World, name: str) -> Tag | None:
    """Find a tag by name, in any case."""
    return next((t for t in counted_tags(world) if t.name.casefold() == name.casefold()), None)


def tagged_artists(world: World, name: str) -> list[Artist]:
    """Return the artists with a tag, highest weight first, then by name."""
    return [a for _, a in sorted(_weights(world.catalogue.artists, name), key=_order)]


def tagged_albums(world: World, name: str) -> list[Album]:
    """Return the albums with a tag, in the same order."""
    albums = [album for artist in world.catalogue.artists for album in artist.albums]
    return [a for _, a in sorted(_weights(albums, name), key=_order)]


def tagged_tracks(world: World, name: str) -> list[Track]:
    """Return the tracks with a tag, in the same order."""
    return [t for _, t in sorted(_weights(world.catalogue.tracks, name), key=_order)]


def _weights[T: (Artist, Album, Track)](items: list[T], name: str) -> list[tuple[int, T]]:
    folded = name.casefold()
    return [(w, item) for item in items for tag, w in weighted(item) if tag.casefold() == folded]


def _order(pair: tuple[int, Item]) -> tuple[int, str, str]:
    return -pair[0], pair[1].name, pair[1].url
