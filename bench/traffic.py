"""Makes seeded traffic: keys by Zipf's law, callers in several regions. Pure."""

import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple


class Weighted:
    """Draws numbers from 0 up, each by its weight."""

    def __init__(self, weights: Sequence[float]) -> None:
        self._sums = list(accumulate(weights))

    def draw(self, rng: random.Random) -> int:
        """Return the next number."""
        return bisect_left(self._sums, rng.random() * self._sums[-1])


def zipf(keys: int, skew: float = 1.0) -> Weighted:
    """Return draws of `keys` keys by Zipf's law: the key of rank n has the weight 1 ÷ n^skew."""
    return Weighted([1 / rank**skew for rank in range(1, keys + 1)])


class Arrival(NamedTuple):
    """A request: seconds from the begin, the number of its key, and that of its region."""

    at: float
    key: int
    region: int


def arrivals(
    count: int, rate: float, keys: Weighted, regions: Weighted, seed: int
) -> Iterator[Arrival]:
    """Yield `count` requests at a mean rate a second, independent of each other (Poisson).

    Times and keys are the same whatever the regions.
    """
    rng, places = random.Random(seed), random.Random(~seed)  # noqa: S311 (the same in every run)
    at = 0.0
    for _ in range(count):
        at += rng.expovariate(rate)
        yield Arrival(at, keys.draw(rng), regions.draw(places))
