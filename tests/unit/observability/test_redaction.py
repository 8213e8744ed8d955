"""Redaction of secrets in log lines."""

import json

import pytest

from lastfm_gateway.observability.redaction import redacted

SECRET = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    "text",
    [
        f"GET /2.0/?method=auth.getSession&token={SECRET}&format=json",
        f"{{'api_sig': '{SECRET}'}}",
        f'{{"sk": "{SECRET}"}}',
        f"Authorization: Bearer {SECRET}",
        f"invalid literal: {SECRET}",
        f"no such user: rw_live_{SECRET}{SECRET}0123456789abcdef",
        f"rw_admin_0123456789abcdef{SECRET}{SECRET}",
        f"rw_write_0123456789abcdef{SECRET}{SECRET}",
        f"GET /live/share/rw_share_0123456789abcdef{SECRET}{SECRET}/now-playing",
        f"authToken={SECRET}",
        "Authorization: Token short1-4000",
        '{"listenbrainz_token": "short1"}',
        '{"session_key": "short1"}',
        "password=short1&username=rj",
        '{"password": "short1"}',
    ],
)
def test_secrets_are_redacted(text: str) -> None:
    """By name in a query, in JSON or in a repr, or by shape alone."""
    line = redacted({"message": text, "nested": {"also": [text]}})
    assert SECRET not in line
    assert "short1" not in line
    assert "***" in json.loads(line)["message"]


def test_other_text_is_not_redacted() -> None:
    """Request ids, trace ids, ARNs, paths and plain words stay."""
    line = {
        "message": "A request failed",
        "correlation_id": "0fa2c3d4-0000-4000-8000-0123456789ab",
        "xray_trace_id": "1-67890abc-0123456789abcdef01234567",
        "function_arn": "arn:aws:lambda:eu-west-1:123456789012:function:gateway-ArtistFunction",
        "where": ["/opt/python/lastfm_gateway/faces/rest.py:61 answer"],
        "number": 12,
        "word": "token",
    }
    assert json.loads(redacted(line)) == line
