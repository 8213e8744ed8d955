"""Parses the template parameters of `make run PARAMETERS="Name=value …"`."""

import shlex
from collections.abc import Collection
from typing import Any

import yaml

from local.aws import ROOT
from local.processes import LocalStackError

#: Parameters that the local stack sets itself, for this machine and its upstream.
OWN = (
    *("Stage", "Architecture", "CredentialsPrefix"),
    *("LastfmApiRoot", "LastfmAuthUrl", "LastfmPicturesRoot"),
)


def read_parameters(text: str, declared: Collection[str]) -> dict[str, str]:
    """Return the values by name from `Name=value` words, split as a shell does.

    `declared` are the template's parameters. Raises LocalStackError with the first invalid word.
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
    """Return why a word is invalid; an empty string if it is valid."""
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
        """Loads a template; CloudFormation's tags become None."""

    Loader.add_multi_constructor("!", lambda _loader, _tag, _node: None)
    template: dict[str, Any] = yaml.load((ROOT / "template.yaml").read_text(), Loader)  # noqa: S506 (a SafeLoader)
    return list(template["Parameters"])
