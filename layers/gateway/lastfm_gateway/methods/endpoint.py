"""Declaration of an endpoint under /v1. Routes and OpenAPI are derived from it."""

import re
from dataclasses import dataclass

from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.shapes import Shape


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Endpoint:
    """One verb of one path. Every endpoint requires a bearer key.

    `path` may hold variables in braces. `parameters` describe the query, or the JSON body of a
    POST. `status` is the status on success. An empty `answer` means no body, or text of the media
    types in `content`. `may_be_empty`: the status may be 204, without a body.
    """

    path: str
    verb: str = "GET"
    operation: str
    summary: str
    description: str = ""
    parameters: type[Parameters] = Parameters
    answer: dict[str, Shape]
    status: int = 200
    content: tuple[str, ...] = ("application/json",)
    may_be_empty: bool = False

    def serves(self, path: str) -> bool:
        """Return whether this endpoint serves a path."""
        return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", self.path), path.rstrip("/")) is not None
