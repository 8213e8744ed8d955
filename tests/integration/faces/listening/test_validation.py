"""Invalid requests of the counted endpoints."""

from functools import partial
from typing import Any

import pytest

from local.simulator import Simulator
from tests.integration.conftest import bearer
from tests.integration.faces.listening.filled import Filled

#: Each invalid request, and Rewind's text where it has one.
INVALID: list[tuple[str, dict[str, Any], str | None]] = [
    *[("recent", query, None) for query in ({"limit": 0}, {"limit": 51}, {"page": 0})],
    *[("recent", {"limit": text}, None) for text in ("x", "1.5", "", "-1", "1_0")],
    ("recent", {"date": "2025-02-30"}, None),
    ("recent", {"_from": "2025-02-02", "to": "2025-02-01"}, None),
    *[("recent/albums", {"limit": limit}, None) for limit in (0, 21)],
    *[("history", query, None) for query in ({"limit": 0}, {"limit": 201}, {"page": 0})],
    ("history", {"artist": ""}, None),
    ("history", {"_from": "yesterday"}, None),
    ("stats", {"date": "today"}, None),
    ("trends", {"to": "2025-13-01"}, None),
    *[
        ("trends", {"metric": text}, "Invalid metric. Valid: scrobbles, artists, albums, tracks")
        for text in ("plays", "Scrobbles", "")
    ],
    *[
        ("calendar", {"year": text}, "Invalid year")
        for text in (1999, 2028, "x", "", "-1", "20 26", 99999)
    ],
    *[(f"year/{text}", {}, "Invalid year") for text in (1969, 2028, "x", "2026.0", "0", "-2026")],
    *[
        ("year/2026", {"month": text}, "Invalid month (1-12)")
        for text in (0, 13, "x", "", "1.0", "March")
    ],
    ("year/1", {"month": 13}, "Invalid month (1-12)"),
]


@pytest.mark.parametrize(("path", "query", "text"), INVALID)
def test_invalid_requests_are_refused_before_any_call(
    fill: partial[Filled], lastfm: Simulator, path: str, query: dict[str, Any], text: str | None
) -> None:
    """The error has the face's shape and Rewind's text; it costs neither a call nor a quota."""
    silent = fill("silent")
    reply = silent.reply(path, **query)
    assert (reply.status, reply.json["status"]) == (400, 400)
    assert set(reply.json) == {"error", "status"}
    assert text in {None, reply.json["error"]}
    assert reply.headers["X-RateLimit-Remaining"] == reply.headers["X-RateLimit-Limit"]
    assert lastfm.log == []
    refused = silent.reply(path, headers=bearer("rw_live_" + "0" * 80), **query)
    assert (refused.status, refused.json["error"]) == (401, "Unauthorized")
