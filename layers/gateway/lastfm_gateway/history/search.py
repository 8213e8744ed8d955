"""Search in names: by the beginnings of words, and by a part of the name. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from itertools import compress
from typing import Final

from lastfm_gateway.history.counts import Counts, Row
from lastfm_gateway.history.listening import Listening, Scrobble
from lastfm_gateway.history.window import Window

_WORD: Final = re.compile(r"[^\W_]+")


def search(counts: Counts, text: str) -> list[Row]:
    """Return the artists and albums that have a word for each word of `text`, as its beginning.

    An album's words are its name's and its artist's. Case and accents do not matter. Those whose
    own name matches come first, then artists, then the most played.
    """
    prefixes = _words(text)
    if not prefixes:
        return []
    rows = [*counts.rows("artist"), *counts.rows("album")]
    found = [row for row in rows if _match(prefixes, _words(f"{row.name} {row.artist}"))]
    return sorted(found, key=lambda row: not _match(prefixes, _words(row.name)))


def contains(part: str) -> Callable[[str], object]:
    """Return a test for names that contain `part`. Of case only ASCII's is ignored, as in LIKE."""
    return re.compile(re.escape(part), re.IGNORECASE | re.ASCII).search


def find_scrobbles(
    listening: Listening, window: Window | None = None, artist: str = "", album: str = ""
) -> Sequence[int]:
    """Return the indexes of scrobbles whose artist and album contain the given parts of names.

    The oldest comes first. "" matches everything.
    """
    low, high = listening.bounds(window) if window else (0, len(listening.ids))
    if not artist and not album:
        return range(low, high)
    has_artist, has_album = contains(artist), contains(album)
    ids = listening.ids[low:high]
    matches = {
        track: bool(has_artist(names.artist) and has_album(names.album))
        for track in set(ids)
        for names in [listening.names[track]]
    }
    return list(compress(range(low, high), map(matches.__getitem__, ids)))


def scrobbles_at(listening: Listening, indexes: Iterable[int]) -> list[Scrobble]:
    """Return the scrobbles at some indexes of a Listening, in their order."""
    times, ids, names = listening.times, listening.ids, listening.names
    return [Scrobble(times[index], names[ids[index]]) for index in indexes]


def _words(text: str) -> set[str]:
    """Return the words of a text, without case and accents."""
    if not text.isascii():
        text = "".join(
            c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)
        )
    return set(_WORD.findall(text.casefold()))


def _match(prefixes: Iterable[str], words: Iterable[str]) -> bool:
    return all(any(word.startswith(prefix) for word in words) for prefix in prefixes)
