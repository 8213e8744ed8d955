"""Errors, privacy and caching headers of the listening face."""

import json
from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listening.handler import open_listening
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import bearer
from tests.integration.faces.listening.support import DAY, LOOKUPS, TRACKS, Clock, Listener
from tests.support.broken_database import broken_database
from tools.proxy_event import proxy_event


@pytest.mark.parametrize(
    ("query", "status", "text"),
    [
        ({"artist_id": 1}, 404, "Artist not found"),
        ({"artist_name": "zzz"}, 404, "No artist matching 'zzz'."),
        (
            {"artist_id": 1, "artist_name": "a"},
            400,
            "Pass either artist_id or artist_name, not both.",
        ),
        ({"artist_name": ""}, 400, None),
        ({"artist_id": "x"}, 400, None),
        ({"period": "week"}, 400, None),
        ({"page": 0}, 400, None),
        ({"limit": 51}, 400, None),
        ({"limit": 0}, 400, None),
        ({"date": "2025-02-30"}, 400, None),
        ({"date": "2025-2-3"}, 400, None),
        ({"date": "2025-02-03T00:00:00Z"}, 400, None),
        ({"_from": "yesterday"}, 400, None),
        ({"to": "2025-02-01 00:00:00 01:00"}, 400, None),
        ({"_from": "2025-02-02", "to": "2025-02-01"}, 400, None),
    ],
)
def test_each_invalid_request_has_its_status_and_message(
    rj: Listener, lastfm: Simulator, query: dict[str, Any], status: int, text: str | None
) -> None:
    """The errors have the face's shape, and a 400 makes no call."""
    reply = rj.get(**query)
    assert (reply.status, reply.json["status"]) == (status, status)
    assert set(reply.json) == {"error", "status"}
    if text is not None:
        assert reply.json["error"] == text
    if status == 400:
        assert lastfm.log == []


def test_missing_and_invalid_keys_are_401(rj: Listener) -> None:
    """The error has a challenge and the face's shape."""
    for wrong in ({"Authorization": ""}, bearer("rw_live_" + "0" * 80), bearer("x")):
        reply = rj.get(headers=wrong)
        assert (reply.status, reply.json) == (401, {"error": "Unauthorized", "status": 401})
        assert reply.headers["WWW-Authenticate"] == "Bearer"
    assert rj.calls == 0


def test_answers_are_private_and_conditional(rj: Listener) -> None:
    """Answers have private, ETag and Vary: Authorization; If-None-Match gets 304."""
    first = rj.get()
    assert first.headers["Cache-Control"].startswith("private, max-age=")
    assert first.headers["Vary"] == "Accept-Encoding, Authorization"
    again = rj.get(headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.text, again.headers["X-Cache"]) == (304, "", "HIT")
    assert again.headers["Vary"] == "Accept-Encoding, Authorization"
    assert rj.calls == 0


def test_damaged_entry_is_composed_again(rj: Listener, environment: Mapping[str, str]) -> None:
    """Damaged bytes in every stored answer lead to new calls, not to a 500."""
    first = rj.get()
    database, table = boto3.client("dynamodb"), environment["GATEWAY_TABLE"]
    for item in database.scan(TableName=table)["Items"]:
        if "b" in item:
            database.put_item(TableName=table, Item={**item, "b": {"B": b"this is not deflated"}})
    again = rj.get()
    assert (again.status, again.headers["X-Cache"], again.json) == (200, "MISS", first.json)
    assert rj.calls == 1


def test_key_never_shows_another_users_data(rj: Listener, lastfm: Simulator, clock: Clock) -> None:
    """The same request with another key returns the other user's listening."""
    newcomer = Listener(lastfm, clock, "newcomer")
    for query in ({"period": "overall"}, {"period": "overall", "include_sparklines": "true"}):
        ours, before = rj.get(**query), len(lastfm.log)
        theirs = newcomer.get(**query)
        assert ours.json["pagination"]["total"] > 1
        assert theirs.json["pagination"]["total"] == 1
        assert ours.headers["ETag"] != theirs.headers["ETag"]
        made = [call for call in lastfm.log[before:] if call.method not in LOOKUPS]
        assert {call.parameters.get("user") for call in made} <= {"newcomer"}
    sneaky = newcomer.get(period="overall", user="rj")
    assert sneaky.json["pagination"]["total"] == 1


def test_public_lists_share_their_entry_with_the_rest_face(rj: Listener, lastfm: Simulator) -> None:
    """An answer that /user/getTopTracks stored costs no second call."""
    from tests.integration.conftest import Functions  # noqa: PLC0415 (its environment is set now)

    Functions().get("/user/getTopTracks", {"user": "rj", "period": "7day", "limit": "1000"})
    assert [call.method for call in lastfm.log] == ["user.getTopTracks"]
    assert rj.get(TRACKS).status == 200
    assert rj.calls == 0


def test_stale_parts_are_served_while_lastfm_fails(
    rj: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """They serve for a day in an answer that is not stored; then the answer is 5xx."""
    first = rj.get(include_sparklines="true")
    lastfm.faults.add(Fault("error", code=11))
    clock.now += 2 * 3600
    stale = rj.get(include_sparklines="true")
    assert (stale.status, stale.headers["Cache-Control"]) == (200, "no-store")
    assert stale.json["pagination"] == first.json["pagination"]
    assert [row["id"] for row in stale.json["data"]] == [row["id"] for row in first.json["data"]]
    clock.now += 2 * DAY
    gone = rj.get(include_sparklines="true")
    assert (gone.status, gone.json["status"]) == (503, 503)
    assert "Retry-After" in gone.headers


def test_failing_keys_table_is_503_in_the_faces_shape(
    rj: Listener, lastfm: Simulator, clock: Clock
) -> None:
    """A key that cannot be checked admits nobody, and no call is made."""
    with broken_database("InternalServerError", status=500):
        blind = open_listening(Runtime.from_environment(clock=clock))
        answer = blind(proxy_event(TRACKS, headers=bearer(rj.key)), None)
    assert answer["statusCode"] == 503
    assert json.loads(answer["body"])["status"] == 503
    assert lastfm.log == []
