"""Numbered parameters of batch methods: `artist[0]`, `artist[1]` and so on."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.methods.parameters import BatchRow, Parameters, Session

_NUMBERED: Final = r"(\w+)\[(0|[1-9]\d?)\]"


class BatchParameters(Session):
    """A session and up to `most` rows. A single row's parameters need no number."""

    row: ClassVar[type[Parameters]]
    most: ClassVar[int] = 50

    @classmethod
    def rows(cls, sent: Mapping[str, Sequence[str]]) -> dict[str, BatchRow]:
        """Return the rows by suffix; "" for an unnumbered row. Raises BadRequest for too many."""
        rows: dict[str, BatchRow] = {}
        for name, values in sent.items():
            if place := cls.place(name):
                bare, number = place
                rows.setdefault(number, BatchRow(cls.row, {})).sent[bare] = values
        if len(rows) > cls.most or any(int(number[1:-1]) >= cls.most for number in rows if number):
            raise BadRequest(f"Invalid parameters - at most {cls.most} rows, numbered from [0]")
        return rows or {"": BatchRow(cls.row, {})}

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
