"""Builds the proxy event (payload 1.0) that API Gateway sends to a function."""

from collections.abc import Mapping, Sequence
from typing import Any


def proxy_event(  # noqa: PLR0913 (the parts of a request)
    path: str,
    query: Mapping[str, str | Sequence[str]] | None = None,
    *,
    verb: str = "GET",
    resource: str | None = None,
    headers: Mapping[str, str] | None = None,
    body: str | None = None,
    source_ip: str = "203.0.113.7",
    is_base64: bool = False,
    variables: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the event of a request. A parameter may have several values.

    `variables` are the path parameters.
    """
    many = {
        name: [values] if isinstance(values, str) else list(values)
        for name, values in (query or {}).items()
    }
    return {
        "resource": resource or path,
        "path": path,
        "httpMethod": verb,
        "headers": {"Host": "abc123.execute-api.eu-central-1.amazonaws.com", **(headers or {})},
        "queryStringParameters": {name: values[-1] for name, values in many.items()} or None,
        "multiValueQueryStringParameters": many or None,
        "pathParameters": dict(variables) if variables else None,
        "stageVariables": None,
        "body": body,
        "isBase64Encoded": is_base64,
        "requestContext": {
            "apiId": "abc123",
            "domainName": "abc123.execute-api.eu-central-1.amazonaws.com",
            "httpMethod": verb,
            "identity": {"sourceIp": source_ip},
            "path": "/live" + path,
            "requestId": "00000000-0000-4000-8000-000000000000",
            "resourcePath": resource or path,
            "stage": "live",
        },
    }
