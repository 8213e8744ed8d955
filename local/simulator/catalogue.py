"""The catalogue of artists, albums and tracks, by case-insensitive name or by mbid."""

from uuid import NAMESPACE_URL, uuid5

from local.simulator import chance
from local.simulator.artists import ARTISTS, EMPTY_ALBUMS
from local.simulator.entities import Album, Artist, Track
from local.simulator.titles import titles

_SHORTEST, _LONGEST = 120, 420  # seconds


class Catalogue:
    """All artists, albums and tracks: built from the tables, extended by scrobbles."""

    def __init__(self) -> None:
        self.artists: list[Artist] = []
        self._listed: list[Track] = []
        self._artists: dict[str, Artist] = {}
        self._albums: dict[tuple[str, str], Album] = {}
        self._tracks: dict[tuple[str, str], Track] = {}
        self._mbids: dict[str, Artist | Album | Track] = {}
        for rank, (name, _country, tags, albums) in enumerate(ARTISTS):
            artist = self.ensure_artist(name, tuple(tags.split(",")))
            for album in albums:
                self._fill(artist, album, rank)

    def _fill(self, artist: Artist, name: str, rank: int) -> None:
        album = self.ensure_album(artist, name)
        album.tags = () if name in EMPTY_ALBUMS else artist.tags
        self._identify(album, album.url)
        for title in titles(artist.name, name):
            track = self.ensure_track(artist, title, album)
            seed = chance.number(track.url)
            track.seconds = _SHORTEST + seed % (_LONGEST - _SHORTEST) if seed % 12 else 0
            track.base = 2_000_000 // (rank + 2) + seed % 50_000
            self._identify(track, track.url)

    def _identify(self, item: Artist | Album | Track, url: str) -> None:
        """Assign an mbid to most items, and to all of Radiohead's, which examples use."""
        if chance.number("mbid", url) % 7 == 0 and not url.startswith(
            "https://www.last.fm/music/Radiohead"
        ):
            return
        item.mbid = str(uuid5(NAMESPACE_URL, url))
        self._mbids[item.mbid] = item

    @property
    def tracks(self) -> list[Track]:
        """Every listed track, in insertion order."""
        return list(self._listed)

    def playable(self) -> list[Album]:
        """Return the albums with tracks."""
        return [album for artist in self.artists for album in artist.albums if album.tracks]

    def artist(self, name: str) -> Artist | None:
        """Find an artist by name."""
        return self._artists.get(name.casefold())

    def album(self, artist: str, name: str) -> Album | None:
        """Find an album by its artist's name and its own."""
        return self._albums.get((artist.casefold(), name.casefold()))

    def track(self, artist: str, name: str) -> Track | None:
        """Find a track by its artist's name and its own."""
        return self._tracks.get((artist.casefold(), name.casefold()))

    def by_mbid[T: (Artist, Album, Track)](self, kind: type[T], mbid: str) -> T | None:
        """Find an item of a kind by its mbid."""
        found = self._mbids.get(mbid)
        return found if isinstance(found, kind) else None

    def ensure_artist(self, name: str, tags: tuple[str, ...] = ()) -> Artist:
        """Find an artist, or add one."""
        artist = self.artist(name)
        if artist is None:
            artist = self._artists[name.casefold()] = Artist(name, tags=tags)
            self.artists.append(artist)
            if tags:
                self._identify(artist, artist.url)
        return artist

    def ensure_album(self, artist: Artist, name: str) -> Album:
        """Find an album, or add one."""
        album = self.album(artist.name, name)
        if album is None:
            album = Album(artist, name)
            album.picture = chance.hexadecimal("picture", album.url)
            self._albums[artist.name.casefold(), name.casefold()] = album
            artist.albums.append(album)
        return album

    def ensure_track(self, artist: Artist, name: str, album: Album | None = None) -> Track:
        """Find a track, or add one to its artist and album."""
        track = self.track(artist.name, name)
        if track is None:
            track = Track(artist, name, album)
            self._tracks[artist.name.casefold(), name.casefold()] = track
            self._listed.append(track)
            artist.tracks.append(track)
            if album is not None:
                album.tracks.append(track)
        return track

    def find_also(self, item: Artist | Album | Track) -> None:
        """Let calls find an item by name, unless another has the name. No list shows it."""
        if isinstance(item, Artist):
            self._artists.setdefault(item.name.casefold(), item)
            return
        key = item.artist.name.casefold(), item.name.casefold()
        if isinstance(item, Album):
            self._albums.setdefault(key, item)
        else:
            self._tracks.setdefault(key, item)
