"""Scrobbles for the tests of the history."""

from collections.abc import Callable, Iterable

from lastfm_gateway.history.listening import Listening, Scrobble, TrackNames
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.history.window import Window

JANUARY = 1_767_225_600  # 2026-01-01
FEBRUARY = 1_769_904_000
DAY = 86_400


def scrobble(at: int, track: str = "Airbag", artist: str = "Radiohead") -> Scrobble:
    """Return a scrobble."""
    return Scrobble(at, TrackNames(artist, "OK Computer", track, "https://example.com/1.png"))


def rows(listening: Listening) -> list[Scrobble]:
    """Return the scrobbles of a listening, one by one."""
    return [
        Scrobble(at, listening.names[track])
        for at, track in zip(listening.times, listening.ids, strict=True)
    ]


def stored(store: HistoryStore, user: str = "rj", window: Window | None = None) -> list[Scrobble]:
    """Return a user's stored scrobbles, sorted. None is there twice."""
    found = rows(store.read(user, window)[1])
    assert [each.at for each in found] == sorted(each.at for each in found)
    assert len(found) == len(set(found))
    return sorted(found)


def replaced(model: Iterable[Scrobble], window: Window, new: Iterable[Scrobble]) -> set[Scrobble]:
    """Return a plain model of a history after a replacement."""
    return {each for each in model if not window.start <= each.at < window.end} | set(new)


type Step = Callable[[HistoryStore], object]
