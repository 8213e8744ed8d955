"""Parses the body of submit-listens. Pure.

ListenBrainz refuses a whole import for one faulty listen, and clients then retry it for ever or
lose it. Here the usable listens are taken, and the others are reported.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.listenbrainz import fields
from lastfm_gateway.methods.freshness import DAY, HOUR

type ListenType = Literal["single", "playing_now", "import"]

#: Why a listen is not scrobbled: faulty, or ignored by a rule of Last.fm's.
type Reason = Literal[
    "invalid", "too_old", "too_short", "artist", "track", "in_the_future", "refused"
]

_LISTEN_TYPES: Final[Mapping[str, ListenType]] = {
    "single": "single",
    "playing_now": "playing_now",
    "import": "import",
}

MAX_LISTENS: Final = 1000

#: The first second that ListenBrainz takes: 2002-10-01.
FIRST_LISTEN: Final = 1_033_430_400

#: How old a scrobble may be at Last.fm, and how long a track must be, in seconds.
MAX_AGE: Final = 14 * DAY
TOO_SHORT: Final = 30

#: How far a client's clock may be ahead, in seconds. Last.fm gets the current time instead.
_AHEAD: Final = HOUR

_MESSAGES: Final[Mapping[Reason, str]] = {
    "too_old": "Last.fm takes nothing older than 14 days",
    "too_short": "Last.fm takes no track of 30 seconds or less",
}


class Listen(NamedTuple):
    """One listen. `place`: its index in the payload. `listened_at`: when it began; 0 if playing.

    `duration` is in seconds. What is unknown is "" or None.
    """

    place: int
    listened_at: int
    artist: str
    track: str
    album: str
    album_artist: str
    track_number: int | None
    mbid: str | None
    duration: int | None


class IgnoredListen(NamedTuple):
    """A listen that is not scrobbled, by its index in the payload, and why."""

    place: int
    reason: Reason
    message: str


class Submission(NamedTuple):
    """The usable listens of a request, and those that are not scrobbled."""

    listen_type: ListenType
    listens: list[Listen]
    ignored: list[IgnoredListen]


class _Faulty(Exception):
    """A listen cannot be used. The message says why."""


def parse_submission(body: object, now: float, *, first_artist: bool = False) -> Submission:
    """Parse a request's JSON. Raises BadRequest if no listen in it is usable.

    `now`: unix time. `first_artist`: scrobble the first of `artist_names`, not the whole credit.
    Listens that Last.fm would ignore for their age or length are ignored here.
    """
    listen_type, payload = _parts(body)
    chosen = list(enumerate(payload))[-1:] if listen_type == "playing_now" else enumerate(payload)
    listens, ignored = [], []
    for place, item in chosen:
        try:
            listen = _listen(place, item, now, listen_type, first_artist=first_artist)
        except _Faulty as fault:
            ignored.append(IgnoredListen(place, "invalid", str(fault)))
            continue
        reason = None if listen_type == "playing_now" else _reason_to_ignore(listen, now)
        if reason:
            ignored.append(IgnoredListen(place, reason, _MESSAGES[reason]))
        else:
            listens.append(listen)
    if not listens and all(item.reason == "invalid" for item in ignored):
        raise BadRequest(f"payload[{ignored[0].place}]: {ignored[0].message}")
    return Submission(listen_type, listens, ignored)


def _parts(body: object) -> tuple[ListenType, list[Any]]:
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object")
    listen_type = _LISTEN_TYPES.get(str(body.get("listen_type")))
    if listen_type is None:
        raise BadRequest("listen_type must be single, playing_now or import")
    payload = body.get("payload")
    if not isinstance(payload, list) or not payload:
        raise BadRequest("payload must be a list of at least one listen")
    if len(payload) > MAX_LISTENS:
        raise BadRequest(f"payload has more than {MAX_LISTENS} listens")
    return listen_type, payload


def _listen(
    place: int, item: object, now: float, listen_type: ListenType, *, first_artist: bool
) -> Listen:
    if not isinstance(item, dict):
        raise _Faulty("a listen must be an object")
    metadata = item.get("track_metadata")
    if not isinstance(metadata, dict):
        raise _Faulty("track_metadata must be an object")
    sent = metadata.get("additional_info")
    info = sent if isinstance(sent, dict) else {}
    credit = _name(metadata, "artist_name")
    track = _name(metadata, "track_name")
    artist = (_first_artist(info) if first_artist else "") or credit
    album = fields.text(metadata.get("release_name"))
    return Listen(
        place=place,
        listened_at=0 if listen_type == "playing_now" else _time(item.get("listened_at"), now),
        artist=artist,
        track=track,
        album="" if fields.fault_of_name(album) else album,
        album_artist=fields.album_artist_of(info, artist),
        track_number=fields.track_number_of(info),
        mbid=fields.mbid(info.get("recording_mbid")),
        duration=fields.duration_of(info),
    )


def _name(metadata: Mapping[str, Any], key: str) -> str:
    name = fields.text(metadata.get(key))
    if not name:
        raise _Faulty(f"track_metadata.{key} must be a text that is not blank")
    if fault := fields.fault_of_name(name):
        raise _Faulty(f"track_metadata.{key} {fault}")
    return name


def _first_artist(info: Mapping[str, Any]) -> str:
    names = info.get("artist_names")
    first = fields.text(names[0]) if isinstance(names, list) and names else ""
    return "" if fields.fault_of_name(first) else first


def _time(value: object, now: float) -> int:
    """Return when a listen began, at most `now`. Raises _Faulty for a time that cannot be."""
    found = fields.number(value)
    if found is None:
        raise _Faulty("listened_at must be a unix time in seconds")
    if found < FIRST_LISTEN:
        raise _Faulty(f"listened_at must be at least {FIRST_LISTEN} (2002-10-01)")
    if found >= now + _AHEAD:
        raise _Faulty("listened_at is in the future")
    return int(min(found, now))


def _reason_to_ignore(listen: Listen, now: float) -> Reason | None:
    if listen.listened_at < now - MAX_AGE:
        return "too_old"
    return "too_short" if listen.duration is not None and listen.duration <= TOO_SHORT else None
