"""Where a deployment lets users be sent back to."""

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
def test_what_lies_below_an_allowed_place_is_allowed(callback: str) -> None:
    """The same origin, and the path itself or a segment below it."""
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
def test_what_only_looks_like_it_is_not(callback: str) -> None:
    """Another host, scheme or port, a longer name, a step up, a backslash, an impossible port."""
    assert not is_allowed(callback, ALLOWED)


def test_a_star_is_anywhere_and_nothing_is_nowhere() -> None:
    """`*` allows every address; an empty list none."""
    assert is_allowed("https://evil.example/", ("*",))
    assert not is_allowed("https://example.org/", ())
