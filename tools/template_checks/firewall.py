"""Checks WAF: a custom response would lack the CORS headers and JSON of the gateway response."""

from collections.abc import Iterator

from tools.template_checks.project import Project, nodes, of_type

RESPONSES = "x-amazon-apigateway-gateway-responses"


def answers_as_the_front_door(project: Project) -> Iterator[str]:
    """Check that blocked callers get the gateway response WAF_FILTERED, with Retry-After."""
    for name, acl in of_type(project.template, "AWS::WAFv2::WebACL"):
        if any(isinstance(node, dict) and "CustomResponse" in node for node in nodes(acl)):
            yield f"{name}: CustomResponse replaces the gateway response WAF_FILTERED"
    filtered = project.front_door[RESPONSES].get("WAF_FILTERED", {})
    headers = filtered.get("responseParameters", {})
    if filtered.get("statusCode") != 429 or "gatewayresponse.header.Retry-After" not in headers:  # noqa: PLR2004 (an HTTP status)
        yield "WAF_FILTERED must be 429 with Retry-After"
