"""Track objects of plays: from the names that were scrobbled, and from stored details.

No call is made for details. Stored ones, which the top lists have looked up, add a track's length
and its number.
"""

from collections.abc import Sequence
from typing import Final

from lastfm_gateway import methods
from lastfm_gateway.cache.entity_lookup import EntityLookup
from lastfm_gateway.faces.spotify import objects
from lastfm_gateway.faces.spotify.objects import Object
from lastfm_gateway.faces.spotify.rows import Album, Artist, Track, parse_album
from lastfm_gateway.history.listening import TrackNames
from lastfm_gateway.lastfm.names import fold_name, page_url
from lastfm_gateway.lastfm.pictures import STAR, picture_sizes

_TRACK: Final = methods.get("track.getInfo")


def play_objects(plays: Sequence[TrackNames], lookup: EntityLookup, base: str) -> list[Object]:
    """Return the track object of each play. `base` is the deployment's URL.

    Stored details cost one batched read of the database.
    """
    distinct = list(dict.fromkeys(plays))
    rows = [track_played(names) for names in distinct]
    found = lookup.fetch(_TRACK, [row.names for row in rows], 0, parse_album)
    made = {
        names: objects.track(row, album_played(names, result.value if result else Album()), 0, base)
        for names, row, result in zip(distinct, rows, found, strict=True)
    }
    return [made[names] for names in plays]


def track_played(names: TrackNames) -> Track:
    """Return what was played as a track of unknown length. Pure."""
    artist = Artist(names.artist, page_url("artist", names.artist, names.artist))
    return Track(names.track, page_url("track", names.artist, names.track), artist, 0)


def album_played(names: TrackNames, known: Album) -> Album:
    """Return the album as it was scrobbled. Pure.

    `known`: the track's album by its details. Position, artist and address are taken from there if
    it is the same album, or if none was scrobbled. The picture is a placeholder rather than none,
    and without an album the address is the track's: clients read the first or second of `images`,
    and `external_urls`, without checking that there is one.
    """
    is_known = not names.album or fold_name(names.album) == fold_name(known.name)
    own = known if is_known else Album(milliseconds=known.milliseconds)
    name = names.album or own.name
    page = page_url("album" if name else "track", names.artist, name or names.track)
    return own._replace(
        name=name,
        url=own.url or page,
        images=picture_sizes(names.image) or own.images or STAR,
    )
