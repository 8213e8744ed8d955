"""The token endpoint, in every form that clients send."""

from base64 import b64encode
from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from lastfm_gateway.keys.token import parse_token
from local.simulator import Simulator
from tests.integration.conftest import Reply, bearer, new_key
from tests.integration.faces.spotify.conftest import Client
from tests.support.broken_database import broken_database
from tests.support.clock import Clock
from tests.support.spotify_player import AccessToken, TokenError
from tools.proxy_event import proxy_event

BASIC = {"Authorization": "Basic " + b64encode(b"any id:any secret").decode()}


def form(key: str, **more: str) -> str:
    """Return the body of a refresh."""
    return urlencode({"grant_type": "refresh_token", "refresh_token": key, **more})


def refusal(reply: Reply, status: int = 400) -> str:
    """Return OAuth's code of an error, checked as a strict client does."""
    assert reply.status == status, reply.text
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Pragma"] == "no-cache"
    return str(TokenError.model_validate(reply.json).error)


@pytest.mark.parametrize(
    ("more", "headers"),
    [
        ({}, BASIC),
        ({}, {"Authorization": "basic bm90IGEgY29sb24="}),
        ({}, {"Authorization": "Basic not base64"}),
        ({"client_id": "any"}, {}),
        ({"client_id": "any", "client_secret": "any"}, {}),
        ({"client_id": "any"}, {"Content-Type": "text/plain"}),
        ({"client_id": "any"}, {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8"}),
        ({"scope": "user-read-private"}, {}),
    ],
)
def test_key_is_exchanged_for_itself(
    rj: Client, more: dict[str, str], headers: dict[str, str]
) -> None:
    """With client credentials in the header, in the body (PKCE) or nowhere, without a call."""
    reply = rj.refresh(form(rj.key, **more), **headers)
    assert (reply.status, rj.calls) == (200, [])
    token = AccessToken.model_validate(reply.json)
    assert reply.headers["Cache-Control"] == "no-store"
    assert reply.headers["Content-Type"].startswith("application/json")
    assert "user-read-recently-played" in token.scope.split(" ")
    assert "refresh_token" not in reply.json  # clients keep theirs
    assert rj.get("/v1/me", headers=bearer(token.access_token)).status == 200


def test_body_may_be_base64(rj: Client) -> None:
    """API Gateway encodes media types that it takes for binary."""
    event = proxy_event("/api/token", verb="POST", body=b64encode(form(rj.key).encode()).decode())
    answer = rj._handler({**event, "isBase64Encoded": True}, None)  # noqa: SLF001
    assert answer["statusCode"] == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "invalid_request"),
        ("grant_type=refresh_token", "invalid_request"),
        ("grant_type=refresh_token&refresh_token=", "invalid_request"),
        ("refresh_token=x", "invalid_request"),
        ("grant_type=refresh_token&refresh_token=a&refresh_token=b", "invalid_request"),
        ("grant_type=refresh_token&grant_type=refresh_token&refresh_token=a", "invalid_request"),
        ('{"grant_type": "refresh_token", "refresh_token": "x"}', "invalid_request"),
        ("grant_type=authorization_code&code=x&redirect_uri=y", "unsupported_grant_type"),
        ("grant_type=client_credentials", "unsupported_grant_type"),
        ("grant_type=password&username=a&password=b", "unsupported_grant_type"),
        ("grant_type=refresh_token&refresh_token=AQD-spotifys", "invalid_grant"),
        (form("rw_live_" + "0" * 80), "invalid_grant"),
        (form("rw_share_" + "0" * 80), "invalid_grant"),
        (form("00000000-0000-4000-8000-000000000000"), "invalid_grant"),
    ],
)
def test_each_refusal_is_flat(rj: Client, body: str, code: str) -> None:
    """The code is OAuth's, and the body has no other field."""
    assert refusal(rj.refresh(body, **BASIC)) == code


