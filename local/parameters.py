"""The parameters that `make run PARAMETERS="Name=value …"` sets, written as for `make deploy`."""

import shlex
from collections.abc import Collection
from typing import Any

import yaml

from local.aws import ROOT
from local.processes import LocalStackError

#: Set by the local stack itself, for this machine and the upstream that it uses.
OWN = ("Stage", "Architecture", "CredentialsPrefix", "LastfmApiRoot", "LastfmAuthUrl")


def read_parameters(text: str, declared: Collection[str]) -> dict[str, str]:
    """Return names and values from words as a shell splits them.

    `declared` are the template's parameters. Raises LocalStackError naming the first wrong word.
    """
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise LocalStackError(f"PARAMETERS is {text!r}: {error}.") from None
    values: dict[str, str] = {}
    for word in words:
        name, separator, value = word.partition("=")
        if fault := _fault(name, separator, declared, values):
            raise LocalStackError(f"PARAMETERS has {word!r}: {fault}.")
        values[name] = value
    return values


def _fault(name: str, separator: str, declared: Collection[str], seen: Collection[str]) -> str:
    """Return what is wrong with a word; an empty text for nothing."""
    if not name or not separator:
        return "write it as Name=value"
    if name not in declared:
        return f"template.yaml has no parameter {name}"
    if name in OWN:
        return f"make run sets {name} itself"
    return f"{name} is given twice" if name in seen else ""


def declared_parameters() -> list[str]:
    """Return the names of the template's parameters."""

    class Loader(yaml.SafeLoader):
        """Reads a template without knowing CloudFormation's tags."""

    Loader.add_multi_constructor("!", lambda _loader, _tag, _node: None)
    template: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(), Loader)  # noqa: S506 (a SafeLoader)
    return list(template["Parameters"])
