"""Reads the fields of a listen as clients send them: strings for numbers, blanks, nulls. Pure."""

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.lastfm.names import fold_name
from lastfm_gateway.methods.validation import clean
from lastfm_gateway.token_format import holds_token

#: The longest name that Last.fm's methods take here (see methods.parameters).
MAX_NAME: Final = 1000

#: ListenBrainz's own limit of a duration: 24 days, in seconds.
_LONGEST: Final = 24 * 86_400

_MS_PER_SECOND: Final = 1000
_MBID: Final = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_LEADING_NUMBER: Final = r"\s*(\d{1,6})\s*(/.*)?"


def text(value: object) -> str:
    """Return a text without control characters and outer white space; "" for anything else.

    A lone surrogate, which JSON allows and UTF-8 does not, becomes a question mark.
    """
    if not isinstance(value, str):
        return ""
    encodable = value.encode(errors="replace").decode()
    return clean("".join(c for c in encodable if unicodedata.category(c) != "Cc"))


def fault_of_name(name: str) -> str | None:
    """Return why a name cannot go to Last.fm; None if it can."""
    if len(name) > MAX_NAME:
        return f"is longer than {MAX_NAME} characters"
    return "contains a key of this gateway" if holds_token(name) else None


def number(value: object) -> float | None:
    """Return a number or a numeric text as a finite number; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def mbid(value: object) -> str | None:
    """Return a MusicBrainz id in lower case; None for anything else."""
    found = text(value)
    return found.lower() if re.fullmatch(_MBID, found) else None


def duration_of(info: Mapping[str, Any]) -> int | None:
    """Return a duration in seconds: of `duration_ms` first, else of `duration`.

    None for one that is absent, unreadable, not positive, or longer than 24 days.
    """
    for name, unit in (("duration_ms", _MS_PER_SECOND), ("duration", 1)):
        found = number(info.get(name))
        if found is not None and 0 < found / unit <= _LONGEST:
            return max(1, round(found / unit))
    return None


def track_number_of(info: Mapping[str, Any]) -> int | None:
    """Return a track's number: 4 for 4, "4" and "4/11". None if there is none."""
    value = info.get("tracknumber")
    found = re.fullmatch(_LEADING_NUMBER, str(value)) if isinstance(value, int | str) else None
    return int(found[1]) or None if found else None


def album_artist_of(info: Mapping[str, Any], artist: str) -> str:
    """Return the album's artist; "" if it is unknown, or the same as the track's."""
    names = info.get("release_artist_names")
    only = names[0] if isinstance(names, list) and len(names) == 1 else None
    candidates = (info.get("release_artist_name"), only, info.get("albumartist"))
    found = next(filter(None, map(text, candidates)), "")
    return "" if fault_of_name(found) or fold_name(found) == fold_name(artist) else found
