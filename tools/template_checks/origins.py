"""Checks CORS headers of API Gateway's own errors."""

from collections.abc import Iterator
from typing import Final

from tools.template_checks.firewall import RESPONSES
from tools.template_checks.project import Project

_ORIGIN: Final = "gatewayresponse.header.Access-Control-Allow-Origin"


def are_constant(project: Project) -> Iterator[str]:
    """Check that errors do not reflect the origin: API Gateway cannot check that it is allowed."""
    for kind, response in project.front_door[RESPONSES].items():
        headers = response.get("responseParameters", {})
        if "method.request" in repr(headers.get(_ORIGIN, "")):
            yield f"{kind}: its Access-Control-Allow-Origin reflects any origin"
        if headers.get("gatewayresponse.header.Vary") != "'Origin'":
            yield f"{kind}: no Vary: Origin"
