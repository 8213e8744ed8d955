"""Which files the documents are, and how they are written."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import yaml

from tools.openapi.document import document
from tools.openapi.front_door import front_door

_ROOT: Final = Path(__file__).parents[2]
_NOTE: Final = "# Generated from the catalogue by `make openapi`: change that, not this.\n"

FILES: Final[dict[Path, Callable[[], dict[str, Any]]]] = {
    _ROOT / "openapi.yaml": front_door,
    _ROOT / "functions/system/openapi.yaml": document,
}


class _Dumper(yaml.SafeDumper):
    """Writes everything out: API Gateway knows no YAML anchors."""

    def ignore_aliases(self, _data: Any) -> bool:
        """Tell that nothing is written as an alias."""
        return True


def render(content: dict[str, Any]) -> str:
    """Return a document as YAML."""
    return _NOTE + yaml.dump(
        content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100
    )
