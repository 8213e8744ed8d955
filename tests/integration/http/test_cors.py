"""CORS headers for the allowed origins."""

import pytest

from tests.integration.conftest import Functions

OURS = "https://app.example,https://other.example"


@pytest.mark.parametrize(
    ("allowed", "origin", "told"),
    [
        ("*", "https://app.example", "*"),
        ("https://app.example", "https://app.example", "https://app.example"),
        (OURS, "https://app.example", "https://app.example"),
        (OURS, "https://other.example", "https://other.example"),
        (OURS, "https://evil.example", "https://app.example"),
        (OURS, "https://app.example.evil.example", "https://app.example"),
        (OURS, "*", "https://app.example"),
        (OURS, None, "https://app.example"),
    ],
)
def test_only_allowed_origins_get_cors_headers(
    functions: Functions,
    monkeypatch: pytest.MonkeyPatch,
    allowed: str,
    origin: str | None,
    told: str,
) -> None:
    """Pages of an allowed origin may read answers and errors, pages of other origins may not."""
    monkeypatch.setenv("CORS_ALLOW_ORIGINS", allowed)
    headers = {"Origin": origin} if origin else {}
    for verb in ("GET", "OPTIONS"):
        reply = functions.get("/artist/getInfo", verb=verb, headers=headers)
        assert reply.headers["Access-Control-Allow-Origin"] == told
        assert ("Origin" in reply.headers["Vary"]) == (allowed != "*")
