import pytest

from lastfm_gateway.faces.mcp.origins import is_allowed

HOST = "abc123.execute-api.eu-central-1.amazonaws.com"


@pytest.mark.parametrize(
    ("origin", "allowed", "expected"),
    [
        (None, "https://app.example", True),
        ("https://app.example", "https://app.example", True),
        ("https://evil.example", "*", True),
        ("null", "*", True),
        ("null", "https://app.example", False),
        ("", "https://app.example", False),
        ("https://evil.example", "https://app.example", False),
        ("https://app.example.evil.example", "https://app.example", False),
        (f"https://{HOST}", "https://app.example", True),
        (f"https://{HOST.upper()}", "https://app.example", True),
        (f"https://{HOST}.evil.example", "https://app.example", False),
        (f"https://evil.example@{HOST}", "https://app.example", False),
    ],
)
def test_page_may_ask_from_an_allowed_origin_or_the_own_host(
    origin: str | None, allowed: str, *, expected: bool
) -> None:
    """Native clients send no Origin. `null` is an origin like any other."""
    assert is_allowed(origin, HOST, {allowed}, is_local=False) is expected


@pytest.mark.parametrize(
    ("origin", "host", "expected"),
    [
        (None, "127.0.0.1:8080", True),
        (None, "localhost", True),
        (None, "gateway.localhost:8080", True),
        (None, "[::1]:8080", True),
        ("http://localhost:6274", "127.0.0.1:8080", True),
        (None, "evil.example.com", False),
        (None, "127.0.0.1.evil.example.com", False),
        (None, "", False),
        (None, "[::1", False),
        ("http://evil.example.com", "127.0.0.1:8080", False),
        ("http://evil.example.com", "evil.example.com", False),
        ("null", "127.0.0.1:8080", False),
    ],
)
def test_server_on_this_machine_answers_its_own_pages_only(
    origin: str | None, host: str, *, expected: bool
) -> None:
    """A page whose name resolves to 127.0.0.1 is refused, whatever AllowedOrigins is."""
    assert is_allowed(origin, host, {"*", "http://evil.example.com"}, is_local=True) is expected
