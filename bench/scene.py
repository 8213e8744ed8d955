"""What the scenes of the comparison with nginx have in common."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from bench.sides import Side
from local.simulator import Simulator

type Query = Mapping[str, str]
type Figures = Mapping[str, float]

OK: Final = 200


class Scene(NamedTuple):
    """What is played; whether answers expire after seconds; how many requests come at once."""

    play: Callable[[Side, Simulator], Figures]
    short: bool = False
    callers: int = 1


def call_counter(lastfm: Simulator) -> Callable[[], int]:
    """Return what counts the calls to Last.fm from now on."""
    before = len(lastfm.log)
    return lambda: len(lastfm.log) - before
