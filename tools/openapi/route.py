"""What the document describes of one verb of one path."""

from dataclasses import dataclass, field
from typing import Any

from lastfm_gateway.methods.method import Method
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.shapes import Shape
from tools.openapi.refusals import REST, Refusals


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One verb of one path. `content` is the media type of its answer; no shape means text.

    `also` are the media types that its answers, errors among them, come in if asked for.
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
    also: tuple[str, ...] = ()
    takes_key: bool = False
    calls_upstream: bool = True
    always_refused: bool = False
    status: int = 200
    needs_key: bool = False
    refusals: Refusals = REST

    @property
    def has_model(self) -> bool:
        """Whether its answer is JSON of a shape of its own, be it an empty one."""
        return self.method is not None or bool(self.shape)


def declarations(route: Route) -> dict[str, tuple[dict[str, Any], bool]]:
    """Return each parameter's JSON schema and whether it is required, by name."""
    required = route.parameters.model_json_schema().get("required", ())
    return {
        name: (schema, name in required) for name, schema in route.parameters.declarations().items()
    }
