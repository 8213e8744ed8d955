"""Builds objects of Spotify's Web API from Last.fm's data. Pure.

Fields that strict clients require are always present and never null. Fields that Last.fm does not
know have neutral values: see docs/top-items.md.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from lastfm_gateway.faces.spotify.ids import identity
from lastfm_gateway.faces.spotify.rows import Album, Artist, Track, parse_images
from lastfm_gateway.lastfm.names import EntityKind, page_url

type Object = dict[str, Any]


def artist(row: Artist, genres: Sequence[str], base: str) -> Object:
    """Return an artist object. `base` is the deployment's URL as the client reached it."""
    return {
        "external_urls": _urls(row.url),
        "followers": _followers(),
        "genres": list(genres),
        **_named("artist", row.id, base),
        "images": [],
        "name": row.name,
        "popularity": 0,
    }


def track(row: Track, album: Album, tracks: int, base: str) -> Object:
    """Return a track object with its album. `tracks` is the number of the album's tracks."""
    by = artist(row.artist, (), base)
    return {
        "album": _album(album, row.artist, tracks, base),
        "artists": [by],
        "available_markets": [],
        "disc_number": 1,
        "duration_ms": row.seconds * 1000 or album.milliseconds,
        "explicit": False,
        "external_ids": {},
        "external_urls": _urls(row.url),
        **_named("track", row.id, base),
        "is_local": False,
        "name": row.name,
        "popularity": 0,
        "preview_url": None,
        "track_number": album.position,
    }


def user(profile: Mapping[str, Any], base: str) -> Object:
    """Return a private user object from the `user` of user.getInfo. Raises LookupError."""
    name = profile["name"]
    return {
        "account_id": identity("user", name),
        "display_name": profile.get("realname") or name,
        "external_urls": _urls(profile["url"]),
        "followers": _followers(),
        "href": f"{base}/v1/me",
        "id": name,
        "images": _images(parse_images(profile.get("image"))),
        "product": "free",
        "type": "user",
        "uri": f"spotify:user:{name}",
    }


def _album(album: Album, by: Artist, tracks: int, base: str) -> Object:
    """Return an album object. Of an album artist other than the track's, only the name is known."""
    own = album.artist.casefold() in ("", by.name.casefold())
    artists = by if own else Artist(album.artist, _artist_url(album))
    return {
        "album_type": "album",
        "artists": [artist(artists, (), base)],
        "available_markets": [],
        "external_urls": _urls(album.url),
        **_named("album", identity("album", artists.name, album.name), base),
        "images": _images(album.images),
        "name": album.name,
        "release_date": "0000",
        "release_date_precision": "year",
        "total_tracks": tracks,
    }


def _artist_url(album: Album) -> str:
    """Return the URL of the artist's page: the parent of the album's, or built from the name."""
    return album.url.rpartition("/")[0] or page_url("artist", album.artist, album.artist)


def _named(kind: EntityKind, own_id: str, base: str) -> Object:
    return {
        "href": f"{base}/v1/{kind}s/{own_id}",
        "id": own_id,
        "type": kind,
        "uri": f"spotify:{kind}:{own_id}",
    }


def _urls(url: str) -> Object:
    """Return Last.fm's page under `lastfm`, and under `spotify`, which clients read."""
    return {"lastfm": url, "spotify": url} if url else {}


def _followers() -> Object:
    return {"href": None, "total": 0}


def _images(images: Sequence[tuple[str, int]]) -> list[Object]:
    return [{"url": url, "height": pixels, "width": pixels} for url, pixels in images]
