"""How long a now-playing update counts, and which later updates repeat it. Pure."""

from typing import Final

from lastfm_gateway.history.overlay import OwnListen, same_track
from lastfm_gateway.limits.sliding_window import MS_PER_SECOND
from lastfm_gateway.playback.note import Noted, PlayingNote

#: How long a now-playing update without a duration counts, in seconds.
UNKNOWN_DURATION: Final = 600

#: How far the start of a play, by the player's clock, may precede its now-playing update. Seconds.
_EARLY: Final = 30

#: A track that is announced so shortly before its end is played again. Durations are rounded, and
#: updates do not take equally long to arrive. Seconds.
_PLAYED_AGAIN: Final = 2


def valid_note(noted: Noted, now: float) -> PlayingNote | None:
    """Return the now-playing update while it counts.

    It counts for the track's duration. Without one it counts for 600 seconds, or until the track is
    scrobbled. Players scrobble halfway through a track, so that does not end a known duration.
    """
    note = noted.playing
    if note is None or now >= end_of(note):
        return None
    if not note.duration and any(_is_scrobble_of(listen, note) for listen in noted.listens):
        return None
    return note


def repeated_note(noted: Noted, update: PlayingNote) -> PlayingNote | None:
    """Return the noted update of the play that another update is about, too; None for a new play.

    Some players repeat what is playing every few seconds: the play began with the first update.
    """
    note = valid_note(noted, update.began / MS_PER_SECOND + _PLAYED_AGAIN)
    if note is None or note.duration != update.duration:
        return None
    return note if same_track(note.names, update.names) else None


def end_of(note: PlayingNote) -> float:
    """Return when an update ceases to count, in unix seconds."""
    return note.began / MS_PER_SECOND + (note.duration or UNKNOWN_DURATION)


def _is_scrobble_of(listen: OwnListen, note: PlayingNote) -> bool:
    """Return whether a listen is the play that a note announced."""
    return (
        listen.written >= note.began
        and listen.at >= note.began // MS_PER_SECOND - _EARLY
        and same_track(listen.names, note.names)
    )
