"""Renders trees as JSON, with the service's inconsistent lists."""

import json
from collections.abc import Sequence

from local.simulator.tree import Tree, Value

# Lists of newer methods that collapse: a list of one item becomes the item.
COLLAPSING = frozenset({"album.tracks.track", "album.tags.tag", "scrobbles.scrobble"})
# Collapses only when its one item is the track that is playing now.
COLLAPSING_WHEN_PLAYING = "recenttracks.track"
# Elements that become an empty string when they are empty.
EMPTY_AS_STRING = frozenset({"album.tags"})
# Whatever lies elsewhere, such as the thousands of rows of a page, is rendered as it is.
_PATHS = (*COLLAPSING, COLLAPSING_WHEN_PLAYING, *EMPTY_AS_STRING)
_ABOVE = frozenset(path.rpartition(".")[0] for path in _PATHS)
_ABOVE |= {path.partition(".")[0] for path in _ABOVE}

# The paths of these lists and elements, and of what holds them: nothing else changes shape.
_SHAPED = frozenset(
    path[:end]
    for path in COLLAPSING | EMPTY_AS_STRING | {COLLAPSING_WHEN_PLAYING}
    for end in [*(place for place, letter in enumerate(path) if letter == "."), len(path)]
)


def render(tree: Tree) -> bytes:
    """Render a tree as JSON in UTF-8."""
    shaped = {name: _shape(value, name) for name, value in tree.items()}
    return json.dumps(shaped, ensure_ascii=False, separators=(",", ":")).encode()


def _shape(value: Value, path: str) -> Value:
    if path not in _SHAPED:
        return value
    if isinstance(value, dict):
        if path in EMPTY_AS_STRING and not any(value.values()):
            return ""
        if path in _ABOVE:
            return {name: _shape(child, f"{path}.{name}") for name, child in value.items()}
    if isinstance(value, list):
        items: list[Value] = value
        return items[0] if len(items) == 1 and _collapses(items, path) else items
    return value


def _collapses(items: Sequence[Value], path: str) -> bool:
    if path == COLLAPSING_WHEN_PLAYING:
        return isinstance(items[0], dict) and "date" not in items[0]
    return path in COLLAPSING
