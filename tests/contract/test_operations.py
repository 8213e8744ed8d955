"""What the operator's page promises, against the code."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_metric_is_explained() -> None:
    """Each name that the code counts by stands in the page's table of metrics."""
    code = "".join(path.read_text() for path in (ROOT / "layers/gateway").rglob("*.py"))
    counted = set(re.findall(r"""\b(?:count|add_metric)\(\s*"(\w+)\"""", code))
    assert {"CacheMiss", "UpstreamLatency", "ScrobblesQueued"} <= counted
    explained = set(re.findall(r"`(\w+)`", (ROOT / "docs/operations.md").read_text()))
    assert counted <= explained
