"""The generated OpenAPI documents against the contract of the REST families."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from lastfm_gateway import methods
from lastfm_gateway.faces.system.handler import ELSEWHERE
from lastfm_gateway.http.response import SECURITY_HEADERS, STRICT_TRANSPORT
from lastfm_gateway.methods.method import Auth
from tools.openapi.files import FILES

ROOT = Path(__file__).parents[2]
CONTRACT: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("contract.yaml").read_text())
FRONT_DOOR: dict[str, Any] = yaml.safe_load((ROOT / "openapi.yaml").read_text())
PUBLIC: dict[str, Any] = yaml.safe_load((ROOT / "functions/system/openapi.yaml").read_text())
SHAPES = {method.route: method.answer for method in methods.all_methods()}

#: Optional here though the contract requires them: they default to the deployment's own key and to
#: the deployment's own callback, and `authToken` replaces the password (decision 3).
OPTIONAL_HERE = {"api_key", "callback_url", "password"}

#: Keywords that API Gateway's import refuses or drops, in any schema or parameter.
NOT_IMPORTED = {
    *("oneOf", "anyOf", "allOf", "not", "nullable", "readOnly", "writeOnly", "deprecated"),
    *("additionalProperties", "discriminator", "example", "examples", "default", "format"),
    *("exclusiveMinimum", "exclusiveMaximum", "callbacks", "links", "xml"),
}


def _parameters(document: dict[str, Any], path: str, verb: str) -> dict[str, bool]:
    listed = document["paths"][path][verb].get("parameters", [])
    return {parameter["name"]: parameter["required"] for parameter in listed}


@pytest.mark.parametrize("path", FILES, ids=[str(path.relative_to(ROOT)) for path in FILES])
def test_committed_documents_are_up_to_date(path: Path) -> None:
    """Each document is what the declarations generate: run `make openapi` if not."""
    assert path.read_text(encoding="utf-8") == FILES[path]()


@pytest.mark.parametrize("document", [FRONT_DOOR, PUBLIC], ids=["front door", "public"])
@pytest.mark.parametrize("path", CONTRACT)
def test_every_route_of_the_contract_is_documented(document: dict[str, Any], path: str) -> None:
    """A route, its parameters and its required ones are in both documents."""
    contract = CONTRACT[path]
    ours = _parameters(document, path, contract["verb"])
    for name, need in contract.get("parameters", {}).items():
        if path.startswith("/auth/get") and name == "api_key":
            continue  # signed here with the deployment's own key
        assert name in ours
        assert ours[name] == (need == "required" and name not in OPTIONAL_HERE)


@pytest.mark.parametrize("document", [FRONT_DOOR, PUBLIC], ids=["front door", "public"])
def test_every_declared_method_has_its_route(document: dict[str, Any]) -> None:
    """Each method has a route with the verb that Last.fm wants, and `/2.0` takes both."""
    for method in methods.all_methods():
        assert method.verb.lower() in document["paths"][method.route]
    assert {"get", "post"} <= set(document["paths"]["/2.0"])


def test_writes_take_their_session_in_the_body() -> None:
    """Every write is a POST whose form requires `sk`, and no query has it."""
    writes = [m for m in methods.all_methods() if m.auth is Auth.SESSION]
    assert len(writes) == 10
    for method in writes:
        operation = PUBLIC["paths"][method.route]["post"]
        form = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        assert "sk" in form["required"]
        assert "parameters" not in operation


def test_nothing_more_is_required_than_in_the_contract() -> None:
    """API Gateway refuses no request that the contract allows."""
    for path, contract in CONTRACT.items():
        ours = _parameters(FRONT_DOOR, path, contract["verb"])
        for name in (name for name, required in ours.items() if required):
            assert contract["parameters"][name] == "required"


@pytest.mark.parametrize("path", [path for path in CONTRACT if CONTRACT[path].get("lists")])
def test_every_array_of_the_contract_is_a_list(path: str) -> None:
    """Wherever the contract has an array, the method's shape has a list."""
    for place in CONTRACT[path]["lists"]:
        shape: Any = SHAPES[path]
        for step in place.split("/"):
            name, row, _ = step.partition("[]")
            shape = shape[name][0] if row else shape[name]
        assert isinstance(shape, list), place


