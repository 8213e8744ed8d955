"""Keys that artists, albums and tracks are counted by: their names folded. Pure."""

from collections.abc import Mapping, Sequence
from operator import itemgetter

from lastfm_gateway.history.listening import TrackNames
from lastfm_gateway.lastfm.names import EntityKind, fold_name

#: The folded names of an artist (its name), or of an album or track (artist's name, own name).
type Key = tuple[str, ...]

_artist = itemgetter(TrackNames._fields.index("artist"))


def keys_of(
    kind: EntityKind, names: Mapping[int, TrackNames], tracks: Sequence[int]
) -> list[Key | None]:
    """Return the keys of the artists, albums or tracks that plays of some track ids count for.

    None: the name is unknown.
    """
    played = list(map(names.__getitem__, tracks))
    artists = map(fold_name, map(_artist, played))
    if kind == "artist":
        return [(artist,) if artist else None for artist in artists]
    own = map(fold_name, map(itemgetter(TrackNames._fields.index(kind)), played))
    return [(artist, name) if name else None for artist, name in zip(artists, own, strict=True)]
