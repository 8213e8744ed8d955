"""The prices of the edge's benchmark."""

import pytest

from bench.cost import CDN_REQUEST, HIT, MISS, counted, with_cdn
from bench.edge import compare
from bench.replay import Tally


def test_mean_request_of_hits_and_misses() -> None:
    """Nine hits and a miss cost as much as their mean ten times; units are counted, not assumed."""
    mean = counted(9, 1, read=9 * HIT.read + MISS.read, write=MISS.write)
    assert 10 * mean.total == pytest.approx(9 * HIT.total + MISS.total)
    assert counted(9, 1, read=0, write=0).total < mean.total


def test_cloudfront_costs_its_own_price_for_every_request() -> None:
    """Without any hit there, its price comes on top; with hits alone, nothing else is left."""
    assert with_cdn(HIT, 1.0) == pytest.approx(HIT.total + CDN_REQUEST)
    assert with_cdn(HIT, 0.0) == CDN_REQUEST


def test_comparison_of_the_same_traffic() -> None:
    """A tenth of the requests reach the gateway and all of them are misses, as without caches."""
    direct = Tally(1000, reached=1000, hits=900, calls=100, read=2000, write=500)
    edge = Tally(1000, reached=100, hits=0, calls=100, read=200, write=500)
    figures = compare(90, 1, direct, edge)
    assert figures["hit_ratio_direct"] == 0.9
    assert figures["reached_share"] == 0.1
    assert figures["price_edge"] == pytest.approx(1 + 0.1 * 1e6 * MISS.total, rel=0.01)
    assert figures["price_ratio"] == figures["price_edge"] / figures["price_direct"]
    dearer = figures["price_ratio_without_domain"] * figures["price_direct"]
    assert dearer == pytest.approx(figures["price_edge"] + 0.1)
