"""The log of received calls, with secrets masked."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

MASK = "***"
_SECRET = frozenset({"api_sig", "sk", "password", "authToken", "token"})


@dataclass(frozen=True)
class Received:
    """A call: `method` as sent, `time` in unix seconds, secret values masked."""

    verb: str
    method: str
    parameters: dict[str, str]
    user_agent: str
    time: float

    def as_json(self) -> dict[str, object]:
        """Return the call as a JSON object."""
        return asdict(self)


def masked(parameters: Mapping[str, str]) -> dict[str, str]:
    """Mask the values of secret parameters and keep their names."""
    return {name: MASK if name in _SECRET else value for name, value in parameters.items()}
