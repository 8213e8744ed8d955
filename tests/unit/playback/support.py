"""Short forms of notes and rows for the unit tests of playback."""

from lastfm_gateway.history.listening import TrackNames
from lastfm_gateway.history.overlay import OwnListen
from lastfm_gateway.playback.newest_row import Newest, NewestRow
from lastfm_gateway.playback.note import PlayingNote

NOW = 1_800_000_000


def names(track: str, artist: str = "Air", album: str = "", image: str = "") -> TrackNames:
    """Return the names of a track."""
    return TrackNames(artist, album, track, image)


def note(
    track: str = "Run", *, ago: int = 0, duration: int = 0, artist: str = "Air"
) -> PlayingNote:
    """Return a now-playing update that came some seconds ago."""
    return PlayingNote(names(track, artist), duration, (NOW - ago) * 1000)


def listen(
    track: str = "Run", *, ago: int = 0, written: int = 0, artist: str = "Air", queued: bool = False
) -> OwnListen:
    """Return a listen that began `ago` and was written `written` seconds ago."""
    return OwnListen(NOW - ago, names(track, artist), (NOW - written) * 1000, queued)


def newest(
    *,
    playing: str = "",
    last: str = "Old",
    last_ago: int = 900,
    asked: int = 0,
    artist: str = "Air",
) -> Newest:
    """Return Last.fm's answer to a call that was made `asked` seconds ago."""
    playing_row = NewestRow(names(playing, artist, image="p.jpg"), "url", is_loved=True, at=None)
    last_row = NewestRow(names(last, image="l.jpg"), "url", is_loved=False, at=NOW - last_ago)
    fence = (NOW - asked) * 1000
    return Newest(playing_row if playing else None, last_row if last else None, 100, fence)
