"""Items by their exact names, for histories whose names the catalogue does not have.

Charts, searches and tags do not list them; calls that name them find them. Names that differ in
case are different items here, and a title on two albums is two tracks.
"""

from collections.abc import Callable

from local.simulator import chance
from local.simulator.catalogue import Catalogue
from local.simulator.entities import Album, Artist, Track


class ExactNames:
    """Finds items of the catalogue by exact name, and adds those it lacks."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._artists: dict[str, Artist] = {}
        self._albums: dict[tuple[str, str], Album] = {}
        self._tracks: dict[tuple[str, str, str], Track] = {}

    def artist(self, name: str) -> Artist:
        """Find an artist, or add one."""
        return _find(self._artists, name, lambda: self._artist(name))

    def album(self, artist: str, name: str) -> Album:
        """Find an album, or add one with a picture."""
        return _find(self._albums, (artist, name), lambda: self._album(artist, name))

    def track(self, artist: str, album: str, name: str) -> Track:
        """Find a track of an album, or of none if `album` is empty, or add one."""
        return _find(self._tracks, (artist, album, name), lambda: self._track(artist, album, name))

    def _artist(self, name: str) -> Artist:
        known = self.catalogue.artist(name)
        if known is not None and known.name == name:
            return known
        added = Artist(name)
        self.catalogue.find_also(added)
        return added

    def _album(self, artist: str, name: str) -> Album:
        owner, known = self.artist(artist), self.catalogue.album(artist, name)
        if known is not None and (known.artist, known.name) == (owner, name):
            return known
        added = Album(owner, name)
        added.picture = chance.hexadecimal("picture", added.url)
        owner.albums.append(added)
        self.catalogue.find_also(added)
        return added

    def _track(self, artist: str, album: str, name: str) -> Track:
        owner, known = self.artist(artist), self.catalogue.track(artist, name)
        disc = self.album(artist, album) if album else None
        if known is not None and (known.artist, known.album, known.name) == (owner, disc, name):
            return known
        added = Track(owner, name, disc)
        owner.tracks.append(added)
        if disc is not None:
            disc.tracks.append(added)
        self.catalogue.find_also(added)
        return added


def _find[K, V](known: dict[K, V], key: K, make: Callable[[], V]) -> V:
    if key not in known:
        known[key] = make()
    return known[key]
