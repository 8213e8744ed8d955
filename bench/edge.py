"""Measures what outer caches save: the same traffic with and without CloudFront's.

See bench/replay.py for what is real, bench/outer_cache.py for the model of an outer cache and
bench/cost.py for the prices.
"""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from typing import Any

from bench.cost import CDN_FUNCTION, MILLION, Request, counted, with_cdn
from bench.edge_traffic import REPLAYS, THREE_REGIONS, TRAFFIC
from bench.replay import Tally, replay
from bench.rig import Rig
from bench.units import Meter


def measure(_rig: Rig) -> dict[str, Any]:
    """Return the ratio of the prices for each share of hits, and all replays."""
    rows = []
    with closing(Meter()) as meter:
        direct = {hits: _replay(hits, (), meter) for hits in TRAFFIC}
        for hits, regions in REPLAYS:
            rows.append(compare(hits, len(regions), direct[hits], _replay(hits, regions, meter)))
    ratios = {
        row["hits"]: (row["price_ratio"], row["price_ratio_without_domain"])
        for row in rows
        if row["regions"] == len(THREE_REGIONS)
    }
    return {
        **{f"edge_price_vs_direct_{hits}": ratio for hits, (ratio, _) in ratios.items()},
        **{f"edge_price_without_domain_{hits}": ratio for hits, (_, ratio) in ratios.items()},
        "edge_replays": rows,
    }


def _replay(hits: int, regions: Sequence[float], meter: Meter) -> Tally:
    tally = replay(TRAFFIC[hits], regions, meter)
    print(".", end="", flush=True)
    return tally


def compare(hits: int, regions: int, direct: Tally, edge: Tally) -> dict[str, Any]:
    """Return the figures of one traffic, straight and behind CloudFront.

    Prices are dollars for a million requests.
    """
    reached = edge.reached / edge.requests
    straight, behind = MILLION * _mean(direct).total, MILLION * with_cdn(_mean(edge), reached)
    return {
        "hits": hits,
        "regions": regions,
        "hit_ratio_direct": direct.hits / direct.reached,
        "reached_share": reached,
        "calls_direct": direct.calls,
        "calls_edge": edge.calls,
        "price_direct": straight,
        "price_edge": behind,
        "price_ratio": behind / straight,
        "price_ratio_without_domain": (behind + MILLION * CDN_FUNCTION) / straight,
        "units": {"direct": asdict(direct), "edge": asdict(edge)},
    }


def _mean(tally: Tally) -> Request:
    """Return the mean request of those that reached the gateway."""
    return counted(tally.hits, tally.reached - tally.hits, tally.read, tally.write)
