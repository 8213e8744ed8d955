"""The list of allowed callbacks."""

import pytest

from lastfm_gateway.faces.auth.callbacks import is_allowed

ALLOWED = ("https://example.org", "https://Example.net:8443/app/", "http://127.0.0.1:3000/back")


@pytest.mark.parametrize(
    "callback",
    [
        *("https://example.org", "https://example.org/", "https://EXAMPLE.org:443/any?x=1#y"),
        *("https://example.net:8443/app", "https://example.net:8443/app/back?to=/../x"),
        *("http://127.0.0.1:3000/back", "http://127.0.0.1:3000/back?x", "https://example.org?x"),
    ],
)
def test_callback_below_an_allowed_url_is_allowed(callback: str) -> None:
    """The origin is the same, and the path is equal or a segment below."""
    assert is_allowed(callback, ALLOWED)


@pytest.mark.parametrize(
    "callback",
    [
        *("https://example.org.evil.example/", "https://evil.example/https://example.org"),
        *("http://example.org/", "https://example.org:444/", "https://sub.example.org/"),
        *("https://example.net:8443/apple", "https://example.net:8443/", "https://example.net/app"),
        *("https://example.net:8443/app/../x", "https://example.net:8443/app/%2e%2E/x"),
        *("https://example.net:8443/app/..\\x", "https://example.net:8443/app%5c..%5cx"),
        *("https://evil.example\\.example.org/", "https://example.org:99999/", "https://[x/"),
    ],
)
def test_similar_callback_is_not_allowed(callback: str) -> None:
    """Another host, scheme or port, a longer name, `..`, a backslash, an impossible port."""
    assert not is_allowed(callback, ALLOWED)


def test_star_allows_every_callback_and_an_empty_list_none() -> None:
    """`*` allows every address; an empty list none."""
    assert is_allowed("https://evil.example/", ("*",))
    assert not is_allowed("https://example.org/", ())
