"""Replays traffic on the gateway, with one outer cache for each region or without any.

The gateway runs with the real cache table on DynamoDB Local, the simulated Last.fm and a simulated
clock, which Last.fm shares.
"""

import os
import random
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from typing import Final
from unittest.mock import patch
from urllib.parse import parse_qsl, urlsplit

from bench.edge_traffic import KEYS, SEED, Traffic, url_of
from bench.fleet import ENVIRONMENT_RATE
from bench.outer_cache import OriginResponse, OuterCache
from bench.rig import other_table, quiet
from bench.sparklines import NOW
from bench.traffic import Weighted, arrivals, zipf
from bench.units import Meter
from lastfm_gateway import methods
from lastfm_gateway.composition import Runtime
from lastfm_gateway.http.handler import Handler
from local.simulator import Simulator
from tools.proxy_event import proxy_event

_FAMILIES: Final = ("artist", "chart", "user")
_TABLES: Final = count(1)

#: What CloudFront adds to a request.
_FORWARDED: Final = {
    "X-Cdn-Secret": "bench",
    "CloudFront-Viewer-Address": "198.51.100.7:443",
}


@dataclass(slots=True)
class Tally:
    """What counted requests used: `reached` of them the gateway, `hits` without a call."""

    requests: int
    reached: int = 0
    hits: int = 0
    calls: int = 0
    read: float = 0.0
    write: float = 0.0


class GatewayOrigin:
    """The gateway in a number of environments; each request goes to a random one."""

    def __init__(self, environments: int) -> None:
        self.now = NOW
        self.reached = 0
        self.hits = 0
        self._rng = random.Random(SEED)  # noqa: S311 (the same in every run)
        self._environments = [self._environment() for _ in range(environments)]

    def get(self, url: str, headers: Mapping[str, str]) -> OriginResponse:
        """Send a GET to the gateway."""
        parts = urlsplit(url)
        handler = self._rng.choice(self._environments)[parts.path.split("/")[1]]
        event = proxy_event(
            parts.path, dict(parse_qsl(parts.query)), headers={**_FORWARDED, **headers}
        )
        answer = handler(event, None)
        named = {name.lower(): value for name, value in answer["headers"].items()}
        self.reached += 1
        self.hits += named["x-cache"] == "HIT"
        return OriginResponse(answer["statusCode"], named, answer["body"])

    def _environment(self) -> Mapping[str, Handler]:
        runtime = Runtime.from_environment(clock=lambda: self.now)
        routes = runtime.method_routes.routes_of
        return {
            family: runtime.handlers.make(routes(methods.of_family(family))) for family in _FAMILIES
        }


def replay(traffic: Traffic, regions: Sequence[float], meter: Meter) -> Tally:
    """Replay traffic through one outer cache for each region; straight without regions."""
    environments = 1 if regions else max(1, round(traffic.rate / ENVIRONMENT_RATE))
    tally = Tally(traffic.requests - traffic.warm)
    asked = arrivals(traffic.requests, traffic.rate, zipf(KEYS), Weighted(regions or (1,)), SEED)
    with ExitStack() as started:
        lastfm = started.enter_context(Simulator(now=lambda: origin.now))
        settings = {"LASTFM_API_ROOT": lastfm.url} | ({"EDGE_SECRET": "bench"} if regions else {})
        started.enter_context(patch.dict(os.environ, settings))
        started.enter_context(other_table(f"edge-{next(_TABLES)}"))
        started.enter_context(quiet())
        origin = GatewayOrigin(environments)
        caches = [OuterCache(origin.get) for _ in regions]
        for number, (at, key, region) in enumerate(asked):
            if number == traffic.warm:
                meter.reset()
                origin.reached, origin.hits, calls_before = 0, 0, len(lastfm.log)
            origin.now = NOW + at
            url = url_of(key)
            answer = caches[region].get(url, origin.now) if caches else origin.get(url, {})
            if answer.status != 200:  # noqa: PLR2004 (HTTP's OK)
                raise RuntimeError(f"{url}: {answer.status} {answer.body}")
        tally.calls = len(lastfm.log) - calls_before
    tally.reached, tally.hits = origin.reached, origin.hits
    tally.read, tally.write = meter.units["read"], meter.units["write"]
    return tally
