"""Resolves a template's conditions for given parameters: what CloudFormation would create."""

from collections.abc import Mapping
from typing import Any, Final

#: What an Fn::If leaves out.
_NO_VALUE: Final = {"Ref": "AWS::NoValue"}


def resolved(template: Mapping[str, Any], parameters: Mapping[str, str]) -> dict[str, Any]:
    """Return resources and outputs without those whose condition is false, each Fn::If decided.

    `parameters` override the template's defaults.
    """
    defaults = {
        name: str(declared.get("Default", "")) for name, declared in template["Parameters"].items()
    }
    conditions = _Conditions(template.get("Conditions", {}), defaults | dict(parameters))
    return {
        section: {
            name: _decided(item, conditions)
            for name, item in template.get(section, {}).items()
            if "Condition" not in item or conditions.hold(item["Condition"])
        }
        for section in ("Resources", "Outputs")
    }


class _Conditions:
    """A template's conditions with the values of its parameters."""

    def __init__(self, named: Mapping[str, Any], values: Mapping[str, str]) -> None:
        self._named = named
        self._values = values

    def hold(self, condition: Any) -> bool:
        """Return whether a condition holds."""
        match condition:
            case str(name) | {"Condition": str(name)}:
                return self.hold(self._named[name])
            case {"Fn::Equals": [one, other]}:
                return self._value(one) == self._value(other)
            case {"Fn::Not": [inner]}:
                return not self.hold(inner)
            case {"Fn::And": [*inner]}:
                return all(map(self.hold, inner))
        raise ValueError(f"no condition: {condition}")

    def _value(self, node: Any) -> str:
        return self._values[node["Ref"]] if isinstance(node, dict) else str(node)


def _decided(node: Any, conditions: _Conditions) -> Any:
    """Return a tree with each Fn::If decided."""
    match node:
        case {"Fn::If": [str(condition), some, other]}:
            return _decided(some if conditions.hold(condition) else other, conditions)
        case dict():
            inner = {name: _decided(value, conditions) for name, value in node.items()}
            return {name: value for name, value in inner.items() if value != _NO_VALUE}
        case list():
            items = [_decided(value, conditions) for value in node]
            return [value for value in items if value != _NO_VALUE]
    return node
