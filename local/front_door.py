"""Completes the API Gateway import on the local AWS: base path, gateway responses, validators.

MiniStack imports only methods and integrations from an OpenAPI document. Gateway responses and
request validators are added through its API, so that rejected requests look as they do on AWS.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from local.aws import DeployedStack
from local.processes import LOOPBACK

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient

RESPONSES = "x-amazon-apigateway-gateway-responses"
VALIDATORS = "x-amazon-apigateway-request-validators"
VALIDATOR = "x-amazon-apigateway-request-validator"


def open_front_door(gateway: "APIGatewayClient", document: Path, stack: DeployedStack) -> None:
    """Complete the import of `document` and serve the API under `/{stage}`.

    Without a base path mapping, its path is `/restapis/{id}/{stage}/_user_request_`, and the id
    changes.
    """
    api_id, stage = stack.outputs["ApiId"], stack.outputs["StageName"]
    openapi = substituted(yaml.safe_load(document.read_text()), stack.parameters)
    for kind, response in openapi[RESPONSES].items():
        if "statusCode" in response:
            response["statusCode"] = str(response["statusCode"])
        gateway.put_gateway_response(restApiId=api_id, responseType=kind, **response)
    _put_validators(gateway, api_id, openapi)
    gateway.create_deployment(restApiId=api_id, stageName=stage)
    gateway.create_domain_name(domainName=LOOPBACK, endpointConfiguration={"types": ["REGIONAL"]})
    gateway.create_base_path_mapping(
        domainName=LOOPBACK, basePath=stage, restApiId=api_id, stage=stage
    )


def _put_validators(gateway: "APIGatewayClient", api_id: str, openapi: Mapping[str, Any]) -> None:
    """Add the document's default validator to each method with required parameters."""
    settings = openapi[VALIDATORS][openapi[VALIDATOR]]
    validator = gateway.create_request_validator(restApiId=api_id, name="default", **settings)["id"]
    pages = gateway.get_paginator("get_resources").paginate(restApiId=api_id)
    ids = {item["path"]: item["id"] for page in pages for item in page["items"]}
    for path, verb, names in _required(openapi):
        changes = [
            (f"/requestParameters/method.request.querystring.{name}", "true") for name in names
        ]
        gateway.update_method(
            restApiId=api_id,
            resourceId=ids[path],
            httpMethod=verb,
            patchOperations=[
                {"op": "replace", "path": where, "value": value}
                for where, value in [*changes, ("/requestValidatorId", validator)]
            ],
        )


def _required(openapi: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield path, verb and required query parameters of each operation that has any."""
    for path, operations in openapi["paths"].items():
        for verb, operation in operations.items():
            if verb == "parameters":  # path variables, not an operation
                continue
            in_query = [item for item in operation.get("parameters", ()) if item["in"] == "query"]
            if names := [item["name"] for item in in_query if item.get("required")]:
                yield path, verb.upper(), names


def substituted(node: Any, parameters: Mapping[str, str]) -> Any:  # noqa: PLR0911 (one for each form)
    """Resolve CloudFormation's intrinsic functions in a node: parameters and one condition."""
    match node:
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{(\w+)\}", lambda m: parameters.get(m[1], m[0]), text)
        case {"Fn::Sub": [str(text), dict(own)]}:
            named = {**parameters, **substituted(own, parameters)}
            return substituted({"Fn::Sub": text}, named)
        case {"Fn::Select": [int(place), {"Fn::Split": [separator, {"Ref": name}]}]}:
            return parameters[name].split(separator)[place]
        case {"Fn::If": ["HasDomain", some, {"Ref": "AWS::NoValue"}]}:
            return some if parameters.get("DomainName") else None
        case dict():
            resolved = {key: substituted(value, parameters) for key, value in node.items()}
            return {key: value for key, value in resolved.items() if value is not None}
        case list():
            return [substituted(value, parameters) for value in node]
    return node
