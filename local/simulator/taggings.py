"""Who tagged what: strangers, by the catalogue, and the users, by their personal tags."""

from collections import Counter
from dataclasses import dataclass

from local.simulator import chance
from local.simulator.entities import Album, Artist, Track
from local.simulator.world import Item, World

_TOP, _STEP, _LEAST = 100, 17, 5
_PEOPLE, _SPREAD, _TIMES = 9_000, 3_000, 7


@dataclass(frozen=True)
class Tag:
    """A tag with the number of people who used it (`reach`) and of its uses (`taggings`)."""

    name: str
    reach: int
    taggings: int


def weight(item: Item, place: int) -> int:
    """Give the weight of an item's tag by its place: 100 for the first, less for later ones."""
    return max(_LEAST, _TOP - place * _STEP - (chance.number("tag", item.url) % 9 if place else 0))


def weighted(item: Item) -> list[tuple[str, int]]:
    """Give an item's tags with their weights, heaviest first."""
    return [(name, weight(item, place)) for place, name in enumerate(item.tags)]


def counted_tags(world: World) -> list[Tag]:
    """Give all tags, most used first, then by name."""
    uses: Counter[str] = Counter()
    for artist in world.catalogue.artists:
        uses.update(dict(weighted(artist)))
    own = Counter(n for items in world.tagged.values() for names in items.values() for n in names)
    tags = [_count(name, uses[name], own[name]) for name in uses | own]
    return sorted(tags, key=lambda tag: (-tag.taggings, tag.name))


def _count(name: str, weights: int, own: int) -> Tag:
    if not weights:
        return Tag(name, own, own)
    reach = weights * _PEOPLE // _TOP + chance.number("reach", name) % _SPREAD
    return Tag(name, reach + own, reach * _TIMES + own)


def find_tag(world: World, name: str) -> Tag | None:
    """Find a tag by name, in any case."""
    return next((t for t in counted_tags(world) if t.name.casefold() == name.casefold()), None)


def tagged_artists(world: World, name: str) -> list[Artist]:
    """Give the artists with a tag, most heavily tagged first, then by name."""
    return [a for _, a in sorted(_weights(world.catalogue.artists, name), key=_order)]


def tagged_albums(world: World, name: str) -> list[Album]:
    """Give the albums with a tag, in the same order."""
    albums = [album for artist in world.catalogue.artists for album in artist.albums]
    return [a for _, a in sorted(_weights(albums, name), key=_order)]


def tagged_tracks(world: World, name: str) -> list[Track]:
    """Give the tracks with a tag, in the same order."""
    return [t for _, t in sorted(_weights(world.catalogue.tracks, name), key=_order)]


def _weights[T: (Artist, Album, Track)](items: list[T], name: str) -> list[tuple[int, T]]:
    folded = name.casefold()
    return [(w, item) for item in items for tag, w in weighted(item) if tag.casefold() == folded]


def _order(pair: tuple[int, Item]) -> tuple[int, str, str]:
    return -pair[0], pair[1].name, pair[1].url
