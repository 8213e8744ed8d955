"""Numbered parameters of batch methods: `artist[0]`, `artist[1]` and so on."""

import re
from typing import Any, ClassVar, Final

from lastfm_gateway.methods.parameters import Parameters, Session

_NUMBERED: Final = r"(\w+)\[(0|[1-9]\d?)\]"


class BatchParameters(Session):
    """A session and up to `most` rows. A single row's parameters need no number."""

    row: ClassVar[type[Parameters]]
    most: ClassVar[int] = 50

    @classmethod
    def place(cls, name: str) -> tuple[str, str] | None:
        """Return (name, suffix) of a row's parameter, such as `("artist", "[3]")`, else None."""
        numbered = re.fullmatch(_NUMBERED, name)
        bare = numbered[1] if numbered else name
        if bare not in cls.row.model_fields:
            return None
        return bare, name.removeprefix(bare)

    @classmethod
    def declares(cls, name: str) -> bool:
        """Return whether a parameter is declared, numbered or not."""
        return cls.place(name) is not None or super().declares(name)

    @classmethod
    def declarations(cls) -> dict[str, dict[str, Any]]:
        """Return the JSON schemas of one row's parameters, then of the session's."""
        last = cls.most - 1
        rows = {
            name: {
                **schema,
                "description": f"{schema['description']}. In a batch: {name}[0] to {name}[{last}]",
            }
            for name, schema in cls.row.declarations().items()
        }
        return {**rows, **super().declarations()}
