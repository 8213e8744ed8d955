"""The seeded traffic of the benchmarks."""

import random
from collections import Counter
from itertools import pairwise

from bench.edge_traffic import KEYS, TRAFFIC, url_of
from bench.rival_requests import FAULTS, in_order_of, query_for, query_of
from bench.traffic import Weighted, arrivals, zipf


def test_keys_follow_zipfs_law() -> None:
    """The first key comes twice as often as the second and ten times as often as the tenth."""
    rng, keys = random.Random(1), zipf(100)  # noqa: S311 (the same in every run)
    drawn = Counter(keys.draw(rng) for _ in range(50_000))
    assert set(drawn) <= set(range(100))
    assert 1.9 < drawn[0] / drawn[1] < 2.1
    assert 9 < drawn[0] / drawn[9] < 11


def test_traffic_is_the_same_in_every_run_and_for_any_regions() -> None:
    """Times and keys depend on the seed alone; each region gets its share."""
    some = list(arrivals(10_000, 2.0, zipf(50), Weighted((0.5, 0.3, 0.2)), 7))
    others = list(arrivals(10_000, 2.0, zipf(50), Weighted((1,)), 7))
    assert [each[:2] for each in some] == [each[:2] for each in others]
    assert {each.region for each in others} == {0}
    shares = Counter(each.region for each in some)
    assert [round(shares[region] / 10_000, 1) for region in range(3)] == [0.5, 0.3, 0.2]
    assert all(one.at < next_one.at for one, next_one in pairwise(some))
    assert 4_800 < some[-1].at < 5_200


def test_every_key_has_a_url_of_its_own() -> None:
    """Two keys with one URL would be one cache entry; all three kinds of freshness occur."""
    urls = [url_of(key) for key in range(KEYS)]
    assert len(set(urls)) == KEYS
    kinds = Counter(url.partition("?")[0] for url in urls)
    assert kinds.keys() == {"/user/getRecentTracks", "/chart/getTopTracks", "/artist/getTopTracks"}
    assert 0.15 < kinds["/user/getRecentTracks"] / KEYS < 0.25
    assert all(traffic.warm < traffic.requests for traffic in TRAFFIC.values())


def test_clients_write_the_same_parameters_in_another_order() -> None:
    """Four clients send four different URLs for one request."""
    query = query_of(3)
    orders = [in_order_of(client, query) for client in range(4)]
    assert all(each == query for each in orders)
    assert len({tuple(each) for each in orders}) == 4


def test_each_fault_meets_a_request_that_it_changes() -> None:
    """The fault that mistakes users gets a request about a user, the others one about none."""
    about_users = {name for name in FAULTS if "user" in query_for(name)}
    assert about_users == {"another user's answer"}
