"""The export refuses bad input, and shows one user's scrobbles to that user's keys only."""

import base64
import csv
import io
import struct
from collections.abc import Mapping
from typing import Any

import pytest

from lastfm_gateway.faces.listening.export.formats import without_formula
from local.simulator import Simulator
from local.simulator.raw import raw_scrobbles
from tests.integration.faces.listening.export_support import (
    EXPORT,
    READERS,
    Exporter,
    history_store,
    next_query,
    store_history,
    text_of,
)
from tests.integration.faces.listening.support import NOW
from tools.proxy_event import proxy_event


def _cursor(*fields: int, layout: str = ">BIII") -> str:
    return base64.urlsafe_b64encode(struct.pack(layout, *fields)).rstrip(b"=").decode()


@pytest.fixture
def rj(environment: Mapping[str, str], lastfm: Simulator) -> Exporter:
    """A user with 20,000 stored scrobbles."""
    assert environment
    store_history("rj", raw_scrobbles(lastfm.service.world, "rj", NOW)[-20_000:])
    return Exporter()


@pytest.fixture
def silent(environment: Mapping[str, str]) -> Exporter:
    """A user without a history."""
    assert environment
    return Exporter("silent")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"format": "xml"}, "format must be one of ndjson, csv, listenbrainz"),
        ({"format": ""}, "format is blank"),
        ({"format": ["csv", "ndjson"]}, "format is given more than once"),
        ({"_from": "yesterday"}, "from must be"),
        ({"_from": "2025-02-30"}, "from must be"),
        ({"to": "2025-13-01T00:00:00Z"}, "to must be"),
        ({"to": "1700000000"}, "to must be"),
        ({"_from": "2026-01-02", "to": "2026-01-01"}, "from must not be after to"),
        ({"cursor": ""}, "cursor is blank"),
        ({"cursor": "x"}, "cursor must be"),
        ({"cursor": "!" * 18}, "cursor must be"),
        ({"cursor": "A" * 4000}, "cursor must be"),
        ({"cursor": _cursor(2, 5, 0, 9)}, "cursor must come from"),
        ({"cursor": _cursor(1, 9, 0, 9)}, "cursor must come from"),
        ({"cursor": _cursor(1, 9, 0, 5)}, "cursor must come from"),
        ({"cursor": _cursor(1, 5, 0, 2**32 - 1), "to": "2020-01-01"}, "cursor must come from"),
        ({"cursor": _cursor(1, 5, 0, 9), "_from": "2020-01-01"}, "cursor must come from"),
    ],
)
def test_invalid_parameters_are_refused(
    silent: Exporter, query: dict[str, Any], named: str
) -> None:
    """400 in the shape of /v1; the message names the parameter and repeats no value."""
    reply = silent.get(**query)
    assert reply.status == 400
    assert reply.json["status"] == 400
    assert named in reply.json["error"]
    assert "Link" not in reply.headers


def test_forged_cursor_only_chooses_a_place(rj: Exporter) -> None:
    """Any range of the holder's own history; the export goes on from there and ends."""
    for start, end in ((0, 1), (0, 2**32 - 1), (2**32 - 2, 2**32 - 1)):
        for skip in (0, 1, 10**6, 2**32 - 1):
            pages = rj.pages(cursor=_cursor(1, start, skip, end))
            found = READERS["ndjson"](text_of(pages))
            assert len(set(found)) == len(found) <= 20_000


def test_cursor_of_another_user_shows_ones_own_scrobbles(rj: Exporter, lastfm: Simulator) -> None:
    """The key alone decides whose scrobbles a page holds."""
    others = raw_scrobbles(lastfm.service.world, "sporadic", NOW)
    store_history("sporadic", others)
    link = next_query(rj.get())
    page = Exporter("sporadic").get(**link)
    assert page.status == 200
    assert set(READERS["ndjson"](page.text)) <= set(others)
    assert Exporter("silent").get(**link).text == ""


def test_user_parameter_is_ignored(rj: Exporter, silent: Exporter) -> None:
    """No parameter names another user."""
    for name in ("user", "username", "id"):
        assert silent.get(**{name: "rj"}).text == ""
        assert rj.get(**{name: "silent"}).text


