"""What is declared of an endpoint under /v1, once; everything else is derived from it."""

import re
from dataclasses import dataclass

from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.shapes import Shape


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Endpoint:
    """One verb of one path, all of which ask for a key.

    `parameters` are those of the query, or of the JSON body of a POST; `status` is that of its
    good answer. A path's variable stands in braces. An answer without a shape has no body.
    """

    path: str
    verb: str = "GET"
    operation: str
    summary: str
    description: str = ""
    parameters: type[Parameters] = Parameters
    answer: dict[str, Shape]
    status: int = 200

    def serves(self, path: str) -> bool:
        """Tell whether a request's path is one of this endpoint."""
        return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", self.path), path.rstrip("/")) is not None
