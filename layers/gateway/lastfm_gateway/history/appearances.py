"""First plays of artists and albums, for a feed of discoveries. Pure."""

from typing import NamedTuple

from lastfm_gateway.history.counts import Counts, Row
from lastfm_gateway.history.listening import Listening


class Appearance(NamedTuple):
    """An artist or album, and the unix time when it was played first."""

    at: int
    row: Row


def first_appearances(listening: Listening) -> list[Appearance]:
    """Return the first plays of all artists and albums, the newest first.

    At the same second an artist comes before an album, then they are in order of their names.
    """
    counts = Counts(listening)
    rows = [*counts.rows("artist"), *counts.rows("album")]
    appearances = [Appearance(counts.first_play(row), row) for row in rows]
    return sorted(appearances, key=_order)


def _order(appearance: Appearance) -> tuple[int, bool, str, str]:
    row = appearance.row
    return -appearance.at, row.kind != "artist", row.name, row.artist
