"""The answer to scrobbles that wait in the queue, in the shape of Last.fm's own. Pure.

`accepted` counts what was taken in, as clients expect it; `queued` says that it has yet to be
delivered. Nothing is corrected, for nobody has looked at it.
"""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway.lastfm.rendering import Form, escape
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.lastfm.response_formats import ARRANGED, JSON, ResponseFormat
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.methods.track_writes import ScrobbleParameters

_ACCEPTED: Final = 202
_NAMES: Final = ("track", "artist", "album", "albumArtist")


def rows(parameters: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the scrobbles among a call's parameters, in the order of their numbers."""
    found: dict[str, dict[str, str]] = {}
    for name, value in parameters.items():
        if place := ScrobbleParameters.place(name):
            bare, number = place
            found.setdefault(number, {})[bare] = value
    return [found[number] for number in sorted(found, key=lambda text: int(text[1:-1] or 0))]


def can_wait(scrobbles: list[dict[str, str]]) -> bool:
    """Tell whether each of some scrobbles says what was played and when: from one to fifty."""
    return 0 < len(scrobbles) <= ScrobbleParameters.most and all(
        row.get(name, "").strip() for row in scrobbles for name in ("artist", "track", "timestamp")
    )


def reply(scrobbles: list[dict[str, str]], dialect: ResponseFormat) -> LastfmResponse:
    """Return the answer: 202 to a REST call; 200 to the web service's clients, who know no other.

    To these a list of one is its item, as Last.fm has it.
    """
    if dialect is ARRANGED:
        return LastfmResponse(_ACCEPTED, "", to_json(_as_json(scrobbles, collapsed=False)))
    form = Form(is_json=dialect is JSON)
    return form.answer(_as_json(scrobbles, collapsed=True), _as_xml(scrobbles))


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
