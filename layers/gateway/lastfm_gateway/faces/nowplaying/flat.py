"""The flat object of what plays, and its forms as text and as a badge. Pure.

Every key is always there: templates print a missing one as null. Texts are "" when unknown, numbers
and times None.
"""

from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote_plus

from lastfm_gateway.history.listening import TrackNames
from lastfm_gateway.lastfm.names import page_url
from lastfm_gateway.playback.state import Playback

#: The longest text: Home Assistant's states have 255 characters.
MAX_TEXT: Final = 250

_UNKNOWN: Final[dict[str, Any]] = {
    "playing": False,
    "status": "unavailable",
    **dict.fromkeys(("title", "artist", "album", "text", "image", "url", "artist_url"), ""),
    "loved": False,
    **dict.fromkeys(("user", "user_url"), ""),
    **dict.fromkeys(("duration", "started_at", "started_at_unix"), None),
    **dict.fromkeys(("played_at", "played_at_unix", "since", "playcount", "updated_at"), None),
}

_USER_URL: Final = "https://www.last.fm/user/"

_RED: Final = "d51007"
_GREY: Final = "lightgrey"

#: How long shields.io keeps a badge, in seconds: the least that it accepts.
_BADGE_SECONDS: Final = 300


def flat(state: Playback, user: str) -> dict[str, Any]:
    """Return the flat object of what a user plays."""
    names = state.names
    has_track = state.status != "never"
    since = state.started_at if state.is_playing else state.played_at
    return {
        **_UNKNOWN,
        "playing": state.is_playing,
        "status": state.status,
        "title": names.track,
        "artist": names.artist,
        "album": names.album,
        "text": title_line(names) if has_track else "",
        "image": names.image,
        "url": state.url,
        "artist_url": page_url("artist", names.artist, "") if has_track else "",
        "loved": state.loved,
        "user": user,
        "user_url": user_url(user),
        "duration": state.duration,
        "started_at": iso_time(state.started_at),
        "started_at_unix": state.started_at,
        "played_at": iso_time(state.played_at),
        "played_at_unix": state.played_at,
        "since": iso_time(since),
        "playcount": state.playcount,
        "updated_at": iso_time(state.as_of),
    }


def unavailable(error: str) -> dict[str, Any]:
    """Return the flat object with an error's text."""
    return {**_UNKNOWN, "error": error}


def badge(content: dict[str, Any]) -> dict[str, Any]:
    """Return the badge of a flat object, with the keys that shields.io allows."""
    is_playing = content["playing"]
    words = {"playing": content["text"], "unavailable": "unavailable"}
    return {
        "schemaVersion": 1,
        "label": "♫",
        "message": words.get(content["status"], "not playing"),
        "color": _RED if is_playing else _GREY,
        "namedLogo": "lastdotfm",
        "cacheSeconds": _BADGE_SECONDS,
        **({"isError": True} if content["status"] == "unavailable" else {}),
    }


def title_line(names: TrackNames) -> str:
    """Return artist and title in one line."""
    text = f"{names.artist} \N{EN DASH} {names.track}"
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def user_url(user: str) -> str:
    """Return the address of a user's page at Last.fm."""
    return _USER_URL + quote_plus(user)


def iso_time(unix_time: int | None) -> str | None:
    """Return a time as ISO 8601 in UTC."""
    if unix_time is None:
        return None
    return datetime.fromtimestamp(unix_time, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
