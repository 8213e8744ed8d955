"""Genres of a user's artists: remembered beside the history, the others looked up."""

from collections.abc import Callable, Container, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from lastfm_gateway import methods
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.routes import Query
from lastfm_gateway.history import genre_memory
from lastfm_gateway.history.genre_memory import GenreMemory, KnownGenre
from lastfm_gateway.history.genre_tags import genres_among
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.lastfm.names import fold_name
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.storage.table import TableFault

#: The most artists looked up per request, and the most of them in calls to Last.fm.
MAX_LOOKUPS: Final = 200
MAX_CALLS: Final = 50

#: How long an answer stays fresh without the genres of some artists, in seconds.
PARTIAL_FRESH_FOR: Final = 60

#: How long a genre is remembered before it is looked up again, in seconds.
REMEMBERED_FOR: Final = 30 * DAY


class ArtistGenres:
    """Finds genres for one request. `partial` is set while some artists have not been looked up."""

    def __init__(
        self,
        memory: GenreMemory,
        reader: ListeningReader,
        report_fault: Callable[[str], None],
    ) -> None:
        self.partial = False
        self._memory = memory
        self._reader = reader
        self._report_fault = report_fault
        self._now = int(reader.now)

    def find(self, artists: Sequence[str]) -> dict[str, str]:
        """Return the known genres by folded artist name, "" for none; looks up the first artists.

        Of more artists than can be remembered, the first ones count: the rest have no genre, so
        that the answer is complete some day.
        Artists without a remembered genre are looked up before those whose genre is outdated. While
        some are unknown the answer is kept for a short time only.
        """
        known = self._load()
        every = {fold_name(artist): artist for artist in artists}
        by_key = dict(islice(every.items(), genre_memory.MAX_ARTISTS))
        due = [key for key in by_key if key not in known or self._is_outdated(known[key])]
        due.sort(key=known.__contains__)
        found = self._look_up({key: by_key[key] for key in due[:MAX_LOOKUPS]})
        if not found.items() <= known.items():
            known |= found
            self._save(known, by_key)
        if not known.keys() >= by_key.keys():
            self.partial = True
            self._reader.expire_within(PARTIAL_FRESH_FOR)
        return {key: known[key].name for key in by_key if key in known}

    def _is_outdated(self, known: KnownGenre) -> bool:
        return known.at + REMEMBERED_FOR <= self._now

    def _look_up(self, artists: Mapping[str, str]) -> dict[str, KnownGenre]:
        if not artists:
            return {}
        names = [{"artist": name} for name in artists.values()]
        method = methods.get("artist.getTopTags")
        at_most = min(MAX_CALLS, self._reader.calls_left())
        results = self._reader.new_lookup().fetch(method, names, at_most, genre_in)
        return {
            key: KnownGenre(result.value, result.entry.stored_at if result.entry else self._now)
            for key, result in zip(artists, results, strict=True)
            if result
        }

    def _load(self) -> dict[str, KnownGenre]:
        try:
            return self._memory.load()
        except TableFault as fault:
            self._report_fault(fault.reason)
            return {}

    def _save(self, genres: Mapping[str, KnownGenre], needed: Container[str]) -> None:
        try:
            self._memory.save(genres, needed)
        except TableFault as fault:
            self._report_fault(fault.reason)


#: Composes an answer from the history, cached calls to Last.fm and artists' genres.
type ComposeWithGenres = Callable[
    [HistoryReader, Query, ListeningReader, ArtistGenres], dict[str, Any]
]


def genres_in(response: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return the genres in an artist.getTopTags response with their counts."""
    tags = response.get("toptags", {}).get("tag", [])
    return genres_among((tag["name"], int(tag["count"])) for tag in tags)


def genre_in(response: Mapping[str, Any]) -> str:
    """Return the artist's genre in an artist.getTopTags response; "" for none."""
    return next((genre for genre, _ in genres_in(response)), "")
