"""The front door's own errors, with what CloudFormation makes of their headers."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from local.front_door import RESPONSES, substituted

ROOT = Path(__file__).parents[3]
DOCUMENT: dict[str, Any] = yaml.safe_load((ROOT / "openapi.yaml").read_text())


@pytest.mark.parametrize(
    ("allowed", "named"),
    [
        ("*", "'*'"),
        ("https://a.example", "'https://a.example'"),
        ("https://a.example,https://b.example", "'https://a.example'"),
    ],
)
@pytest.mark.parametrize("kind", DOCUMENT[RESPONSES])
def test_an_error_names_an_allowed_origin_and_no_other(kind: str, allowed: str, named: str) -> None:
    """Whoever asks, each error names the same origin, one of the allowed, and says Vary."""
    parameters = {"AllowedOrigins": allowed, "RateLimitCalls": "41"}
    headers = substituted(DOCUMENT[RESPONSES][kind], parameters)["responseParameters"]
    assert headers["gatewayresponse.header.Access-Control-Allow-Origin"] == named
    assert headers["gatewayresponse.header.Vary"] == "'Origin'"
    assert headers["gatewayresponse.header.X-RateLimit-Limit"] == "'41'"
    assert "method.request" not in str(headers)


def test_the_firewalls_refusal_says_when_to_come_again() -> None:
    """Blocked callers are told like all who ask too often: 429 in Last.fm's shape."""
    blocked = DOCUMENT[RESPONSES]["WAF_FILTERED"]
    assert blocked["statusCode"] == 429
    assert blocked["responseParameters"]["gatewayresponse.header.Retry-After"] == "'300'"
    assert yaml.safe_load(blocked["responseTemplates"]["application/json"])["error"] == 29
