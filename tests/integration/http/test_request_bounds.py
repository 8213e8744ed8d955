"""Limits on request bodies and parameters."""

import base64
import json
import time
from urllib.parse import parse_qs, urlencode

import pytest

from lastfm_gateway.http.request import MAX_BODY_BYTES, MAX_PARAMETERS
from local.simulator import SECOND_API_KEY, Simulator
from tests.integration.conftest import Functions, bearer, new_key
from tests.support.scrobbles import RJ, START

#: The form of an attack: 4.5 MB, 450,000 parameters.
FLOOD = "&".join(f"a{number}=1" for number in range(450_000))
ASKED = "method=tag.getInfo&tag=rock"
JSON = {"format": "json"}


@pytest.mark.parametrize("key", ["", f"&api_key={SECOND_API_KEY}"], ids=("shared", "own key"))
def test_flood_of_parameters_is_refused_unparsed(
    functions: Functions, lastfm: Simulator, key: str
) -> None:
    """It gets 413 in the requested format within milliseconds, and nothing reaches Last.fm."""
    functions.call_method("chart.getTopTags")  # the function has started
    lastfm.log.clear()
    for form in ({}, JSON):
        started = time.process_time()
        reply = functions.get("/2.0/", form, verb="POST", body=f"{ASKED}{key}&{FLOOD}")
        assert time.process_time() - started < 0.2
        assert reply.status == 413
        assert "too large" in reply.text
        assert reply.headers["Content-Type"].startswith("application/json" if form else "text/xml")
    assert lastfm.log == []


@pytest.mark.parametrize("is_base64", [False, True])
def test_body_size_limit_is_exact(functions: Functions, *, is_base64: bool) -> None:
    """A body of exactly the limit is read, whatever its encoding; one byte more is refused."""
    start = f"{ASKED}&format=json&x="
    for letter in ("x", "é"):
        room, odd = divmod(MAX_BODY_BYTES - len(start), len(letter.encode()))
        for more, status in ((0, 200), (1, 413)):
            body = start + letter * room + "x" * (odd + more)
            assert len(body.encode()) == MAX_BODY_BYTES + more
            sent = base64.b64encode(body.encode()).decode() if is_base64 else body
            reply = functions.get("/2.0/", JSON, verb="POST", body=sent, is_base64=is_base64)
            assert reply.status == status


def test_parameter_count_limit_is_exact(functions: Functions, lastfm: Simulator) -> None:
    """Query and form are counted together with repeated names; the message names the limit."""
    for query, form, status in (
        (0, MAX_PARAMETERS - 3, 200),
        (0, MAX_PARAMETERS - 2, 400),
        (MAX_PARAMETERS - 10, 7, 200),
        (MAX_PARAMETERS - 10, 8, 400),
    ):
        lastfm.log.clear()
        reply = functions.get(
            "/2.0/",
            JSON | ({"x": ["1"] * query} if query else {}),
            verb="POST",
            body=ASKED + "".join(f"&y{number}=1" for number in range(form)),
        )
        assert reply.status == status
        if status == 400:
            assert str(MAX_PARAMETERS) in reply.json["message"]
            assert lastfm.log == []


def test_query_parameters_are_limited_too(functions: Functions, lastfm: Simulator) -> None:
    """A query with a caller's own key is limited like a form."""
    query = {"method": "tag.getInfo", "tag": "rock", "api_key": SECOND_API_KEY, **JSON}
    many = {f"x{number}": "1" for number in range(MAX_PARAMETERS)}
    reply = functions.get("/2.0/", {**query, **many})
    assert (reply.status, reply.json["error"]) == (400, 6)
    assert lastfm.log == []


def test_fifty_scrobbles_with_every_field_are_read(functions: Functions) -> None:
    """The largest batch that Last.fm takes fits, with nine bytes for each character."""
    text = "長い題名" * 20
    row = {
        **dict.fromkeys(("artist", "track", "album", "albumArtist"), text),
        "timestamp": str(START),
        "trackNumber": "1",
        "duration": "200",
        "chosenByUser": "1",
        "mbid": "cc197bad-dc9c-440d-a5b5-d52ba2e14234",
        "streamId": "1",
        "context": "player",
    }
    form = {f"{name}[{number}]": value for number in range(50) for name, value in row.items()}
    assert len(urlencode(form)) > MAX_BODY_BYTES / 2
    for path, more in (("/track/scrobble", {}), ("/2.0/", {"method": "track.scrobble", **JSON})):
        reply = functions.post(path, **form, **more, sk=RJ)
        assert (reply.status, reply.json["scrobbles"]["@attr"]["accepted"]) == (200, 50)


def test_rest_and_v1_return_413_in_their_own_shape(functions: Functions, lastfm: Simulator) -> None:
    """Every face that takes a body refuses one that is too large."""
    rest = functions.get("/track/love", verb="POST", body=f"sk={RJ}&{FLOOD}")
    assert (rest.status, set(rest.json), rest.json["error"]) == (413, {"error", "message"}, 6)
    many = functions.get("/track/love", verb="POST", body=f"sk={RJ}" + "&x=1" * MAX_PARAMETERS)
    assert (many.status, many.json["error"]) == (400, 6)
    admin = functions.get(
        "/v1/admin/keys",
        verb="POST",
        body=json.dumps({"user": "x" * MAX_BODY_BYTES}),
        headers=bearer(new_key("admin")),
    )
    assert (admin.status, admin.json["status"]) == (413, 413)
    assert lastfm.log == []


def test_body_of_a_get_is_ignored(functions: Functions, lastfm: Simulator) -> None:
    """A cached answer depends on nothing but its address."""
    query = {"method": "tag.getInfo", "tag": "rock", **JSON}
    plain = functions.get("/2.0/", query)
    again = functions.get("/2.0/", query, body="tag=evil&method=artist.getInfo&callback=f")
    assert (again.text, again.headers["X-Cache"]) == (plain.text, "HIT")
    assert functions.get("/2.0/", query, body=FLOOD).status == 200
    assert [call.parameters["tag"] for call in lastfm.log] == ["rock"]


def test_form_is_parsed_once(functions: Functions, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms with a key in them and forms of failing requests are parsed once, too."""
    parsed: list[str] = []

    def spy(body: str, **options: int) -> dict[str, list[str]]:
        parsed.append(body)
        return parse_qs(body, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("lastfm_gateway.http.request.parse_qs", spy)
    monkeypatch.setenv("ACCESS_MODE", "keyed")
    reply = functions.post("/2.0/", method="tag.getInfo", api_key=new_key(), **JSON)
    assert "error" in reply.json
    assert len(parsed) == 1


def test_invalid_base64_body_is_400(functions: Functions) -> None:
    """A body marked as base64 that cannot be decoded is the caller's fault."""
    reply = functions.get("/2.0/", verb="POST", body="abcde", is_base64=True)
    assert reply.status == 400
