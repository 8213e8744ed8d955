"""Recordings, and their MSIDs: ids that are computed from names. Pure."""

import json
from typing import Final, NamedTuple
from uuid import UUID, uuid5

from lastfm_gateway.lastfm.names import fold_name

#: The namespace of MSIDs (RFC 9562, version 5). Clients store them: it must never change.
_NAMESPACE: Final = UUID("8f4b1d5e-3f0c-4b6e-9d63-7a1f5d2c8e90")


class Recording(NamedTuple):
    """A track by its names. `album` is "" if unknown."""

    artist: str
    track: str
    album: str = ""

    @property
    def msid(self) -> str:
        """Its id: the same for the same names in any case."""
        names = [fold_name(name) for name in self]
        return str(uuid5(_NAMESPACE, json.dumps(names, separators=(",", ":"))))
