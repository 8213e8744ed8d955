"""nginx as the comparison's benchmark configures it."""

from collections.abc import Iterator

import pytest

from bench.nginx import NginxProcess, nginx, version
from bench.rival_requests import query_of
from bench.sides import NginxSide, lastfm_keys
from local.simulator import API_KEY, Simulator

pytestmark = pytest.mark.skipif(version() is None, reason="nginx is not installed (apt: nginx)")


@pytest.fixture
def lastfm() -> Iterator[Simulator]:
    """A simulated Last.fm."""
    with Simulator() as started:
        yield started


@pytest.fixture
def process(lastfm: Simulator) -> Iterator[NginxProcess]:
    """An nginx with an empty cache before it."""
    upstream = lastfm.url.removeprefix("http://").partition("/")[0]
    with nginx(upstream, API_KEY, "1h") as started:
        yield started


def test_callers_without_a_key_get_the_deployments(
    lastfm: Simulator, process: NginxProcess
) -> None:
    """The second request is a hit; Last.fm got the deployment's key, which no file contains."""
    side = NginxSide(process, lastfm)
    assert side.get(query_of(0)) == side.get(query_of(0))
    assert [call.parameters["api_key"] for call in lastfm.log] == [API_KEY]
    assert side.entries_with(query_of(0)["limit"]) == 1
    assert side.entries_with(API_KEY) == 0
    assert side.processor_seconds() > 0


def test_a_callers_own_key_is_part_of_the_cache_key(
    lastfm: Simulator, process: NginxProcess
) -> None:
    """Two callers with keys make two calls, and two files contain a key."""
    side = NginxSide(process, lastfm)
    keys = lastfm_keys(lastfm, 2)
    for key in (*keys, *keys):
        assert side.get({**query_of(0), "api_key": key}).status == 200
    assert [call.parameters["api_key"] for call in lastfm.log] == keys
    assert [side.entries_with(key) for key in keys] == [1, 1]
