"""Loads the files to check: the template, as written and as SAM expands it, and others."""

import copy
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import boto3
import yaml
from samtranslator.parser.parser import Parser  # type: ignore[import-untyped]
from samtranslator.translator.translator import Translator  # type: ignore[import-untyped]
from samtranslator.utils.py27hash_fix import (  # type: ignore[import-untyped]
    to_py27_compatible_template,
    undo_mark_unicode_str_in_template,
)
from samtranslator.yaml_helper import yaml_parse  # type: ignore[import-untyped]

ROOT: Final = Path(__file__).parents[2]

#: Stands for uploaded code: the translator does not accept a folder.
_UPLOADED: Final = "s3://bucket/key"


class Project(NamedTuple):
    """The parsed files that the checks read."""

    written: dict[str, Any]  # template.yaml
    template: dict[str, Any]  # template.yaml as SAM expands it
    front_door: dict[str, Any]  # openapi.yaml
    workflows: dict[str, Any]  # by file name


def read_project() -> Project:
    """Read the project's files."""
    written = yaml_parse((ROOT / "template.yaml").read_text())
    return Project(
        written,
        expanded(written),
        yaml.safe_load((ROOT / "openapi.yaml").read_text()),
        {
            path.name: yaml.safe_load(path.read_text())
            for path in sorted((ROOT / ".github/workflows").glob("*.yml"))
        },
    )


def expanded(written: dict[str, Any]) -> dict[str, Any]:
    """Return a template as SAM's translator expands it. Makes no AWS call."""
    logging.getLogger("samtranslator").setLevel(logging.ERROR)
    template = copy.deepcopy(written)
    for resource in template["Resources"].values():
        for place in {"CodeUri", "ContentUri"} & resource.get("Properties", {}).keys():
            resource["Properties"][place] = _UPLOADED
    to_py27_compatible_template(template, {})
    translator = Translator({}, Parser(), boto_session=boto3.Session(region_name="us-east-1"))
    made: dict[str, Any] = undo_mark_unicode_str_in_template(translator.translate(template, {}))
    return made


def of_type(template: dict[str, Any], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield name and properties of each resource of a type."""
    for name, resource in template["Resources"].items():
        if resource["Type"] == kind:
            yield name, resource.get("Properties", {})


def nodes(tree: Any) -> Iterator[Any]:
    """Yield every mapping and every list in a tree, and the tree itself."""
    yield tree
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    for node in inner:
        yield from nodes(node)
