"""Formats of an export: how a scrobble becomes a line. Pure.

Each line is a part that depends on the time, then a part that depends on the track. The latter is
rendered once for each track of a page.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from lastfm_gateway.faces.listening.items import timestamp
from lastfm_gateway.history.listening import TrackNames
from lastfm_gateway.lastfm.response_mapper import to_json

#: What a spreadsheet reads as a formula, with the apostrophes before it. The wide characters are
#: those of East Asian spreadsheets.
_FORMULA: Final = re.compile("'*(\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\\t\\r\\n])")

_COLUMNS: Final = ("scrobbled_at", "unix_time", "artist", "album", "track", "image_url")


class Format(NamedTuple):
    """`header`: the first page's first line. `at` and `track` render the parts of a line."""

    content_type: str
    at: Callable[[int], str]
    track: Callable[[TrackNames], str]
    header: str = ""


def _ndjson_at(time: int) -> str:
    return f'{{"scrobbled_at":"{timestamp(time)}","unix_time":{time},'


def _ndjson_track(names: TrackNames) -> str:
    """Return the names; null for an unknown album or image."""
    return _rest_of_object(
        {
            "artist": names.artist,
            "album": names.album or None,
            "track": names.track,
            "image_url": names.image or None,
        }
    )


def _csv_at(time: int) -> str:
    return f"{timestamp(time)},{time},"


def _csv_track(names: TrackNames) -> str:
    """Return the names as fields of RFC 4180, empty for an unknown album or image."""
    fields = (names.artist, names.album, names.track, names.image)
    return _csv_row([without_formula(_in_utf8(field)) for field in fields])


def without_formula(field: str) -> str:
    """Return a field with an apostrophe before it if a spreadsheet would run it as a formula.

    Reversible: a field that begins with apostrophes and then with a formula lost one, or none did.
    """
    return f"'{field}" if _FORMULA.match(field) else field


def _listenbrainz_at(time: int) -> str:
    return f'{{"listened_at":{time},'


def _listenbrainz_track(names: TrackNames) -> str:
    """Return the metadata of a listen. An unknown album is left out, as ListenBrainz does."""
    release = {"release_name": names.album} if names.album else {}
    metadata = {
        "artist_name": names.artist,
        "track_name": names.track,
        **release,
        "additional_info": {"submission_client": "Last.fm"},
    }
    return _rest_of_object({"track_metadata": metadata})


def _rest_of_object(fields: dict[str, Any]) -> str:
    """Return the JSON of an object without its opening brace, and a line feed."""
    return to_json(fields).decode()[1:] + "\n"


def _csv_row(fields: Sequence[str]) -> str:
    row = io.StringIO()
    csv.writer(row).writerow(fields)
    return row.getvalue()


def _in_utf8(text: str) -> str:
    """Return a text with question marks for lone surrogates, which UTF-8 cannot represent."""
    return text.encode(errors="replace").decode()


FORMATS: Final = {
    "ndjson": Format("application/x-ndjson; charset=utf-8", _ndjson_at, _ndjson_track),
    "csv": Format("text/csv; charset=utf-8", _csv_at, _csv_track, _csv_row(_COLUMNS)),
    "listenbrainz": Format(
        "application/x-ndjson; charset=utf-8", _listenbrainz_at, _listenbrainz_track
    ),
}
