"""Details of a write: which listens Last.fm accepted, under which names, and what plays. Pure."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from lastfm_gateway.history.listening import TrackNames
from lastfm_gateway.history.overlay import OwnListen
from lastfm_gateway.limits.sliding_window import MS_PER_SECOND
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.playback.note import (
    MAX_BYTES,
    MAX_LISTENS,
    PLAYING,
    PlayingNote,
    listen_attribute,
    listen_value,
    playing_value,
)
from lastfm_gateway.scrobbling.queued_answer import scrobbles_of
from lastfm_gateway.scrobbling.waiting import DAILY_LIMIT

#: Older plays are not noted: the newest page may not reach back to them, and they would vanish.
NOTED_WITHIN: Final = DAY

#: The longest duration that is believed, in seconds.
MAX_DURATION: Final = 4 * 3600

_NAMES: Final = ("artist", "album", "track")
_AHEAD: Final = 60
_DIGITS: Final = 10  # of a 32-bit time

type WriteRow = Mapping[str, Any]


class NoteChange(NamedTuple):
    """The attributes of the user's notes to set, and those to remove.

    `is_whole`: whether everything that the write changed is noted.
    """

    values: Mapping[str, str]
    removed: Sequence[str] = ()
    is_whole: bool = True


def now_playing_change(parameters: Mapping[str, str], reply: bytes, now: int) -> NoteChange:
    """Return the change by a now-playing update. `now`: unix milliseconds."""
    answered = _answered(reply, "nowplaying", "nowplaying")
    if len(answered) != 1 or not _is_accepted(answered[0]):
        return NoteChange({}, is_whole=False)
    names = _names(parameters, answered[0])
    value = playing_value(PlayingNote(names, _duration(parameters), now))
    is_whole = bool(names.track and names.artist and _fits(value))
    return NoteChange({PLAYING: value} if is_whole else {}, is_whole=is_whole)


def scrobble_change(parameters: Mapping[str, str], reply: bytes, now: int) -> NoteChange:
    """Return the change by scrobbles that Last.fm has answered. It ignores some of them."""
    sent = scrobbles_of(parameters)
    answered = _answered(reply, "scrobbles", "scrobble")
    if len(answered) != len(sent):
        return NoteChange({}, is_whole=False)
    pairs = list(zip(sent, answered, strict=True))
    accepted = [(row, _names(row, answer)) for row, answer in pairs if _is_accepted(answer)]
    # What exceeds the daily limit is not refused: it waits, or its client keeps it.
    ignored = [row for row, answer in pairs if _code(answer) not in (0, DAILY_LIMIT)]
    return _listens(accepted, now, is_queued=False)._replace(removed=_attributes(ignored))


def queued_change(parameters: Mapping[str, str], now: int) -> NoteChange:
    """Return the change by scrobbles that wait for Last.fm, under the names that were sent."""
    rows = [(row, _names(row, {})) for row in scrobbles_of(parameters)]
    return _listens(rows, now, is_queued=True)


def dropped_change(parameters: Mapping[str, str]) -> NoteChange:
    """Return the change by queued scrobbles that will not be delivered."""
    return NoteChange({}, _attributes(scrobbles_of(parameters)))


def _listens(
    rows: Sequence[tuple[WriteRow, TrackNames]], now: int, *, is_queued: bool
) -> NoteChange:
    """Return the change that notes listens: of the last day, the newest ones of many."""
    seconds = now // MS_PER_SECOND
    noted = []
    for row, names in rows:
        at = _time(row)
        if names.artist and names.track and seconds - NOTED_WITHIN < at <= seconds + _AHEAD:
            value = listen_value(OwnListen(at, names, now, is_queued))
            if _fits(value):
                noted.append((at, _attribute(row), value))
    newest = sorted(noted)[-MAX_LISTENS:]
    return NoteChange({name: value for _, name, value in newest}, is_whole=len(newest) == len(rows))


def _attributes(rows: Iterable[WriteRow]) -> tuple[str, ...]:
    return tuple({_attribute(row): None for row in rows})


def _attribute(row: WriteRow) -> str:
    return listen_attribute(_time(row), row.get("artist", ""), row.get("track", ""))


def _time(row: WriteRow) -> int:
    return _seconds(row, "timestamp")


def _duration(row: WriteRow) -> int:
    seconds = _seconds(row, "duration")
    return seconds if seconds <= MAX_DURATION else 0


def _seconds(row: WriteRow, name: str) -> int:
    """Return a number of seconds, 0 for none and for one that is too long for a 32-bit time."""
    text = str(row.get(name, "")).strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _DIGITS else 0


def _fits(value: str) -> bool:
    return len(value.encode()) <= MAX_BYTES


def _names(sent: WriteRow, answered: WriteRow) -> TrackNames:
    """Return the names that Last.fm shows: those sent, unless it corrected them."""
    found = {}
    for name in _NAMES:
        answer = answered.get(name) or {}
        is_corrected = str(answer.get("corrected", "0")) == "1"
        corrected = str(answer.get("#text") or "") if is_corrected else ""
        found[name] = corrected or str(sent.get(name, "")).strip()
    return TrackNames(**found, image="")


def _is_accepted(row: WriteRow) -> bool:
    return _code(row) == 0


def _code(row: WriteRow) -> int:
    """Return why Last.fm ignores a row; 0 if it does not."""
    code = str((row.get("ignoredMessage") or {}).get("code") or "0")
    return int(code) if code.isdecimal() else -1


def _answered(reply: bytes, root: str, item: str) -> list[WriteRow]:
    """Return the rows of an answer, JSON or XML; none if it has another shape."""
    try:
        if reply.lstrip()[:1] == b"<":
            return _answered_in_xml(reply, item)
        found = json.loads(reply)[root]
        rows = found if root == item else found[item]
        rows = rows if isinstance(rows, list) else [rows]
        return rows if all(map(_is_row, rows)) else []
    except (ValueError, KeyError, TypeError):
        return []


def _is_row(row: object) -> bool:
    """Return whether a row has objects where they are read."""
    parts = (*_NAMES, "ignoredMessage")
    return isinstance(row, dict) and all(isinstance(row.get(part, {}), dict) for part in parts)


def _answered_in_xml(reply: bytes, item: str) -> list[WriteRow]:
    import xml.etree.ElementTree as ET  # noqa: PLC0415 (only XML needs it)

    try:
        root = ET.fromstring(reply)  # noqa: S314 (Last.fm's, and it has no doctype)
    except ET.ParseError:
        return []
    return [
        {part.tag: {**part.attrib, "#text": part.text or ""} for part in row}
        for row in root.iter(item)
    ]
