"""The tree of a response, before it is rendered as JSON or XML.

It has the shape of the JSON. In XML, `@attr` holds attributes; a node with `#text` has only text,
and its other keys are attributes; a list repeats its element; any other key is a child element.
Lists of one item stay lists here: the JSON renderer collapses them.
"""

from collections.abc import Mapping, Sequence

type Value = str | int | float | Mapping[str, Value] | Sequence[Value] | None
type Tree = Mapping[str, Value]
