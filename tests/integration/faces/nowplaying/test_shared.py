"""Share tokens: what plays, of one user, for anyone who has the path."""

from typing import Any

import pytest

from local.simulator import Simulator
from tests.integration.conftest import Functions, Reply, bearer, new_key
from tests.integration.faces.nowplaying.test_flat import check_shape


def shared(functions: Functions, token: str, **rest: Any) -> Reply:
    """Ask with a share token what plays."""
    return functions.get(
        f"/share/{token}/now-playing",
        resource="/share/{token}/now-playing",
        variables={"token": token},
        **rest,
    )


@pytest.fixture
def token(functions: Functions) -> str:
    """A share token of rj."""
    assert functions
    return new_key("share", "rj")


def test_token_shows_its_user_only(functions: Functions, token: str) -> None:
    """The user is the token's. As a bearer key it is refused, as is a read key in the path."""
    reply = shared(functions, token)
    check_shape(reply.json)
    assert reply.json["user"] == "rj"
    assert reply.headers["Cache-Control"] == "private, max-age=10"
    assert functions.get("/v1/now-playing", headers=bearer(token)).status == 401
    read = new_key()
    refused = shared(functions, read)
    assert refused.status == 401
    check_shape(refused.json, more=("error",))
    assert read[:20] not in refused.text


def test_unknown_path_below_share(functions: Functions, token: str) -> None:
    """404 with every key, and without the token."""
    reply = functions.get(f"/share/{token}/passwords", resource="/share/{token}/{proxy+}")
    assert reply.status == 404
    check_shape(reply.json, more=("error",))
    assert "/passwords" in reply.json["error"]
    assert token[-64:] not in reply.text


def test_calls_count_against_the_tokens_user(
    functions: Functions, token: str, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From any address: hosts of widgets are shared. Another user's token has its own limit."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "2")
    monkeypatch.setattr("lastfm_gateway.playback.reader.fresh_for", lambda *_: -1)
    monkeypatch.setattr("lastfm_gateway.playback.reader.WHILE_PLAYING", 0)
    statuses = [shared(functions, token, source_ip=f"192.0.2.{n}").status for n in range(4)]
    assert statuses[:2] == [200, 200]
    assert len(lastfm.log) == 2
    assert shared(functions, new_key("share", "newcomer"), source_ip="192.0.2.1").status == 200


def test_readers_share_one_call(functions: Functions, token: str, lastfm: Simulator) -> None:
    """Two tokens and a key of one user, many times."""
    other = new_key("share", "rj")
    for _ in range(3):
        for each in (token, other):
            assert shared(functions, each).status == 200
        assert functions.get("/v1/now-playing", headers=bearer(new_key())).status == 200
    assert len(lastfm.log) == 1
