"""The Lambda function of the Model Context Protocol. Its tools use the listening face's answers."""

from collections.abc import Mapping

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.mcp.handler import mcp_handler
from lastfm_gateway.http.handler import RouteHandler


def _listening(runtime: Runtime) -> Mapping[str, RouteHandler]:
    """Return the listening endpoints' handlers. They are imported when a tool first needs one."""
    from lastfm_gateway.faces.listening.handler import listening_answers  # noqa: PLC0415 (as above)

    return listening_answers(runtime)


handler = mcp_handler(_listening)
