"""What Last.fm knows of an artist or album: ids, biography, genres, similar artists, pictures.

Each fact is looked up in one cached call. What is not answered in time is None.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from lastfm_gateway import methods
from lastfm_gateway.cache.entity_lookup import EntityLookup, LookupResult
from lastfm_gateway.faces.listening.artist_genres import genres_in
from lastfm_gateway.faces.listening.rows import largest_image, require_text

#: How many similar artists are requested: the user has played some of them.
_SIMILAR: Final = 100

_READ_MORE: Final = re.compile(r"\s*<a [^<>]*>Read more on Last\.fm</a>\s*\.?", re.IGNORECASE)


class Biography(NamedTuple):
    """An artist's MusicBrainz id and biography; None if unknown."""

    mbid: str | None = None
    summary: str | None = None
    content: str | None = None


class ArtistFacts(NamedTuple):
    """`biography_at`: the unix time at which the biography was fetched.

    `genres` with their counts and `similar` artists' names with their match, 0 to 1, are in
    Last.fm's order. `partial`: whether some calls were not answered.
    """

    biography: Biography
    biography_at: int | None
    genres: list[tuple[str, int]] | None
    similar: list[tuple[str, float]]
    partial: bool


class AlbumFacts(NamedTuple):
    """An album's MusicBrainz id and the URL of its picture; None if unknown."""

    mbid: str | None = None
    image: str | None = None
    partial: bool = False


def artist_facts(lookup: EntityLookup, artist: str) -> ArtistFacts:
    """Look up an artist."""
    names = {"artist": artist}
    info = _look_up(lookup, "artist.getInfo", names, _biography)
    genres = _look_up(lookup, "artist.getTopTags", names, genres_in)
    similar = _look_up(lookup, "artist.getSimilar", {**names, "limit": str(_SIMILAR)}, _similar)
    return ArtistFacts(
        biography=info.value if info else Biography(),
        biography_at=info.entry.stored_at if info and info.entry else None,
        genres=genres.value if genres else None,
        similar=similar.value if similar else [],
        partial=not (info and genres and similar),
    )


def album_facts(lookup: EntityLookup, artist: str, album: str) -> AlbumFacts:
    """Look up an album."""
    found = _look_up(lookup, "album.getInfo", {"artist": artist, "album": album}, _album)
    return found.value if found else AlbumFacts(partial=True)


def _look_up[T](
    lookup: EntityLookup,
    method: str,
    names: Mapping[str, str],
    read: Callable[[Mapping[str, Any]], T],
) -> LookupResult[T] | None:
    [result] = lookup.fetch(methods.get(method), [names], 1, read)
    return result


def _biography(response: Mapping[str, Any]) -> Biography:
    artist = response.get("artist", {})
    bio = artist.get("bio", {})
    return Biography(
        artist.get("mbid") or None,
        _without_link(bio.get("summary", "")),
        _without_link(bio.get("content", "")),
    )


def _without_link(text: str) -> str | None:
    return _READ_MORE.sub("", text).strip() or None


def _similar(response: Mapping[str, Any]) -> list[tuple[str, float]]:
    listed = response.get("similarartists", {}).get("artist", [])
    return [(require_text(item["name"]), float(item["match"])) for item in listed]


def _album(response: Mapping[str, Any]) -> AlbumFacts:
    album = response.get("album", {})
    return AlbumFacts(album.get("mbid") or None, largest_image(album.get("image")))
