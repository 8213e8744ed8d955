"""Counting scrobbles into rows."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.history.counts import Counts, Row
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind, fold_name, identity
from tests.unit.history.support import (
    KINDS,
    distinct,
    histories,
    in_columns,
    key,
    windows,
    within,
)

kinds = st.sampled_from(KINDS)

#: A row's artist, name, plays, image and album.
type _Told = tuple[str, str, int, str, str]


def _naive(kind: EntityKind, scrobbles: Sequence[Scrobble]) -> list[_Told]:
    """Return the rows' names, plays, image and album, counted one scrobble after the other."""
    plays: dict[tuple[str, ...], list[TrackNames]] = {}
    for scrobble in reversed(scrobbles):
        if key(kind, scrobble):
            plays.setdefault(key(kind, scrobble), []).append(scrobble.names)
    rows = []
    for played in plays.values():
        image = next((names.image for names in played if names.image), "")
        album = next((names.album for names in played if names.album), "")
        rows.append(
            (
                played[0].artist,
                getattr(played[0], kind),
                len(played),
                "" if kind == "artist" else image,
                album if kind == "track" else "",
            )
        )
    return sorted(rows, key=lambda row: (-row[2], row[1], row[0]))


def _plays(row: Row, history: Sequence[Scrobble], window: Window | None) -> list[Scrobble]:
    names = tuple(fold_name(name) for name in row.names)
    return [scrobble for scrobble in within(history, window) if key(row.kind, scrobble) == names]


def _told(rows: Sequence[Row]) -> list[_Told]:
    return [(row.artist, row.name, row.plays, row.image, row.album) for row in rows]


@given(histories, windows, kinds)
def test_rows_are_those_of_the_raw_scrobbles(
    history: list[Scrobble], window: Window | None, kind: EntityKind
) -> None:
    """Most played first, spelled as last played, with the latest image and album known."""
    counts = Counts(in_columns(history), window)
    raw = within(history, window)
    assert counts.scrobbles == len(raw)
    assert _told(counts.rows(kind)) == _naive(kind, raw)
    assert counts.rows(kind, 1, 3) == counts.rows(kind)[1:3]
    assert counts.distinct(kind) == len(counts.rows(kind)) == distinct(kind, raw)


@given(histories, windows, kinds)
def test_a_row_knows_its_first_and_last_play(
    history: list[Scrobble], window: Window | None, kind: EntityKind
) -> None:
    """Both lie in the window."""
    counts = Counts(in_columns(history), window)
    for row in counts.rows(kind):
        times = [s.at for s in _plays(row, history, window)]
        assert (counts.first_play(row), counts.last_play(row)) == (min(times), max(times))


@given(histories, windows, st.sampled_from(["artist", "album"]), kinds)
def test_rows_within_a_row_are_counted_from_its_plays(
    history: list[Scrobble], window: Window | None, outer: EntityKind, kind: EntityKind
) -> None:
    """An artist's albums and tracks, and an album's tracks."""
    counts = Counts(in_columns(history), window)
    for row in counts.rows(outer):
        own = _plays(row, history, window)
        assert _told(counts.rows_within(row, kind)) == _naive(kind, own)


@given(histories, kinds)
def test_a_row_is_found_by_its_names_in_any_case(history: list[Scrobble], kind: EntityKind) -> None:
    """Names that were not played have no row."""
    counts = Counts(in_columns(history))
    for row in counts.rows(kind):
        assert counts.row(kind, *(name.swapcase() for name in row.names)) == row
        assert row.id == identity(kind, *(name.swapcase() for name in row.names))
    assert counts.row(kind, *("nobody" for _ in range(1 if kind == "artist" else 2))) is None


def test_nothing_played_has_no_rows() -> None:
    """An empty history counts to zero."""
    counts = Counts(in_columns([]))
    assert counts.scrobbles == 0
    assert [counts.rows(kind) for kind in KINDS] == [[], [], []]


def test_a_later_play_decides_the_spelling() -> None:
    """Of equal seconds the later one in the history is the latest."""
    history = [
        Scrobble(5, TrackNames("Air", "Moon Safari", "Run", "https://images/1")),
        Scrobble(5, TrackNames("AIR", "", "run", "")),
    ]
    [row] = Counts(in_columns(history)).rows("track")
    assert row[:6] == ("track", "AIR", "run", 2, "https://images/1", "Moon Safari")
