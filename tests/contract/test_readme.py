"""The README, and the pages it leads to, against what there is."""

import re
from pathlib import Path

import yaml

from tools.openapi.route import declarations
from tools.openapi.routes import all_routes

ROOT = Path(__file__).parents[2]
#: The README, and the pages that it leaves a face to.
README = "".join(
    (ROOT / name).read_text() for name in ("README.md", "docs/listening.md", "docs/top-items.md")
)


def test_every_route_is_in_the_table_with_its_parameters() -> None:
    """Each route has a row, which names its parameters and marks the required ones."""
    for route in all_routes():
        verb = "" if route.verb == "get" else f"{route.verb.upper()} "
        row = re.search(rf"^\| {verb}`{re.escape(route.path)}`.*", README, re.MULTILINE)
        assert row, route.path
        named = set(re.findall(r"[*\w]+", row[0].split("|")[2]))
        declared = {
            f"**{name}**" if need else name for name, (_, need) in declarations(route).items()
        }
        assert named == declared


def test_every_parameter_of_the_template_is_in_the_readme() -> None:
    """An operator finds each parameter of the deployment in the README."""

    class Loader(yaml.SafeLoader):
        """Reads a template without knowing CloudFormation's tags."""

    Loader.add_multi_constructor("!", lambda _loader, _tag, _node: None)
    template = yaml.load((ROOT / "template.yaml").read_text(), Loader)  # noqa: S506 (a SafeLoader)
    for name in template["Parameters"]:
        assert f"`{name}`" in README, name
