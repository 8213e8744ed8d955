"""Renders trees as XML."""

from xml.sax.saxutils import escape, quoteattr

from local.simulator.tree import Tree, Value

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES = {"results": ' xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"'}


def render(tree: Tree, *, status: str = "ok", raw: bool = False) -> bytes:
    """Render a tree as an XML document with the root `<lfm status="…">`, or without it if raw."""
    inside = "".join(_element(name, value) for name, value in tree.items())
    if raw and inside:
        return f"{_DECLARATION}{inside}".encode()
    if not inside:
        return f'{_DECLARATION}<lfm status="{status}" />'.encode()
    return f'{_DECLARATION}<lfm status="{status}">{inside}</lfm>'.encode()


def _element(name: str, value: Value) -> str:
    if isinstance(value, list):
        return "".join(_element(name, item) for item in value)
    attributes: Tree = {}
    content = ""
    if not isinstance(value, dict):
        content = "" if value is None else escape(str(value))
    elif "#text" in value:
        attributes = {key: child for key, child in value.items() if key != "#text"}
        content = escape(str(value["#text"]))
    else:
        attributes = value.get("@attr", {})
        content = "".join(_element(key, child) for key, child in value.items() if key != "@attr")
    written = "".join(f" {key}={quoteattr(str(child))}" for key, child in attributes.items())
    written += _NAMESPACES.get(name, "")
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"
