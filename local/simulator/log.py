"""The calls that were received, without their secrets."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

MASK = "***"
_SECRET = frozenset({"api_sig", "sk", "password", "token"})


@dataclass(frozen=True)
class Received:
    """A call: `method` as it was written, `time` in unix seconds, secret values masked."""

    verb: str
    method: str
    parameters: dict[str, str]
    user_agent: str
    time: float

    def as_json(self) -> dict[str, object]:
        """Give the call as a JSON object."""
        return asdict(self)


def masked(parameters: Mapping[str, str]) -> dict[str, str]:
    """Hide the values of secret parameters; that they were there stays visible."""
    return {name: MASK if name in _SECRET else value for name, value in parameters.items()}
