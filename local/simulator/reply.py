"""HTTP replies: a tree or an error in the requested format."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from local.simulator import render_json, render_xml
from local.simulator.errors import ApiError
from local.simulator.tree import Tree

JSON = "application/json"
XML = "text/xml; charset=UTF-8"
JAVASCRIPT = "text/javascript"


@dataclass(frozen=True)
class Reply:
    """An HTTP reply. `manner`: how the body is sent; `encoding`: of an already compressed body."""

    status: int
    content_type: str
    body: bytes
    manner: Literal["whole", "drop", "midway", "slowly"] = "whole"
    encoding: str = ""
    location: str = ""


def success(tree: Tree, parameters: Mapping[str, str]) -> Reply:
    """Build a reply in JSON, JSONP or XML."""
    if parameters.get("format") == "json":
        return _json(200, tree, parameters)
    return Reply(200, XML, render_xml.render(tree, raw=parameters.get("raw") == "true"))


def failure(error: ApiError, parameters: Mapping[str, str], *, newer: bool) -> Reply:
    """Build an error reply in JSON, JSONP or XML."""
    status = error.status(newer=newer)
    if parameters.get("format") == "json":
        tree: Tree = {"error": error.code, "message": error.message}
        return _json(
            status, {**tree, "links": []} if error.links(newer=newer) else tree, parameters
        )
    tree = {"error": {"#text": error.message, "code": str(error.code)}}
    return Reply(status, XML, render_xml.render(tree, status="failed"))


def _json(status: int, tree: Tree, parameters: Mapping[str, str]) -> Reply:
    body = render_json.render(tree)
    callback = parameters.get("callback")
    if callback:
        return Reply(status, JAVASCRIPT, callback.encode() + b"(" + body + b")")
    return Reply(status, JSON, body)