def test_public_document_is_valid() -> None:
    """`/openapi` serves OpenAPI 3.0."""
    validate(PUBLIC)


def test_api_gateways_document_is_valid() -> None:
    """API Gateway's document is OpenAPI 3.0, except for its own notation of greedy paths."""
    paths = {
        path: item for path, item in FRONT_DOOR["paths"].items() if not path.endswith(ELSEWHERE)
    }
    validate({**FRONT_DOOR, "paths": paths})


def test_api_gateway_can_import_everything() -> None:
    """It uses nothing that API Gateway cannot import, and model names are alphanumeric."""
    assert FRONT_DOOR["openapi"].startswith("3.0")
    found = {name for name, inside in _keywords(FRONT_DOOR) if inside != "properties"}
    assert not found & NOT_IMPORTED
    assert all(name.isalnum() for name in FRONT_DOOR["components"]["schemas"])


def test_no_path_has_two_variables_below_it() -> None:
    """API Gateway refuses a second variable beside another one, a greedy one too."""
    variables: dict[str, set[str]] = {}
    for path in FRONT_DOOR["paths"]:
        steps = path.split("/")
        for place, step in enumerate(steps):
            if step.startswith("{"):
                variables.setdefault("/".join(steps[:place]), set()).add(step)
    assert variables["/v1/tracks"] == {"{id}"}
    assert all(len(named) == 1 for named in variables.values())


def _keywords(node: Any, inside: str = "") -> list[tuple[str, str]]:
    if isinstance(node, list):
        return [found for item in node for found in _keywords(item, inside)]
    if not isinstance(node, dict):
        return []
    return [
        found for name, value in node.items() for found in [(name, inside), *_keywords(value, name)]
    ]


def test_every_verb_of_every_path_reaches_a_function() -> None:
    """Functions answer OPTIONS and the verbs that a path does not take."""
    for path, item in FRONT_DOOR["paths"].items():
        verbs = item if path.endswith(ELSEWHERE) else {"options", "x-amazon-apigateway-any-method"}
        for verb in verbs:
            assert item[verb]["x-amazon-apigateway-integration"]["type"] == "aws_proxy"


def test_api_gateway_requires_parameters_and_compresses() -> None:
    """Required parameters are checked before any function runs."""
    validator = FRONT_DOOR["x-amazon-apigateway-request-validator"]
    validators = FRONT_DOOR["x-amazon-apigateway-request-validators"]
    assert validators[validator]["validateRequestParameters"] is True
    assert FRONT_DOOR["x-amazon-apigateway-minimum-compression-size"] > 0


def test_listening_functions_check_required_parameters_themselves() -> None:
    """API Gateway's errors have Last.fm's shape, which clients of this face do not read."""
    for path in ("/v1/search", "/v1/feed/on-this-day"):
        in_query = [
            it for it in FRONT_DOOR["paths"][path]["get"]["parameters"] if it["in"] == "query"
        ]
        assert in_query
        assert not any(parameter["required"] for parameter in in_query)
    [month] = [
        it
        for it in PUBLIC["paths"]["/v1/feed/on-this-day"]["get"]["parameters"]
        if it["name"] == "month"
    ]
    assert month["required"] is True


def test_api_gateways_errors_have_last_fms_shape() -> None:
    """They are `{"error", "message"}` with CORS headers, and an unknown route is 404."""
    responses = FRONT_DOOR["x-amazon-apigateway-gateway-responses"]
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "THROTTLED"} <= set(responses)
    assert responses["MISSING_AUTHENTICATION_TOKEN"]["statusCode"] == 404
    for response in responses.values():
        body = yaml.safe_load(response["responseTemplates"]["application/json"])
        assert set(body) == {"error", "message"}
        assert (
            "gatewayresponse.header.Access-Control-Allow-Origin" in response["responseParameters"]
        )


