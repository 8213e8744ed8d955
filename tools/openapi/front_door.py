"""The document that API Gateway imports: integrations, validators, gateway responses, OPTIONS.

API Gateway supports OpenAPI 3.0 with JSON schema draft 4, without `example`, `default` and others.
Of parameters it keeps name, location, type and `required`.
"""

import re
from typing import Any, Final

from lastfm_gateway.faces.system.handler import ELSEWHERE, VERBS
from lastfm_gateway.http.cors import EXPOSED_HEADERS
from lastfm_gateway.http.response import SECURITY_HEADERS, STRICT_TRANSPORT
from tools.openapi.document import document
from tools.openapi.refusals import FACES, REST
from tools.openapi.routes import NOWHERE, OWN_PATHS, PREFIXES, all_routes

#: The minimum size of compressed responses, in bytes.
_MIN_COMPRESSED: Final = 1024

#: Seconds to wait for API Gateway's quota and for the firewall, whose window is five minutes.
_LONG: Final = 300

_FIRST_ORIGIN: Final = {"Fn::Select": [0, {"Fn::Split": [",", {"Ref": "AllowedOrigins"}]}]}

#: Paths that list every HTTP method, so that their own function refuses the others.
_BY_NAME: Final = {*PREFIXES, *OWN_PATHS}

_KEPT_OF_SCHEMA: Final = (
    *("type", "properties", "items", "required", "$ref", "enum", "pattern", "description"),
    *("minimum", "maximum", "minLength", "maxLength"),
)


def front_door() -> dict[str, Any]:
    """Return the OpenAPI document that template.yaml includes."""
    family_of = {route.path: route.family for route in all_routes() if not route.resource}
    plain = document()
    return {
        "openapi": "3.0.1",
        "info": {"title": plain["info"]["title"], "version": plain["info"]["version"]},
        "paths": {
            **{
                path: (_prefix if path in _BY_NAME else _path)(verbs, family_of[path])
                for path, verbs in plain["paths"].items()
                if path in family_of
            },
            **{path: _prefix({}, family) for path, family in NOWHERE.items()},
            **{
                prefix + ELSEWHERE: _elsewhere(prefix, family)
                for prefix, family in PREFIXES.items()
            },
        },
        "components": {
            "schemas": {
                name: _plain_schema(schema)
                for name, schema in plain["components"]["schemas"].items()
            }
        },
        "x-amazon-apigateway-request-validators": {
            "parameters": {"validateRequestParameters": True, "validateRequestBody": False}
        },
        "x-amazon-apigateway-request-validator": "parameters",
        "x-amazon-apigateway-minimum-compression-size": _MIN_COMPRESSED,
        "x-amazon-apigateway-gateway-responses": _gateway_responses(),
    }


def _path(verbs: dict[str, Any], family: str) -> dict[str, Any]:
    """Return a path: its HTTP methods, OPTIONS, and any other, which the function refuses."""
    described = {verb: _operation(operation, family) for verb, operation in verbs.items()}
    variables = [
        parameter
        for parameter in next(iter(described.values()), {}).get("parameters", ())
        if parameter["in"] == "path"
    ]
    path = {"parameters": variables} if variables else {}
    return {**path, **described, "options": _undescribed(family), **_any_verb(family)}


def _prefix(verbs: dict[str, Any], family: str) -> dict[str, Any]:
    """Return a path that lists every HTTP method.

    The local stack does not import "any method". It would route the others to the function that
    serves all unknown paths.
    """
    every = {verb.lower(): _undescribed(family) for verb in sorted(VERBS)}
    return {**every, **_path(verbs, family)}


def _any_verb(family: str) -> dict[str, Any]:
    return {"x-amazon-apigateway-any-method": _undescribed(family)}


def _elsewhere(prefix: str, family: str) -> dict[str, Any]:
    named = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in (*re.findall(r"\{(\w+)\}", prefix), "proxy")
    ]
    return {verb.lower(): {"parameters": named, **_undescribed(family)} for verb in sorted(VERBS)}


def _operation(operation: dict[str, Any], family: str) -> dict[str, Any]:
    kept = {name: operation[name] for name in ("operationId", "summary")}
    if "parameters" in operation:
        kept["parameters"] = [
            _parameter(parameter, family) for parameter in operation["parameters"]
        ]
    return {**kept, "responses": _responses(operation["responses"]), **_integration(family)}


def _parameter(parameter: dict[str, Any], family: str) -> dict[str, Any]:
    """Return a parameter. API Gateway requires it only where its errors have the face's shape."""
    kept = {name: parameter[name] for name in ("name", "in", "required", "description")}
    if family == "listening" and kept["in"] == "query":
        kept["required"] = False
    return {**kept, "schema": {"type": parameter["schema"]["type"]}}


