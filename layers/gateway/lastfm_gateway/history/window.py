"""A range of time. Pure."""

from datetime import UTC, datetime
from typing import NamedTuple


class Window(NamedTuple):
    """Unix times in seconds from `start`, included, to `end`, excluded."""

    start: int
    end: int

    def isoformat(self) -> str:
        """Return an ISO 8601 interval, end excluded."""
        return f"{_isoformat(self.start)}/{_isoformat(self.end)}"


def _isoformat(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
