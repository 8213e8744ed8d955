"""Tools and messages for tests of the Model Context Protocol."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from lastfm_gateway.faces.mcp.eras import CAPABILITIES_KEY, MODERN, VERSION_KEY
from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.methods.parameters import Flag, Name, Parameters, Switch, User, whole
from lastfm_gateway.methods.shapes import FLAG, MAYBE_TEXT, NUMBER, TEXT, Nullable

JSON: Final = {"Content-Type": "application/json"}


class EchoParameters(Parameters):
    """One parameter of each kind."""

    switches: ClassVar[tuple[str, ...]] = ("loud",)
    artist: Name = Field(description="Name of the artist", examples=["Radiohead"])
    user: User | None = Field(None, description="Whose listening")
    limit: Annotated[int, Field(ge=1, le=50), whole] = Field(10, description="Rows")
    autocorrect: Flag = Field(1, description="1 corrects misspelled names, 0 does not")
    loud: Switch = Field("false", description="true shouts")


class FailingParameters(Parameters):
    """Which way to fail."""

    way: Name = Field(description="Name of the failure")


def echo(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    """Return the arguments."""
    told = {**arguments, "owner": context.user}
    return ToolAnswer({"arguments": json.dumps(told), "owner": context.user}, "Told\n1. Echo (1)")


#: A tool that answers with its validated arguments, and with the owner of the key.
ECHO: Final = Tool(
    name="echo",
    title="Echo",
    description="Repeats its arguments.",
    parameters=EchoParameters,
    answer={
        "arguments": TEXT,
        "owner": MAYBE_TEXT,
        "rows": [{"plays": NUMBER, "partial": FLAG}],
        "track": Nullable({"name": TEXT}),
    },
    run=echo,
)


def message(method: str, params: Mapping[str, Any] | None = None, **rest: Any) -> dict[str, Any]:
    """Return a request of the legacy era, with id 7."""
    told = {"params": dict(params)} if params is not None else {}
    return {"jsonrpc": "2.0", "id": 7, "method": method, **told, **rest}


def modern(
    method: str, params: Mapping[str, Any] | None = None, *, version: str = MODERN, **headers: str
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a request of the modern era and its headers. `headers` override by lower-case name.

    An empty header is left out.
    """
    meta = {VERSION_KEY: version, CAPABILITIES_KEY: {}}
    told = dict(params or {})
    named = {"mcp_name": told["name"]} if isinstance(told.get("name"), str) else {}
    sent = {"mcp_protocol_version": version, "mcp_method": method, **named, **headers}
    listed = {name.replace("_", "-"): value for name, value in sent.items() if value}
    return message(method, {**told, "_meta": meta}), listed
