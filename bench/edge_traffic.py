"""The traffic of the edge's benchmark: which URLs, how fast, from which regions. Pure."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from local.simulator.artists import ARTISTS

KEYS: Final = 300
SEED: Final = 18

#: The shares of the regions' readers. CloudFront has one regional cache for each.
THREE_REGIONS: Final = (0.5, 0.3, 0.2)


@dataclass(frozen=True, slots=True)
class Traffic:
    """Requests at a rate a second. The first `warm` of them fill the caches and are not counted."""

    rate: float
    requests: int
    warm: int


#: By the share of hits today, in percent, that the rate makes with these keys.
TRAFFIC: Final = {
    50: Traffic(rate=0.0085, requests=4_500, warm=1_500),
    90: Traffic(rate=3.4, requests=15_000, warm=5_000),
    99: Traffic(rate=180, requests=60_000, warm=20_000),
}

#: What is replayed: traffic, and the shares of its regions.
REPLAYS: Final[Sequence[tuple[int, Sequence[float]]]] = (
    (50, THREE_REGIONS),
    (90, (1.0,)),
    (90, THREE_REGIONS),
    (90, (1 / 6,) * 6),
    (99, THREE_REGIONS),
)


def url_of(key: int) -> str:
    """Return a key's path and query.

    A fifth of the keys are recent tracks (fresh for 30 s), three tenths charts (an hour), half are
    about an artist (a day), whatever their ranks.
    """
    drawn = random.Random(key).random()  # noqa: S311 (the same in every run)
    page = {"limit": str(10 + key // 10), "page": str(key % 10 + 1)}
    if drawn <= 0.2:  # noqa: PLR2004 (the shares of the docstring)
        return _url("/user/getRecentTracks", {"user": "rj", **page})
    if drawn <= 0.5:  # noqa: PLR2004
        return _url("/chart/getTopTracks", page)
    return _url("/artist/getTopTracks", {"artist": ARTISTS[key % len(ARTISTS)][0], **page})


def _url(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}"
