"""The top items on the deployed stack: errors and links."""

from typing import Any

import pytest
import urllib3

from local import aws
from local.stack import LocalStack
from tests.e2e.test_keys import make
from tests.support.spotify import Error

http = urllib3.PoolManager(retries=False)


@pytest.fixture(scope="module")
def key(stack: LocalStack) -> str:
    """A read key, as `make key` prints it."""
    return make(stack, "key")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/me/top/albums", 400),
        ("/v1/me/playlists", 404),
        ("/v1/me/top", 404),
        ("/v1/me/top/tracks/x", 404),
        ("/v1/tracks", 404),
        ("/v1/tracks/x", 400),
        ("/v1/tracks/" + "0" * 22, 404),
        ("/v1/artists", 404),
        ("/v1/artists/a/b", 404),
        ("/v1/albums/" + "0" * 22, 404),
        ("/v1/users/rj/playlists", 404),
        ("/v1", 404),
        ("/v1/me?limit=%FF", 200),
        ("/v1/me/top/tracks?limit=", 400),
        ("/v1/me/top/tracks?limit=1&limit=2", 400),
    ],
)
def test_every_error_has_spotifys_shape(
    stack: LocalStack, key: str, path: str, status: int
) -> None:
    """Unknown paths, bad ids and bad parameters, below each prefix of the face."""
    header = {"Authorization": f"Bearer {key}", "X-Forwarded-For": "203.0.113.254"}
    reply = http.request("GET", stack.base_url + path, headers=header)
    assert reply.status == status
    if status >= 400:
        assert Error.model_validate(reply.json()).error.status == status
    for verb in ("POST", "DELETE"):
        other = http.request(verb, stack.base_url + path, headers=header)
        assert Error.model_validate(other.json()).error.status == other.status
    unknown = http.request("GET", stack.base_url + path)
    assert unknown.status == 401
    Error.model_validate(unknown.json())


def test_links_have_the_address_of_the_request(stack: LocalStack, key: str) -> None:
    """`next` and `href` work by domain and by the API's own host and stage."""
    client = aws.session().client("apigateway", endpoint_url=stack.endpoint_url)
    (api,) = client.get_rest_apis()["items"]
    own = stack.endpoint_url.replace("127.0.0.1", f"{api['id']}.execute-api.localhost")
    stage = stack.base_url.rpartition("/")[2]
    header = {"Authorization": f"Bearer {key}", "X-Forwarded-For": "203.0.113.250"}
    for base in (stack.base_url, f"{own}/{stage}"):
        host = base.split("/")[2]
        page = _fetch(stack, f"{base}/v1/me/top/artists?limit=1", header)
        for link in (page["next"], page["href"], page["items"][0]["href"]):
            assert link.startswith(f"{base}/v1/"), host
            _fetch(stack, link, header)


def _fetch(stack: LocalStack, url: str, headers: dict[str, str]) -> Any:
    """Get an address on the local stack: names below localhost are this machine."""
    host = url.split("/")[2]
    there = url.replace(host, stack.endpoint_url.split("/")[2], 1)
    reply = http.request("GET", there, headers={**headers, "Host": host})
    assert reply.status == 200, (url, reply.data)
    return reply.json()
