"""Summaries of months and years, first plays, and genres."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.history.appearances import first_appearances
from lastfm_gateway.history.buckets import Granularity
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.genre_tags import SPELLINGS, genres_among
from lastfm_gateway.history.genres import OTHER, plays_by_genre
from lastfm_gateway.history.listening import Scrobble
from lastfm_gateway.history.summaries import summaries, years
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import fold_name
from tests.unit.history.support import (
    KINDS,
    UNITS,
    by_period,
    distinct,
    histories,
    in_columns,
    key,
    windows,
    within,
)

units = st.sampled_from(UNITS)
artists = ["air", "bj\u00f6rk", "sigur r\u00f3s", "abba"]


@given(histories, windows, units)
def test_a_summary_counts_what_is_different(
    history: list[Scrobble], window: Window | None, unit: Granularity
) -> None:
    """Scrobbles, artists, albums and tracks of each period that has some, oldest first."""
    expected = [
        (text, len(own), *(distinct(kind, own) for kind in KINDS))
        for text, own in by_period(unit, within(history, window))
    ]
    assert [tuple(s) for s in summaries(in_columns(history), unit, window)] == expected


@given(histories)
def test_years_have_their_top_artist(history: list[Scrobble]) -> None:
    """Newest first, years of none left out."""
    found = years(in_columns(history))
    raw = [*by_period("year", history)][::-1]
    assert [(str(year.year), year.counts.scrobbles) for year in found] == [
        (text, len(own)) for text, own in raw
    ]
    for year, (_, own) in zip(found, raw, strict=True):
        assert year.counts[1:] == (len(own), *(distinct(kind, own) for kind in KINDS))
        assert year.top_artist is not None
        top = Counts(in_columns(own)).rows("artist")[0]
        assert year.top_artist[:4] == top[:4]


@given(histories)
def test_first_appearances_are_the_first_plays(history: list[Scrobble]) -> None:
    """Each artist and album once, the newest first."""
    firsts: dict[tuple[str, ...], int] = {}
    for scrobble in reversed(history):
        for kind in ("artist", "album"):
            if key(kind, scrobble):
                firsts[(kind, *key(kind, scrobble))] = scrobble.at
    found = first_appearances(in_columns(history))
    told = {(row.kind, *map(fold_name, row.names)): at for at, row in found}
    assert (told, len(found)) == (firsts, len(firsts))
    assert [at for at, _ in found] == sorted(firsts.values(), reverse=True)


@given(
    histories,
    st.dictionaries(st.sampled_from(artists), st.sampled_from(["", "Rock", "Pop", "Jazz"])),
    windows,
    units,
    st.integers(1, 3),
)
def test_plays_count_for_their_artists_genres(
    history: list[Scrobble],
    genre_of: dict[str, str],
    window: Window | None,
    unit: Granularity,
    limit: int,
) -> None:
    """Artists without a genre count nowhere; beyond the limit plays are Other."""
    expected = []
    for text, own in by_period(unit, within(history, window)):
        counts = Counter(genre_of.get(fold_name(s.names.artist)) for s in own)
        named = sorted(((-n, genre) for genre, n in counts.items() if genre))
        if named:
            top = [(genre, -n) for n, genre in named[:limit]]
            rest = [(OTHER, -sum(n for n, _ in named[limit:]))] if named[limit:] else []
            expected.append((text, [*top, *rest], -sum(n for n, _ in named)))
    found = plays_by_genre(in_columns(history), genre_of, unit, limit, window)
    assert [(p.label, [*p.genres.items()], p.total) for p in found] == expected


def test_genres_are_found_among_tags() -> None:
    """Each genre once, spelled one way, in the tags' order, with the first count."""
    tags = [("seen live", 100), ("Hip Hop", 90), ("90s", 80), ("hip-hop", 70), ("RnB", 60)]
    assert genres_among(tags) == [("Hip-Hop", 90), ("R&B", 60)]
    assert genres_among([("electronica", 9), ("Trip Hop", 8), ("ELECTRO", 7)]) == [
        ("Electronic", 9),
        ("Trip-Hop", 8),
    ]
    assert genres_among([("favourites", 100), ("", 1)]) == []


def test_each_spelling_stands_for_one_genre() -> None:
    """No spelling is listed twice."""
    listed = [
        (genre, spelling)
        for genre, others in SPELLINGS.items()
        for spelling in (genre, *others.split(", "))
        if spelling
    ]
    assert [(genre, [(genre, 1)]) for genre, _ in listed] == [
        (genre, genres_among([(spelling, 1)])) for genre, spelling in listed
    ]
    assert len({spelling.casefold() for _, spelling in listed}) == len(listed)
