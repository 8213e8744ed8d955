"""The deployment's address, as API Gateway passes it on."""

from typing import Any

import pytest

from lastfm_gateway.http.request import Request


@pytest.mark.parametrize(
    ("domain", "path", "resource", "base"),
    [
        (
            "abc.execute-api.eu-central-1.amazonaws.com",
            "/live/v1/me/top/tracks",
            "/v1/me/top/{type}",
            "https://abc.execute-api.eu-central-1.amazonaws.com/live",
        ),
        ("music.example", "/v1/me/top/tracks", "/v1/me/top/{type}", "https://music.example"),
        (
            "music.example",
            "/api/v1/tracks/0123456789012345678901",
            "/v1/tracks/{id}",
            "https://music.example/api",
        ),
        ("music.example", "/api/v1/me/", "/v1/me", "https://music.example/api"),
        (
            "127.0.0.1:8080",
            "/local/v1/me/top/artists",
            "/v1/me/top/{type}",
            "http://127.0.0.1:8080/local",
        ),
        ("music.example", "/v1/me/v1/me", "/v1/me", "https://music.example/v1/me"),
    ],
    ids=["stage", "domain", "base path", "closing slash", "local", "the same twice"],
)
def test_base_url_is_the_part_before_the_route(
    domain: str, path: str, resource: str, base: str
) -> None:
    """The route's variables are no part of it."""
    context: dict[str, Any] = {"domainName": domain, "path": path}
    event = {"requestContext": context, "httpMethod": "GET", "path": path, "resource": resource}
    assert Request(event).base_url == base
