"""The response to queued scrobbles, in the shape of Last.fm's own. Pure.

`accepted` counts the queued scrobbles, as clients expect. `queued` says that they are not yet
delivered. No names are corrected.
"""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.lastfm.rendering import Renderer, escape
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.lastfm.response_formats import JSON, MAPPED_JSON, ResponseFormat
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.methods.track_writes import ScrobbleParameters

_ACCEPTED: Final = 202
_NAMES: Final = ("track", "artist", "album", "albumArtist")


def scrobbles_of(parameters: Mapping[str, str]) -> list[dict[str, str]]:
    """Return a call's scrobbles by their index, as `[{"artist": ..., "timestamp": ...}]`."""
    by_index: dict[str, dict[str, str]] = {}
    for name, value in parameters.items():
        if place := ScrobbleParameters.place(name):
            field, index = place
            by_index.setdefault(index, {})[field] = value
    return [by_index[index] for index in sorted(by_index, key=lambda text: int(text[1:-1] or 0))]


def are_complete(scrobbles: list[dict[str, str]]) -> bool:
    """Return whether there are 1 to 50 scrobbles, each with artist, track and timestamp."""
    return 0 < len(scrobbles) <= ScrobbleParameters.most and all(
        row.get(name, "").strip() for row in scrobbles for name in ("artist", "track", "timestamp")
    )


def render(scrobbles: list[dict[str, str]], response_format: ResponseFormat) -> LastfmResponse:
    """Render the response: 202 on the REST families, 200 on the web service.

    Last.fm's clients expect 200, and a list of one as its item.
    """
    if response_format is MAPPED_JSON:
        return LastfmResponse(_ACCEPTED, "", to_json(_as_json(scrobbles, collapsed=False)))
    renderer = Renderer(is_json=response_format is JSON)
    return renderer.answer(_as_json(scrobbles, collapsed=True), _as_xml(scrobbles))


def _as_json(scrobbles: list[dict[str, str]], *, collapsed: bool) -> dict[str, Any]:
    listed = [
        {
            **{name: {"corrected": "0", "#text": row.get(name, "")} for name in _NAMES},
            "ignoredMessage": {"code": "0", "#text": ""},
            "timestamp": row.get("timestamp", ""),
        }
        for row in scrobbles
    ]
    count = len(listed)
    one = collapsed and count == 1
    return {
        "scrobbles": {
            "scrobble": listed[0] if one else listed,
            "@attr": {"accepted": count, "ignored": 0, "queued": count},
        }
    }


def _as_xml(scrobbles: list[dict[str, str]]) -> str:
    listed = "".join(f"<scrobble>{_row_as_xml(row)}</scrobble>" for row in scrobbles)
    count = len(scrobbles)
    return f'<scrobbles accepted="{count}" ignored="0" queued="{count}">{listed}</scrobbles>'


def _row_as_xml(row: dict[str, str]) -> str:
    named = (
        f'<{name} corrected="0">{escape(row[name])}</{name}>'
        if row.get(name)
        else f'<{name} corrected="0"/>'
        for name in _NAMES
    )
    timestamp = f"<timestamp>{escape(row.get('timestamp', ''))}</timestamp>"
    return "".join(named) + '<ignoredMessage code="0"/>' + timestamp
