"""API Gateway's own errors, after CloudFormation's substitutions."""

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
def test_error_names_an_allowed_origin_only(kind: str, allowed: str, named: str) -> None:
    """Each error names the same origin, whatever the request's origin, and has Vary."""
    parameters = {"AllowedOrigins": allowed, "RateLimitCalls": "41"}
    headers = substituted(DOCUMENT[RESPONSES][kind], parameters)["responseParameters"]
    assert headers["gatewayresponse.header.Access-Control-Allow-Origin"] == named
    assert headers["gatewayresponse.header.Vary"] == "'Origin'"
    assert headers["gatewayresponse.header.X-RateLimit-Limit"] == "'41'"
    assert "method.request" not in str(headers)


def test_firewalls_refusal_is_429_in_last_fms_shape() -> None:
    """It looks like every other rate limit, with Retry-After."""
    blocked = DOCUMENT[RESPONSES]["WAF_FILTERED"]
    assert blocked["statusCode"] == 429
    assert blocked["responseParameters"]["gatewayresponse.header.Retry-After"] == "'300'"
    assert yaml.safe_load(blocked["responseTemplates"]["application/json"])["error"] == 29
