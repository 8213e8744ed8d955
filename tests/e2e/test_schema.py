"""schemathesis over all routes of the deployed stack."""

from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
    unsupported_method,
)

from local.stack import LocalStack

DESCRIPTION = Path(__file__).parents[2] / "functions/system/openapi.yaml"

#: Unknown parameters are ignored on purpose, so that they cannot break the cache. The bounds of
#: each parameter are the unit tests' (test_validation); without that phase this takes a minute.
CONFIG = schemathesis.Config.from_dict(
    {
        "generation": {"allow-extra-parameters": False},
        "phases": {"coverage": {"enabled": False}},
    }
)

#: OpenAPI cannot say that one of two parameters is required, nor what Last.fm knows; and TRACE
#: never gets through API Gateway. Both are tested by hand: see test_validation and test_routes.
NOT_ASKED = [positive_data_acceptance, unsupported_method]

#: An address of its own, so that this test spends no other test's quota.
CALLER = {"X-Forwarded-For": "203.0.113.8"}

schema = schemathesis.openapi.from_path(str(DESCRIPTION), config=CONFIG)


@schema.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_every_response_matches_its_schema(
    case: "schemathesis.Case[Any]", stack: LocalStack
) -> None:
    """No request, valid or not, gets a 5xx or an undocumented response."""
    is_card = "image/svg+xml" in str(case.operation.definition.raw["responses"])
    # A card refuses nothing: it draws an error, with status 200.
    excluded = [*NOT_ASKED, negative_data_rejection] if is_card else NOT_ASKED
    case.call_and_validate(base_url=stack.base_url, headers=CALLER, excluded_checks=excluded)