def _responses(responses: dict[str, Any]) -> dict[str, Any]:
    """Return the documented success responses, and one error response: all share its shape.

    A face whose errors are drawn has none.
    """
    success = {status: responses[status] for status in responses if status[0] == "2"}
    if "400" not in responses:
        return success
    named = responses["400"].get("$ref", "")
    model = next((face.model for face in FACES if f"/{face.prefix}" in named), REST.model)
    error = {"schema": {"$ref": f"#/components/schemas/{model}"}}
    described = {"400": {"description": "Error", "content": {"application/json": error}}}
    return success | described


def _undescribed(family: str) -> dict[str, Any]:
    return {"responses": {"200": {"description": "See the function"}}, **_integration(family)}


def _integration(family: str) -> dict[str, Any]:
    function = "".join(word.capitalize() for word in family.split("_")) + "Function"
    return {
        "x-amazon-apigateway-integration": {
            "type": "aws_proxy",
            "httpMethod": "POST",
            "passthroughBehavior": "when_no_match",
            "uri": {
                "Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31"
                f"/functions/${{{function}.Arn}}:live/invocations"
            },
        }
    }


def _plain_schema(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema
    kept = {name: value for name, value in schema.items() if name in _KEPT_OF_SCHEMA}
    if "properties" in kept:
        kept["properties"] = {
            name: _plain_schema(inner) for name, inner in kept["properties"].items()
        }
    if "items" in kept:
        kept["items"] = _plain_schema(kept["items"])
    return kept


def _gateway_responses() -> dict[str, Any]:
    """Return API Gateway's own error responses, in Last.fm's shape and with CORS headers.

    They hold constants only. So of the rate limit headers most have just `X-RateLimit-Limit`; those
    with status 429 have all four, without a true time of reset: clients wait for what they say.
    """
    wrong = "Invalid parameters - $context.error.message"
    wait = {"Retry-After": "'1'"}
    return {
        "BAD_REQUEST_PARAMETERS": _gateway_response(400, 6, wrong),
        "BAD_REQUEST_BODY": _gateway_response(400, 6, wrong),
        "MISSING_AUTHENTICATION_TOKEN": _gateway_response(
            404, 3, "Invalid Method - No route matches the path"
        ),
        # Scrobblers delete what was answered with 6 or 7, and keep what was answered with 16.
        "REQUEST_TOO_LARGE": _gateway_response(413, 16, "The request is too large"),
        "THROTTLED": _gateway_response(
            429, 29, "Rate limit exceeded - Try again in 1 s", wait | _spent(1)
        ),
        "QUOTA_EXCEEDED": _gateway_response(
            429, 29, "Rate limit exceeded - The quota is exceeded", _spent(_LONG)
        ),
        "WAF_FILTERED": _gateway_response(
            429,
            29,
            "Rate limit exceeded - The firewall blocks this address",
            {"Retry-After": f"'{_LONG}'"} | _spent(_LONG),
        ),
        "INTEGRATION_TIMEOUT": _gateway_response(
            504, 11, "Service Offline - The gateway did not respond in time", wait
        ),
        "DEFAULT_4XX": _gateway_response(
            None, 16, "The gateway refused the request. Please try again"
        ),
        "DEFAULT_5XX": _gateway_response(None, 8, "Operation failed - The gateway failed", wait),
    }


def _spent(seconds: int) -> dict[str, str]:
    """Return the rate limit headers of a caller who must wait."""
    return {
        "X-RateLimit-Remaining": "'0'",
        "X-RateLimit-Reset": "'0'",
        "X-RateLimit-Reset-In": f"'{seconds}'",
    }


def _gateway_response(
    status: int | None, code: int, message: str, headers: dict[str, str] | None = None
) -> dict[str, Any]:
    sent = {
        # Only constants can be sent: the first allowed origin. Pages of other allowed origins
        # cannot read these errors.
        "Access-Control-Allow-Origin": {"Fn::Sub": ["'${First}'", {"First": _FIRST_ORIGIN}]},
        "Vary": "'Origin'",
        "Access-Control-Expose-Headers": f"'{EXPOSED_HEADERS}'",
        "Cache-Control": "'no-store'",
        **{name: f"'{value}'" for name, value in SECURITY_HEADERS.items()},
        **{
            name: {"Fn::If": ["HasDomain", f"'{value}'", {"Ref": "AWS::NoValue"}]}
            for name, value in STRICT_TRANSPORT.items()
        },
        "X-Cache": "'BYPASS'",
        "X-RateLimit-Limit": {"Fn::Sub": "'${RateLimitCalls}'"},
        **(headers or {}),
    }
    response: dict[str, Any] = {} if status is None else {"statusCode": status}
    return response | {
        "responseParameters": {
            f"gatewayresponse.header.{name}": value for name, value in sent.items()
        },
        "responseTemplates": {"application/json": f'{{"error":{code},"message":"{message}"}}'},
    }