def test_share_tokens_are_refused(rj: Client) -> None:
    """Also a valid one: it shows shared pages only."""
    assert refusal(rj.refresh(form(new_key("share", "rj")))) == "invalid_grant"


def test_key_in_the_query_is_refused(rj: Client) -> None:
    """A URL is logged on its way: secrets are taken from the body only."""
    event = proxy_event(
        "/api/token", {"grant_type": "refresh_token", "refresh_token": rj.key}, verb="POST"
    )
    assert rj._handler(event, None)["statusCode"] == 400  # noqa: SLF001


def test_other_verbs_are_405(rj: Client) -> None:
    """In OAuth's shape, and preflights are answered."""
    answer = rj._handler(proxy_event("/api/token"), None)  # noqa: SLF001
    assert (answer["statusCode"], answer["headers"]["Allow"]) == (405, "POST, OPTIONS")
    TokenError.model_validate_json(answer["body"])
    preflight = rj._handler(proxy_event("/api/token", verb="OPTIONS"), None)  # noqa: SLF001
    assert preflight["statusCode"] == 204
    assert "Authorization" in preflight["headers"]["Access-Control-Allow-Headers"]


def test_revoked_key_is_invalid_grant_at_once(rj: Client, clock: Clock) -> None:
    """So are its access tokens: they are the key."""
    assert rj.refresh(form(rj.key)).status == 200
    token = parse_token(rj.key)
    assert token
    assert rj.runtime.keys.revoke(token.id, int(clock()))
    assert refusal(rj.refresh(form(rj.key))) == "invalid_grant"
    assert rj.get("/v1/me").status == 401


def test_expired_key_is_invalid_grant(rj: Client, clock: Clock) -> None:
    """The token endpoint knows when a key expires."""
    key = new_key(expires=int(clock()) + 60)
    assert rj.refresh(form(key)).status == 200
    clock.later += 61
    assert refusal(rj.refresh(form(key))) == "invalid_grant"


def test_failing_table_is_503(rj: Client, lastfm: Simulator, clock: Clock) -> None:
    """Clients drop a user for invalid_grant: a passing fault is never that."""
    with broken_database("InternalServerError", status=500):
        reply = Client(lastfm, clock, key=rj.key).refresh(form(rj.key), **BASIC)
    assert refusal(reply, 503) == "temporarily_unavailable"
    assert int(reply.headers["Retry-After"]) >= 1


def test_refresh_is_one_read_of_the_database(rj: Client) -> None:
    """Widgets refresh before each request."""
    rj.refresh(form(rj.key))
    operations = list[str]()
    events = rj.runtime._database.meta.events  # noqa: SLF001 (to count its operations)
    events.register(
        "before-parameter-build.dynamodb",
        lambda model, **_: operations.append(model.name),
    )
    assert rj.refresh(form(rj.key)).status == 200
    assert operations == ["BatchGetItem"]


def test_tried_keys_count_against_the_limit(limited: Callable[[int], Client]) -> None:
    """Beyond it they are 429, while valid keys are still exchanged."""
    client = limited(3)
    wrong = form("rw_live_" + "0" * 80)
    assert [client.refresh(wrong).status for _ in range(4)] == [400, 400, 400, 429]
    reply = client.refresh(wrong)
    assert refusal(reply, 429) == "temporarily_unavailable"
    assert int(reply.headers["Retry-After"]) >= 1
    assert client.refresh(form(client.key)).status == 200


def test_no_secret_is_logged(rj: Client, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither a valid key nor a refused one, nor the client's secret."""
    capfd.readouterr()
    secrets = [rj.key, "rw_live_" + "ab" * 40, "a-secret-of-the-client"]
    for key in secrets[:2]:
        rj.refresh(form(key, client_secret=secrets[2]))
    with broken_database("InternalServerError", status=500):
        rj.refresh(form(rj.key, client_secret=secrets[2]))
    out, err = capfd.readouterr()
    assert not any(secret in out + err for secret in secrets)
