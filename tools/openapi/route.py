"""One operation of the OpenAPI document: an HTTP method of a path."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from lastfm_gateway.methods.method import Method
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.shapes import Shape
from tools.openapi.refusals import REST, Refusals

#: The media type of a POST to Last.fm.
FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One HTTP method of one path. `content` is the media type of its response, `body` of a POST.

    `also` lists further media types that the caller may request. An empty `shape` means text.
    `also_refused`: errors of this route alone, by status.
    `resource`: the greedy path by which API Gateway serves the route; "" for a path of its own.
    """

    path: str
    verb: str
    family: str
    operation: str
    summary: str
    description: str = ""
    method: Method | None = None
    parameters: type[Parameters] = Parameters
    shape: dict[str, Shape] = field(default_factory=dict)
    content: str = "application/json"
    body: str = FORM
    also: tuple[str, ...] = ()
    takes_key: bool = False
    calls_upstream: bool = True
    always_refused: bool = False
    status: int = 200
    needs_key: bool = False
    refusals: Refusals = REST
    also_refused: dict[int, str] = field(default_factory=dict)
    resource: str = ""
    may_be_empty: bool = False

    @property
    def variables(self) -> list[str]:
        """The names of the parameters in the path."""
        return re.findall(r"\{(\w+)\}", self.path)

    @property
    def takes_share_token(self) -> bool:
        """Whether the key that it requires is a share token in the path."""
        return "token" in self.variables

    @property
    def has_model(self) -> bool:
        """Whether the response is JSON with a model."""
        return self.method is not None or bool(self.shape)


def declarations(route: Route) -> dict[str, tuple[dict[str, Any], bool]]:
    """Return each parameter's JSON schema and whether it is required, by name."""
    required = route.parameters.model_json_schema().get("required", ())
    return {
        name: (schema, name in required) for name, schema in route.parameters.declarations().items()
    }
