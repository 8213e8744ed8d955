"""The latest scrobbles of a share token's user."""

import os
import time
from typing import Any

import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.methods import get
from local.simulator import Simulator, session_key
from tests.integration.conftest import Functions, Reply, new_key, new_session_key
from tests.support.scrobbles import scrobble

RESOURCE = "/share/{token}/recent"


def recent(functions: Functions, token: str, **rest: Any) -> Reply:
    """Ask with a share token what was played."""
    path = RESOURCE.format(token=token)
    query = {name: rest.pop(name) for name in ("limit",) if name in rest}
    return functions.get(path, query, resource=RESOURCE, variables={"token": token}, **rest)


@pytest.fixture
def token(functions: Functions) -> str:
    """A share token of rj."""
    assert functions
    return new_key("share", "rj")


def test_rows_are_last_fms_newest_first(
    functions: Functions, token: str, lastfm: Simulator
) -> None:
    """Titles and times of the raw history, ten by default, by one call for all numbers of rows."""
    history, before = lastfm.service.world.histories["rj"], int(time.time())
    reply = recent(functions, token)
    rows = reply.json["tracks"]
    now = int(time.time())
    raw = sorted(history.scrobbles(now - 40 * 86_400, now, now), key=lambda row: -row[0])
    raw = [row for row in raw if row[0] < before or row[0] <= rows[0]["played_at_unix"]]
    assert (reply.status, reply.json["user"], reply.json["count"]) == (200, "rj", 10)
    assert [(row["played_at_unix"], row["title"]) for row in rows] == [
        (at, track.name) for at, track in raw[:10]
    ]
    assert all(row["text"] == f"{row['artist']} \N{EN DASH} {row['title']}" for row in rows)
    assert recent(functions, token, limit="50").json["tracks"][:10] == rows
    assert [call.method for call in lastfm.log] == ["user.getRecentTracks"]


def test_own_scrobble_is_the_first_row(functions: Functions, token: str, lastfm: Simulator) -> None:
    """In the next request, without a further call."""
    recent(functions, token)
    lastfm.log.clear()
    at = int(time.time()) - 5
    assert scrobble(functions, "Airbag", at=at).status == 200
    (first, *_) = recent(functions, token).json["tracks"]
    assert (first["title"], first["played_at_unix"]) == ("Airbag", at)
    assert "user.getRecentTracks" not in [call.method for call in lastfm.log]


def test_unchanged_rows_are_304(functions: Functions, token: str) -> None:
    """By their ETag. Nobody else may keep them."""
    first = recent(functions, token)
    assert first.headers["Cache-Control"] == "private, max-age=10"
    again = recent(functions, token, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.text) == (304, "")


def test_hidden_rows_need_a_token_with_the_session(functions: Functions) -> None:
    """A token that was made with a signed-in key has its session; another is 403."""
    assert recent(functions, new_key("share", "hermit")).status == 403
    issued = new_session_key("share", "hermit", session_key("hermit"))
    assert recent(functions, issued.text).json["user"] == "hermit"


@pytest.mark.parametrize("limit", ["0", "51", "x", ""])
def test_bad_limit_is_400(functions: Functions, token: str, limit: str) -> None:
    """In the shape of /v1, naming the parameter."""
    reply = recent(functions, token, limit=limit)
    assert (reply.status, reply.json["status"]) == (400, 400)
    assert "limit" in reply.json["error"]


def test_keys_and_other_tokens_are_401(functions: Functions, lastfm: Simulator) -> None:
    """A read key in the path, a revoked token and nonsense, without a call."""
    token = new_key("share", "rj")
    runtime = Runtime.from_environment(os.environ)
    runtime.keys.revoke(token.removeprefix("rw_share_")[:16], int(time.time()))
    for wrong in (new_key(), token, "rw_share_0", get("user.getInfo").name):
        reply = recent(functions, wrong)
        assert (reply.status, reply.json["status"]) == (401, 401)
    assert lastfm.log == []
