"""The recognition of what CloudFront forwards."""

from typing import Any

import pytest

from lastfm_gateway.http.edge import Edge
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response, may_be_shared

SECRET = "s" * 64


def forwarded(address: str, secret: str = SECRET) -> dict[str, str]:
    """Return the headers of a request that CloudFront forwards, as `Request` has them."""
    return {
        "x-cdn-secret": secret,
        "x-cdn-host": "cdn.example",
        "cloudfront-viewer-address": address,
    }


def edge(*earlier: str) -> Edge:
    """Return an edge with a secret and earlier ones."""
    return Edge(SECRET, only=False, is_earlier=lambda sent: sent in earlier)


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("198.51.100.10:46532", "198.51.100.10"),
        ("2001:db8:85a3::8a2e:370:7334:443", "2001:db8:85a3::8a2e:370:7334"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("198.51.100.10", "198.51.100.10"),
        ("", ""),
    ],
)
def test_viewers_address_is_told_with_a_port(told: str, address: str) -> None:
    """The port, of another connection each time, is no part of the caller."""
    viewer = edge().viewer(forwarded(told))
    assert viewer is not None
    assert viewer == (address, "cdn.example")


@pytest.mark.parametrize("host", ["cdn.example:1337", 'x"onload=', "", "a" * 254])
def test_a_host_with_a_port_or_markup_is_not_believed(host: str) -> None:
    """Pages show the host, and caches keep them for everybody."""
    viewer = edge().viewer({**forwarded("198.51.100.10:1"), "x-cdn-host": host})
    assert viewer is not None
    assert viewer.host == ""


@pytest.mark.parametrize("secret", ["", "t" * 64, SECRET[:-1], SECRET + "s", "é" * 64])
def test_any_other_secret_is_a_straight_caller(secret: str) -> None:
    """Whoever guesses, or sends letters beyond ASCII, is nobody's viewer."""
    assert edge().viewer(forwarded("198.51.100.10:1", secret)) is None
    assert edge().viewer({}) is None


def test_an_earlier_secret_is_believed_too() -> None:
    """CloudFront's locations learn a new one over minutes."""
    assert edge("old").viewer(forwarded("198.51.100.10:1", "old")) is not None


def test_links_lead_to_the_host_that_the_viewer_asked() -> None:
    """CloudFront asks API Gateway by another host and with the stage."""
    context: dict[str, Any] = {"domainName": "abc.execute-api.example", "path": "/live/v1/me"}
    event = {"requestContext": context, "httpMethod": "GET", "path": "/v1/me", "resource": "/v1/me"}
    request = Request({**event, "headers": {"X-Cdn-Host": "evil.example", "Host": "straight"}})
    assert (request.base_url, request.host) == ("https://abc.execute-api.example/live", "straight")
    request.viewer = edge().viewer(forwarded("198.51.100.10:1"))
    assert (request.base_url, request.host) == ("https://cdn.example", "cdn.example")


@pytest.mark.parametrize(
    ("cache_control", "shared"),
    [("public, max-age=1", True), ("private, max-age=1", False), ("no-store", False)],
)
def test_only_public_responses_are_shared(cache_control: str, *, shared: bool) -> None:
    """A response without the header is not."""
    assert may_be_shared(Response(200, "", {"Cache-Control": cache_control})) is shared
    assert not may_be_shared(Response(200))
