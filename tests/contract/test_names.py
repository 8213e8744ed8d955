"""Names of the package: one word for one thing."""

import ast
from collections import Counter
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "layers/gateway/lastfm_gateway"


def test_no_two_classes_or_types_share_a_name() -> None:
    """A class or type alias has a name that no other module of the package gives to another."""
    names = Counter(
        node.name if isinstance(node, ast.ClassDef) else node.name.id
        for path in PACKAGE.rglob("*.py")
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.ClassDef | ast.TypeAlias)
    )
    assert len(names) > 300
    assert [name for name, times in names.items() if times > 1] == []
