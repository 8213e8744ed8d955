"""Playback state: what plays, by the user's own notes and Last.fm's newest rows. Pure."""

from typing import Final, Literal, NamedTuple

from lastfm_gateway.history.listening import TrackNames
from lastfm_gateway.history.overlay import LAG_MS, OwnListen, same_track
from lastfm_gateway.lastfm.names import fold_name, page_url
from lastfm_gateway.limits.sliding_window import MS_PER_SECOND
from lastfm_gateway.methods.freshness import HOUR
from lastfm_gateway.playback.newest_row import Newest, NewestRow
from lastfm_gateway.playback.note import Noted, PlayingNote
from lastfm_gateway.playback.validity import end_of, valid_note

#: Last.fm may show an earlier track for so long after a now-playing update, in milliseconds.
_PLAYING_LAG_MS: Final = 10_000

#: How long an answer of Last.fm stays fresh, in seconds: while a track plays, when nothing does,
#: and after an hour of silence.
WHILE_PLAYING: Final = 10
WHILE_IDLE: Final = 30
AFTER_SILENCE: Final = 60

_NO_NAMES: Final = TrackNames("", "", "", "")


class Playback(NamedTuple):
    """What a user plays, or played last. Times are unix seconds; texts are "" if unknown.

    `names`: artist, album, track and image of the track; all "" with the status "never", which
    means that the user has no scrobble yet.
    `started_at`, `duration`: known only for what was reported through this gateway.
    `played_at`: when the last track was played; None while one is playing.
    `playcount`: how many scrobbles the user has; None if unknown.
    `as_of`: when this was known.
    `poll_after`: in how many seconds to ask again.
    `use`: whether a call was made. STALE: Last.fm could not be asked in time.
    """

    status: Literal["playing", "idle", "never"]
    names: TrackNames = _NO_NAMES
    url: str = ""
    loved: bool = False
    started_at: int | None = None
    duration: int | None = None
    played_at: int | None = None
    playcount: int | None = None
    as_of: int = 0
    poll_after: int = WHILE_IDLE
    use: Literal["HIT", "MISS", "STALE"] = "HIT"

    @property
    def is_playing(self) -> bool:
        """Whether a track is playing."""
        return self.status == "playing"

    @property
    def is_stale(self) -> bool:
        """Whether Last.fm could not be asked in time."""
        return self.use == "STALE"

    def progress_ms(self, now: float) -> int | None:
        """Return how far the track is; None unless it was reported through this gateway."""
        if self.started_at is None:
            return None
        passed = max(0, int((now - self.started_at) * MS_PER_SECOND))
        return min(passed, self.duration * MS_PER_SECOND) if self.duration else passed


def playback(noted: Noted, newest: Newest | None, now: float) -> Playback:
    """Return the state. `newest` is None if Last.fm was not asked lately."""
    playcount = _playcount(noted, newest)
    note = valid_note(noted, now)
    if note and not _has_other(newest, note):
        return _by_note(note, newest)._replace(playcount=playcount)
    if newest and newest.playing and not _is_over(newest, noted, now):
        row = newest.playing
        state = Playback("playing", row.names, row.url, row.is_loved, poll_after=WHILE_PLAYING)
        as_of = newest.fence // MS_PER_SECOND
        return state._replace(as_of=as_of, playcount=playcount)
    return _idle(noted, newest, now)._replace(playcount=playcount)


def fresh_for(noted: Noted, newest: Newest, now: float) -> int:
    """Return for how many seconds Last.fm's answer stays fresh."""
    if valid_note(noted, now):
        return AFTER_SILENCE  # it tells only whether the history is hidden
    if newest.playing:
        return WHILE_PLAYING
    last = newest.last.at if newest.last else None
    return WHILE_IDLE if last and now - last < HOUR else AFTER_SILENCE


def _by_note(note: PlayingNote, newest: Newest | None) -> Playback:
    """Return the state while a note counts, with details of the same track or album."""
    rows = [row for row in (newest.playing, newest.last) if row] if newest else []
    names, url, is_loved = note.names, "", False
    for row in rows:
        if same_track(row.names, names):
            image = row.names.image
            names = names._replace(album=names.album or row.names.album, image=image)
            url, is_loved = row.url, row.is_loved
            break
        if _album(row.names) == _album(names) != ("", ""):
            names = names._replace(image=names.image or row.names.image)
    return Playback(
        "playing",
        names,
        url or page_url("track", names.artist, names.track),
        is_loved,
        started_at=note.began // MS_PER_SECOND,
        duration=note.duration or None,
        as_of=note.began // MS_PER_SECOND,
        poll_after=WHILE_PLAYING,
    )


def _idle(noted: Noted, newest: Newest | None, now: float) -> Playback:
    """Return the state when nothing plays: the last track, Last.fm's or one of the notes."""
    last = newest.last if newest else None
    own = max(_unlisted(noted, newest), key=lambda listen: listen.at, default=None)
    as_of = newest.fence // MS_PER_SECOND if newest else int(now)
    if own and (last is None or last.at is None or own.at > last.at):
        as_of = max(as_of, own.written // MS_PER_SECOND)
        url = page_url("track", own.names.artist, own.names.track)
        last = NewestRow(own.names, url, is_loved=False, at=own.at)
    if last is None or last.at is None:
        return Playback("never", as_of=as_of, poll_after=AFTER_SILENCE)
    return Playback(
        "idle",
        last.names,
        last.url,
        last.is_loved,
        played_at=last.at,
        as_of=as_of,
        poll_after=WHILE_IDLE if now - last.at < HOUR else AFTER_SILENCE,
    )


def _unlisted(noted: Noted, newest: Newest | None) -> list[OwnListen]:
    """Return the own listens that Last.fm's newest rows may lack."""
    return [
        listen
        for listen in noted.listens
        if newest is None or listen.is_queued or newest.fence < listen.written + LAG_MS
    ]


def _playcount(noted: Noted, newest: Newest | None) -> int | None:
    """Return how many scrobbles the user has, with those since Last.fm was asked."""
    if newest is None:
        return None
    since = [
        listen for listen in noted.listens if listen.is_queued or newest.fence < listen.written
    ]
    return newest.total + len(since)


def _has_other(newest: Newest | None, note: PlayingNote) -> bool:
    """Return whether Last.fm has meanwhile been told of another track.

    Last.fm may correct an artist or a title: one of them is enough to be the same.
    """
    if newest is None or newest.playing is None:
        return False
    row = newest.playing.names
    is_same = fold_name(row.artist) == fold_name(note.names.artist) or (
        fold_name(row.track) == fold_name(note.names.track)
    )
    return not is_same and newest.fence > note.began + _PLAYING_LAG_MS


def _is_over(newest: Newest, noted: Noted, now: float) -> bool:
    """Return whether the track that Last.fm's answer shows has ended since."""
    row, note = newest.playing, noted.playing
    if row is None:
        return True
    if note and note.began >= newest.fence:
        return True  # the note was the next track, and is over too
    if note and newest.fence < end_of(note) * MS_PER_SECOND <= now * MS_PER_SECOND:
        return same_track(row.names, note.names)
    return any(
        listen.written >= newest.fence and same_track(listen.names, row.names)
        for listen in noted.listens
    )


def _album(names: TrackNames) -> tuple[str, str]:
    return (fold_name(names.artist), fold_name(names.album)) if names.album else ("", "")
