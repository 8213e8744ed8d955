"""The tree that an answer is, before it is written as JSON or XML.

It has JSON's shape, and its key names say what is what in XML: `@attr` holds attributes; a node
with `#text` has only text, and its other keys are attributes; a list is an element repeated; any
other key is a child element. All lists are lists here: JSON's collapsing happens in writing.
"""

from collections.abc import Mapping, Sequence

type Value = str | int | float | Mapping[str, Value] | Sequence[Value] | None
type Tree = Mapping[str, Value]
