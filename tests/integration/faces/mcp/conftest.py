"""A client of the MCP face over its real handler."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import UpstreamTimeout
from lastfm_gateway.faces.mcp.handler import open_mcp
from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools import TOOLS
from lastfm_gateway.methods.shapes import TEXT
from tests.integration.conftest import Reply
from tests.support.clock import Clock
from tests.support.mcp import ECHO, JSON, FailingParameters, message, modern
from tools.proxy_event import proxy_event


def _fail(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    """Fail in the way of the test."""
    match arguments["way"]:
        case "timeout":
            raise UpstreamTimeout
        case "bug":
            raise ZeroDivisionError("rw_live_secret inside")
        case "lastfm":
            found = context.lastfm("artist.getInfo", {"artist": "Radiohead"})
        case "unknown user":
            found = context.lastfm("user.getInfo", {"user": "nobody-at-all"})
        case "playback":
            found = {"status": context.playback().status}
        case "own scrobbles":
            found = {"scrobbles": len(context.history().read().times)}
        case _:
            found = context.lastfm("user.getRecentTracks", {"user": "hermit", "limit": "1"})
    return ToolAnswer({"found": json.dumps(found)[:200]}, "Found")


FAILING = Tool(
    name="fail",
    title="Fail",
    description="Uses a context.",
    parameters=FailingParameters,
    answer={"found": TEXT},
    run=_fail,
)


class McpClient:
    """Posts messages to one function environment."""

    def __init__(self, clock: Clock) -> None:
        runtime = Runtime.from_environment(clock=clock)
        self._handler = open_mcp(runtime, (ECHO, FAILING, *TOOLS))
        #: The operations that the database was asked for.
        self.operations: list[str] = []
        events = runtime._database.meta.events  # noqa: SLF001 (to count its operations)
        events.register("before-parameter-build.dynamodb", self._note)

    def _note(self, model: Any, **_: object) -> None:
        self.operations.append(model.name)

    def send(
        self, body: str, headers: Mapping[str, str] | None = None, verb: str = "POST", **rest: Any
    ) -> Reply:
        """Send a body with its headers; JSON's media type by default."""
        sent = {**JSON, **(headers or {})}
        answer = self._handler(
            proxy_event("/mcp", verb=verb, headers=sent, body=body, **rest), None
        )
        return Reply(answer["statusCode"], answer["headers"], answer["body"])

    def legacy(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a request of the legacy era."""
        return self.send(json.dumps(message(method, params)), headers)

    def modern(
        self,
        method: str,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **changed: str,
    ) -> Reply:
        """Send a request of the modern era; see tests.support.mcp.modern."""
        sent, listed = modern(method, params, **changed)
        return self.send(json.dumps(sent), {**listed, **(headers or {})})

    def call(
        self, name: str, arguments: Mapping[str, Any], headers: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Call a tool in the legacy era and return its result."""
        reply = self.legacy("tools/call", {"name": name, "arguments": arguments}, headers)
        assert reply.status == 200, reply.text
        result: dict[str, Any] = reply.json["result"]
        return result


@pytest.fixture
def new_client(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> Callable[..., McpClient]:
    """A function that returns a client of a deployment with the settings given."""
    assert environment

    def connect(**settings: str) -> McpClient:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return McpClient(clock)

    return connect


@pytest.fixture
def mcp(new_client: Callable[..., McpClient]) -> McpClient:
    """A client of an open deployment."""
    return new_client()
