"""Random histories: raw scrobbles, and the same in columns."""

from array import array
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import groupby

from hypothesis import strategies as st

from lastfm_gateway.history.buckets import Granularity
from lastfm_gateway.history.listening import Listening, Scrobble, TrackNames
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind, fold_name
from lastfm_gateway.methods.freshness import DAY

KINDS: tuple[EntityKind, ...] = ("artist", "album", "track")
UNITS: tuple[Granularity, ...] = ("day", "week", "month", "year")

_EDGES = [
    datetime(year, month, day, tzinfo=UTC)
    for year in (2019, 2020, 2023, 2024)
    for month, day in [(1, 1), (1, 7), (2, 28), (3, 1), (12, 31)]
] + [datetime(2020, 2, 29, tzinfo=UTC), datetime(2024, 2, 29, tzinfo=UTC)]


def _around(edges: Sequence[datetime]) -> st.SearchStrategy[int]:
    """Return unix times around midnights; few, so that several scrobbles have the same second."""
    return st.builds(
        lambda edge, days, seconds: int(edge.timestamp()) + days * DAY + seconds,
        st.sampled_from(edges),
        st.integers(-2, 2),
        st.sampled_from([-1, 0, 1, DAY // 2]),
    )


moments = _around(_EDGES) | st.integers(1_500_000_000, 1_800_000_000)

track_names = st.builds(
    TrackNames,
    artist=st.sampled_from(["Air", "AIR", "Bj\u00f6rk", "Bjo\u0308rk", "Sigur R\u00f3s", "ABBA"]),
    album=st.sampled_from(["", "", "Moon Safari", "MOON SAFARI", "Debut", "air"]),
    track=st.sampled_from(["Run", "run", "Debut", "\u00c9toile", "\u00e9toile"]),
    image=st.sampled_from(["", "https://images/1", "https://images/2"]),
)

#: Oldest first; spread over years, or all around the end of one year, month or week.
histories = (
    st.one_of(st.just(moments), st.sampled_from(_EDGES).map(lambda edge: _around([edge])))
    .flatmap(lambda times: st.lists(st.builds(Scrobble, times, track_names), max_size=40))
    .map(lambda scrobbles: sorted(scrobbles, key=lambda scrobble: scrobble.at))
)

windows = st.none() | st.tuples(moments, moments).map(lambda pair: Window(*sorted(pair)))


def in_columns(scrobbles: Sequence[Scrobble]) -> Listening:
    """Return scrobbles, oldest first, as a Listening. Some names have two track ids."""
    numbers: dict[tuple[TrackNames, int], int] = {}
    ids = [
        numbers.setdefault((names, at % 2), len(numbers) << 16 | at % 2) for at, names in scrobbles
    ]
    times = [scrobble.at for scrobble in scrobbles]
    names = {number: names for (names, _), number in numbers.items()}
    return Listening(array("L", times), array("L", ids), names, Window(0, 2**32 - 1))


def within(scrobbles: Sequence[Scrobble], window: Window | None) -> list[Scrobble]:
    """Return the scrobbles in a window, without one all."""
    return [s for s in scrobbles if window is None or window.start <= s.at < window.end]


def day_of(scrobble: Scrobble) -> date:
    """Return a scrobble's day in UTC."""
    return datetime.fromtimestamp(scrobble.at, UTC).date()


def label(unit: Granularity, scrobble: Scrobble) -> str:
    """Return the text by which a scrobble's day, week, month or year is known."""
    formats = {"day": "%Y-%m-%d", "week": "%Y-W%W", "month": "%Y-%m", "year": "%Y"}
    return day_of(scrobble).strftime(formats[unit])


def by_period(
    unit: Granularity, scrobbles: Sequence[Scrobble]
) -> Iterator[tuple[str, list[Scrobble]]]:
    """Yield the scrobbles of each period that has some, oldest first."""
    for text, group in groupby(scrobbles, lambda scrobble: label(unit, scrobble)):
        yield text, list(group)


def key(kind: EntityKind, scrobble: Scrobble) -> tuple[str, ...]:
    """Return the names that a scrobble counts for, folded; () without an album."""
    artist, name = fold_name(scrobble.names.artist), fold_name(getattr(scrobble.names, kind))
    if not name:
        return ()
    return (artist,) if kind == "artist" else (artist, name)


def distinct(kind: EntityKind, scrobbles: Sequence[Scrobble]) -> int:
    """Return how many different artists, albums or tracks were played."""
    return len({key(kind, scrobble) for scrobble in scrobbles} - {()})