def test_api_gateways_errors_make_no_scrobbler_delete_anything() -> None:
    """They delete what was answered with 6 or 7: so a request that was not understood is 16.

    It is Last.fm's "try again", which every client of its own knows too. Only what a client sent
    wrongly to a declared route is 6.
    """
    codes = {
        kind: yaml.safe_load(response["responseTemplates"]["application/json"])["error"]
        for kind, response in FRONT_DOOR["x-amazon-apigateway-gateway-responses"].items()
    }
    assert codes.pop("BAD_REQUEST_PARAMETERS") == codes.pop("BAD_REQUEST_BODY") == 6
    assert codes["DEFAULT_4XX"] == codes["REQUEST_TOO_LARGE"] == 16
    assert not {6, 7} & set(codes.values())
    required = {
        path
        for path, item in FRONT_DOOR["paths"].items()
        for verb, operation in item.items()
        if verb != "parameters"
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "query" and parameter["required"]
    }
    assert not [path for path in required if path.startswith("/1")]


@pytest.mark.parametrize("kind", ["THROTTLED", "QUOTA_EXCEEDED", "WAF_FILTERED"])
def test_api_gateways_429_has_all_rate_limit_headers(kind: str) -> None:
    """Clients of ListenBrainz wait for Reset-In, and one throws when it is missing."""
    sent = FRONT_DOOR["x-amazon-apigateway-gateway-responses"][kind]["responseParameters"]
    values = {
        name.removeprefix("gatewayresponse.header.X-RateLimit-"): value
        for name, value in sent.items()
        if "X-RateLimit" in name
    }
    assert set(values) == {"Limit", "Remaining", "Reset", "Reset-In"}
    assert values["Remaining"] == "'0'"
    assert int(values["Reset-In"].strip("'")) >= 1


def test_api_gateways_errors_have_the_security_headers() -> None:
    """HSTS is sent only where there is a custom domain."""
    for response in FRONT_DOOR["x-amazon-apigateway-gateway-responses"].values():
        sent = {
            name.removeprefix("gatewayresponse.header."): value
            for name, value in response["responseParameters"].items()
        }
        for name, value in SECURITY_HEADERS.items():
            assert sent[name] == f"'{value}'"
        condition, value, otherwise = sent["Strict-Transport-Security"]["Fn::If"]
        assert (condition, otherwise) == ("HasDomain", {"Ref": "AWS::NoValue"})
        assert value == f"'{STRICT_TRANSPORT['Strict-Transport-Security']}'"


@pytest.mark.parametrize(
    ("path", "function"),
    [
        ("/2.0", "Webservice"),
        ("/health", "System"),
        ("/openapi", "System"),
        ("/auth/url", "Auth"),
        ("/auth/login", "Auth"),
        ("/auth/callback", "Auth"),
        ("/v1/keys", "Admin"),
        ("/v1/keys/{id}", "Admin"),
        ("/1", "Listenbrainz"),
        ("/1/{proxy+}", "Listenbrainz"),
    ],
)
def test_own_paths_declare_every_verb(path: str, function: str) -> None:
    """The path's own function answers each verb: 405 with Allow for those it does not take."""
    named = FRONT_DOOR["paths"][path]
    for verb in ("get", "head", "post", "put", "patch", "delete", "options"):
        called = str(named[verb]["x-amazon-apigateway-integration"]["uri"])
        assert f"${{{function}Function.Arn}}" in called


def test_public_document_hides_the_deployment() -> None:
    """It holds no integration, function name or account detail, in YAML or JSON."""
    for name in ("openapi.yaml", "openapi.json"):
        assert "amazon" not in (ROOT / "functions/system" / name).read_text()


def test_document_for_rewinds_clients_is_openapi_3_1() -> None:
    """It is valid, and has the same operations; what may be null is said as in JSON Schema."""
    current = json.loads((ROOT / "functions/system/openapi.json").read_text())
    assert current["openapi"] == "3.1.0"
    validate(current, cls=OpenAPIV31SpecValidator)
    assert list(current["paths"]) == list(PUBLIC["paths"])
    assert '"nullable"' not in json.dumps(current["components"])
    assert '["string", "null"]' in json.dumps(current["components"])
