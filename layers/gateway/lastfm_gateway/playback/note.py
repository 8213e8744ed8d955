"""Notes: what a user plays and has just played, as their players tell this gateway. Pure.

One item per user holds the latest now-playing update, and each own listen as an attribute of its
own. So two environments that write at once lose nothing. Old listens are removed by later writes.
"""

import hashlib
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from lastfm_gateway.cache.keys import user_item_key
from lastfm_gateway.history.listening import TrackNames
from lastfm_gateway.history.overlay import OwnListen
from lastfm_gateway.lastfm.names import fold_name
from lastfm_gateway.limits.sliding_window import MS_PER_SECOND
from lastfm_gateway.methods.freshness import DAY

if TYPE_CHECKING:
    from lastfm_gateway.storage.items import Item

#: How long a listen is noted, in seconds: delivered ones until long after Last.fm's pages show
#: them, queued ones as long as the queue retries them.
DELIVERED_FOR: Final = 600
QUEUED_FOR: Final = 3 * DAY

#: The most listens of a user that are noted. The oldest are removed first.
MAX_LISTENS: Final = 50

#: Removing old listens takes a write of its own: it is done when there are so many.
MANY_OLD: Final = 4

#: The longest note in bytes. Longer names are not noted.
MAX_BYTES: Final = 600

#: How long a refusal to show the user's listening is remembered, in seconds.
REFUSED_FOR: Final = 60

#: The attribute of the now-playing update, and the first letters of listens' and refusals'.
PLAYING: Final = "p"
_LISTEN: Final = "l"
_REFUSAL: Final = "r"


class PlayingNote(NamedTuple):
    """A now-playing update. `began`: when it came, in unix milliseconds.

    `duration`: the track's, in seconds; 0 if unknown.
    """

    names: TrackNames
    duration: int
    began: int


class Noted(NamedTuple):
    """A user's notes. `listens` are in no order.

    `refusals`: when Last.fm refused to show a key what plays, in unix seconds, by attribute.
    """

    playing: PlayingNote | None = None
    listens: tuple[OwnListen, ...] = ()
    refusals: Mapping[str, int] = MappingProxyType({})


def notes_key(user: str) -> str:
    """Return the key of the item with a user's notes."""
    return user_item_key("playback#", user)


def no_notes(user: str, now: float) -> "Item":
    """Return an item without notes, which is over at once. It replaces a user's."""
    return {"pk": {"S": notes_key(user)}, "ttl": {"N": str(int(now))}}


def listen_attribute(at: int, artist: str, track: str) -> str:
    """Return the name of a listen's attribute, by its names as sent.

    So a queued listen and the same one delivered are one, whatever Last.fm corrects.
    """
    names = "\0".join(map(fold_name, (artist, track)))
    return f"{_LISTEN}{at:x}.{hashlib.sha256(names.encode(errors='replace')).hexdigest()[:8]}"


def refusal_attribute(encrypted_session: bytes | None) -> str:
    """Return the name of the attribute for refusals to keys with a session, or without one."""
    return _REFUSAL + hashlib.sha256(encrypted_session or b"").hexdigest()[:8]


def is_refused(noted: Noted, encrypted_session: bytes | None, now: float) -> bool:
    """Return whether Last.fm has lately refused a key with this session, or without one."""
    at = noted.refusals.get(refusal_attribute(encrypted_session))
    return at is not None and now < at + REFUSED_FOR


def playing_value(note: PlayingNote) -> str:
    """Return the text of a now-playing update."""
    return _text(note.began, note.duration, names=note.names)


def names_within(value: str) -> str:
    """Return the part of a now-playing update's text that holds the track's names."""
    return value[value.index(',"') :]


def listen_value(listen: OwnListen) -> str:
    """Return the text of a listen."""
    return _text(listen.at, listen.written, int(listen.is_queued), names=listen.names)


def parse_notes(item: "Item") -> Noted:
    """Return the notes in an item. Raises ValueError, TypeError or KeyError."""
    playing = json.loads(item[PLAYING]["S"]) if PLAYING in item else None
    return Noted(
        PlayingNote(_names(playing[2:]), int(playing[1]), int(playing[0])) if playing else None,
        tuple(_listens(item).values()),
        {name: int(value["N"]) for name, value in item.items() if name.startswith(_REFUSAL)},
    )


def current(noted: Noted, now: float) -> Noted:
    """Return the notes without listens that are too old."""
    listens = (listen for listen in noted.listens if not _is_old(listen, now))
    return noted._replace(listens=tuple(listens))


def old_attributes(item: "Item", now: float) -> list[str]:
    """Return the attributes to remove: old listens once they are many, and any beyond the most."""
    old = [name for name, listen in _listens(item).items() if _is_old(listen, now)]
    old += [name for name in item if name.startswith(_REFUSAL)]
    too_many = excess_listens(item, now)
    return too_many + old if too_many or len(old) >= MANY_OLD else []


def excess_listens(item: "Item", now: float) -> list[str]:
    """Return the attributes of listens beyond the most. They are not old: an import was long."""
    listens = {name: it for name, it in _listens(item).items() if not _is_old(it, now)}
    latest_last = sorted(listens, key=lambda name: listens[name].at)
    return latest_last[: max(0, len(listens) - MAX_LISTENS)]


def _listens(item: "Item") -> Mapping[str, OwnListen]:
    found = {}
    for name, value in item.items():
        if name.startswith(_LISTEN):
            at, written, queued, *names = json.loads(value["S"])
            found[name] = OwnListen(int(at), _names(names), int(written), bool(queued))
    return found


def _is_old(listen: OwnListen, now: float) -> bool:
    kept_for = QUEUED_FOR if listen.is_queued else DELIVERED_FOR
    return now * MS_PER_SECOND >= listen.written + kept_for * MS_PER_SECOND


def _text(*numbers: int, names: TrackNames) -> str:
    values = [*numbers, names.artist, names.album, names.track]
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="replace").decode()


def _names(values: list[str]) -> TrackNames:
    artist, album, track = values
    if not all(isinstance(value, str) for value in values):
        raise TypeError
    return TrackNames(artist, album, track, "")