def test_user_names_fold_case(rj: Exporter) -> None:
    """Two spellings of a name are one user at Last.fm, and one history."""
    assert Exporter("RJ").get().text == rj.get().text


@pytest.mark.parametrize("verb", ["HEAD", "POST", "PUT", "PATCH", "DELETE"])
def test_other_verbs_are_refused(silent: Exporter, verb: str) -> None:
    """405 with Allow, HEAD included, as on all routes of the face."""
    reply = silent.get(verb=verb)
    assert (reply.status, reply.headers["Allow"]) == (405, "GET, OPTIONS")


@pytest.mark.parametrize("authorization", [{}, {"Authorization": "Bearer rw_live_" + "0" * 80}])
def test_key_is_required(silent: Exporter, authorization: dict[str, str]) -> None:
    """401 before anything is validated or read."""
    answer = silent.handler(proxy_event(EXPORT, {"format": "xml"}, headers=authorization), None)
    assert answer["statusCode"] == 401


def test_hidden_history_needs_the_holders_session(rj: Exporter) -> None:
    """A key that an admin issued gets 403, on each page."""
    link = next_query(rj.get())
    history_store().update("rj", lambda manifest: manifest._replace(is_hidden=True))
    for query in ({}, link):
        reply = rj.get(**query)
        assert reply.status == 403
        assert "hides recent listening" in reply.json["error"]


HOSTILE = (
    "=1+1",
    "+44",
    "-M-",
    "@peace",
    "\t=1+1",
    "\r=1+1",
    "\n@x",
    "  =cmd|' /C calc'!A0",
    "'=1+1",
    "''@x",
    "\uff1d1+1",
    "'Til",
    'a"b,c\r\nd',
    "Ünïcödé 🌙",
)


def test_csv_holds_no_formula(environment: Mapping[str, str]) -> None:
    """No field begins as a spreadsheet's formula does, and every name can be restored."""
    assert environment
    scrobbles = [
        (1_700_000_000 + place, name, name, name, "") for place, name in enumerate(HOSTILE)
    ]
    store_history("silent", scrobbles)
    exporter = Exporter("silent")
    text = exporter.get(format="csv").text
    cells = [row[2:5] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert all(cell.lstrip(" ")[0] not in "=+-@\t\r\n\uff1d" for row in cells for cell in row)
    assert READERS["csv"](text) == scrobbles
    assert READERS["ndjson"](exporter.get().text) == scrobbles
    assert without_formula("'Til") == "'Til"


def test_lone_surrogates_do_not_break_an_export(environment: Mapping[str, str]) -> None:
    """JSON allows half a character, UTF-8 does not: CSV has a question mark for it."""
    assert environment
    store_history("silent", [(1_700_000_000, "a\ud800b", "", "c", "")])
    exporter = Exporter("silent")
    assert READERS["csv"](exporter.get(format="csv").text)[0][1] == "a?b"
    assert READERS["ndjson"](exporter.get().text)[0][1] == "a\ud800b"
    exporter.get(format="csv").text.encode()


def test_no_name_or_key_is_logged(
    environment: Mapping[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Neither names of what was played, nor the user's, nor the key or cursor."""
    assert environment
    store_history("silent", [(1_700_000_000, "Secret Artist", "Secret Album", "Secret Song", "")])
    exporter = Exporter("silent")
    assert "Secret Artist" in exporter.get().text
    exporter.get(cursor=_cursor(1, 5, 0, 9))
    exporter.get(format="Secret Format")
    monkeypatch.setenv("HISTORY_TABLE", "no-such-table")
    broken = Exporter("silent")
    broken.get(cursor=_cursor(1, 5, 0, 9))
    out, err = capfd.readouterr()
    assert "ResourceNotFoundException" in out
    for secret in ("Secret", "silent", exporter.key, broken.key[-64:], _cursor(1, 5, 0, 9)):
        assert secret not in out + err


def test_broken_table_is_503(rj: Exporter, monkeypatch: pytest.MonkeyPatch) -> None:
    """A history that cannot be read is an error with Retry-After, never an empty export."""
    monkeypatch.setenv("HISTORY_TABLE", "no-such-table")
    exporter = Exporter()
    reply = exporter.get()
    assert reply.status == 503
    assert int(reply.headers["Retry-After"]) > 0
    assert rj.get().status == 200
