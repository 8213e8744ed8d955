"""Parameters that may come many times over, numbered: `artist[0]`, `artist[1]` and so on."""

import re
from typing import Any, ClassVar, Final

from lastfm_gateway.methods.parameters import Parameters, Session

_NUMBERED: Final = re.compile(r"(\w+)\[(0|[1-9]\d?)\]")


class BatchParameters(Session):
    """A session and up to `most` rows; the parameters of a single one may go without a number."""

    row: ClassVar[type[Parameters]]
    most: ClassVar[int] = 50

    @classmethod
    def place(cls, name: str) -> tuple[str, str] | None:
        """Return a parameter's own name and its number in brackets; None if it is none of a row."""
        numbered = _NUMBERED.fullmatch(name)
        bare = numbered[1] if numbered else name
        if bare not in cls.row.model_fields:
            return None
        return bare, name.removeprefix(bare)

    @classmethod
    def declares(cls, name: str) -> bool:
        """Tell whether a parameter of that name is declared, with a number or without."""
        return cls.place(name) is not None or super().declares(name)

    @classmethod
    def declarations(cls) -> dict[str, dict[str, Any]]:
        """Return the schemas of a single row's parameters, then the session's."""
        last = cls.most - 1
        rows = {
            name: {
                **schema,
                "description": f"{schema['description']}; of several: {name}[0] to {name}[{last}]",
            }
            for name, schema in cls.row.declarations().items()
        }
        return {**rows, **super().declarations()}
