"""A range of time. Pure."""

from typing import NamedTuple


class Window(NamedTuple):
    """Unix times in seconds from `start`, included, to `end`, excluded."""

    start: int
    end: int
