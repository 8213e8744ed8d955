"""Search in the names of a history."""

from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.search import contains, find_scrobbles, scrobbles_at, search
from lastfm_gateway.history.window import Window
from tests.unit.history.support import histories, in_columns, windows, within

parts = st.sampled_from(["", "air", "AI", "r", "\u00f6", "\u00d6", "moon s", "%", "_", "."])

PLAYED = [
    ("Air", "Moon Safari"),
    ("Air", "Moon Safari"),
    ("Safari Duo", ""),
    ("Bj\u00f6rk", "Debut"),
    ("Bj\u00f6rk", "Debut"),
    ("Bj\u00f6rk", "Debut"),
    ("AC/DC", "T.N.T."),
]
HISTORY = Counts(
    in_columns([Scrobble(n, TrackNames(*names, "Run", "")) for n, names in enumerate(PLAYED)])
)


def _found(text: str) -> list[tuple[str, str]]:
    return [(row.kind, row.name) for row in search(HISTORY, text)]


def test_all_words_must_match_as_prefixes() -> None:
    """In any order, without case and accents."""
    assert _found("SAF moo") == [("album", "Moon Safari")]
    assert _found("bjork d") == [("album", "Debut")]
    assert _found("ac dc") == [("artist", "AC/DC"), ("album", "T.N.T.")]
    assert _found("afari") == []
    assert _found("moon debut") == []


def test_own_names_come_first_then_artists_then_plays() -> None:
    """An album that matches by its artist follows."""
    assert _found("safari") == [("artist", "Safari Duo"), ("album", "Moon Safari")]
    assert _found("BJ\u00d6RK") == [("artist", "Bj\u00f6rk"), ("album", "Debut")]
    assert _found("d") == [
        ("artist", "AC/DC"),
        ("artist", "Safari Duo"),
        ("album", "Debut"),
        ("album", "T.N.T."),
    ]


def test_a_text_without_words_finds_nothing() -> None:
    """Punctuation is no word."""
    assert _found("") == _found(" ! % ") == []


@given(histories, windows, parts, parts)
def test_history_is_filtered_by_parts_of_names(
    history: list[Scrobble], window: Window | None, artist: str, album: str
) -> None:
    """Only ASCII's case is ignored, and wildcards are characters."""

    def lower(text: str) -> str:
        return "".join(c.lower() if c.isascii() else c for c in text)

    listening = in_columns(history)
    expected = [
        s
        for s in within(history, window)
        if lower(artist) in lower(s.names.artist) and lower(album) in lower(s.names.album)
    ]
    indexes = find_scrobbles(listening, window, artist, album)
    assert scrobbles_at(listening, indexes) == expected


def test_a_part_of_a_name_is_no_pattern() -> None:
    """The Kelvin sign is no k, as in LIKE; dots are dots."""
    assert contains("T.N")("t.n.t.")
    assert not contains("T.N")("TaN")
    assert not contains("k")("\u212a")
