"""The metrics that the layer counts, read from the calls in its source."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

LAYER: Final = Path(__file__).parents[2] / "layers/gateway/lastfm_gateway"

#: Functions whose first argument names a metric, besides those with a parameter called `metric`.
_COUNTERS: Final = {"count", "_count", "add_metric"}

#: What follows the constant part of a metric name that is made with an f-string.
_ENDINGS: Final = {
    "Cache": ("Hit", "Stale"),
    "ListensIgnored": ("<reason>",),
    "UpstreamError": ("<code>",),
}


def counted_metrics() -> set[str]:
    """Return the names of all metrics that the layer counts."""
    return metrics_in(*(path.read_text() for path in LAYER.rglob("*.py")))


def metrics_in(*sources: str) -> set[str]:
    """Return the names of all metrics that these modules count.

    Fails for a name that is neither a literal nor passed on from a parameter called `metric`.
    """
    nodes = [node for source in sources for node in ast.walk(ast.parse(source))]
    positions = dict.fromkeys(_COUNTERS, 0)
    for node in nodes:
        if isinstance(node, ast.FunctionDef) and (place := _position(node)) is not None:
            positions[node.name] = place
    return {
        name
        for node in nodes
        if isinstance(node, ast.Call) and (node.args or node.keywords)
        if (method := _called(node)) in positions
        for name in _names(_argument(node, positions[method]))
    }


def _position(function: ast.FunctionDef) -> int | None:
    """Return the place of the parameter `metric` among a function's arguments, if it has one."""
    names = [argument.arg for argument in function.args.args if argument.arg != "self"]
    return names.index("metric") if "metric" in names else None


def _called(call: ast.Call) -> str:
    """Return the method that is called of telemetry or of `self`; "" for any other call."""
    if not isinstance(call.func, ast.Attribute):
        return ""
    receiver = ast.unparse(call.func.value).rpartition(".")[2].strip("_")
    return call.func.attr if receiver in {"self", "telemetry", "metrics"} else ""


def _argument(call: ast.Call, position: int) -> ast.expr:
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    return named.get("metric") or named.get("name") or call.args[position]


def _names(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(str(name)):
            yield name
        case ast.JoinedStr([ast.Constant(str(start)), ast.FormattedValue()]):
            yield from (start + end for end in _ENDINGS[start])
        case ast.Name("metric"):
            pass
        case _:
            raise AssertionError(f"not the name of a metric: {ast.unparse(argument)}")
