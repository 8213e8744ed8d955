"""The rate limiter under load from many threads of several processes."""

import multiprocessing
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest

from lastfm_gateway.errors import RateLimited
from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter
from lastfm_gateway.limits.sliding_window import Limit
from lastfm_gateway.storage.table import Table
from local.simulator import Simulator
from tests.integration.conftest import Functions

LIMIT = Limit(calls=50, window=600)
PROCESSES, THREADS, CALLS = 4, 8, 4


def _call(table_name: str, start: object, results: object) -> None:
    """Spend quota as fast as possible from several threads, each with its own limiter."""
    import time  # noqa: PLC0415 (the child's own)

    tables = [Table(boto3.client("dynamodb"), table_name, print) for _ in range(THREADS)]
    start.wait()  # type: ignore[attr-defined]

    def spend(number: int) -> int:
        limiter = RateLimiter(tables[number], LIMIT, time.time, print)
        admitted = 0
        for _ in range(CALLS):
            caller = Caller("caller#one")
            limiter.quota(caller)
            try:
                limiter.spend(caller)
            except RateLimited:
                continue
            admitted += 1
        return admitted

    with ThreadPoolExecutor(THREADS) as pool:
        results.put(sum(pool.map(spend, range(THREADS))))  # type: ignore[attr-defined]


def test_concurrent_calls_are_admitted_exactly_up_to_the_limit(
    environment: Mapping[str, str],
) -> None:
    """Of 128 calls from 32 threads in 4 processes, exactly the limit is admitted."""
    context = multiprocessing.get_context("spawn")
    start, results = context.Barrier(PROCESSES), context.Queue()
    arguments = (environment["GATEWAY_TABLE"], start, results)
    workers = [context.Process(target=_call, args=arguments) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    admitted = sum(results.get(timeout=300) for _ in workers)
    for worker in workers:
        worker.join()
    assert admitted == LIMIT.calls


@pytest.mark.usefixtures("environment")
def test_refused_calls_write_nothing(monkeypatch: pytest.MonkeyPatch, lastfm: Simulator) -> None:
    """After the first refusal, further calls cost no write and no upstream call."""
    monkeypatch.setenv("RATE_LIMIT_CALLS", "1")
    functions = Functions()
    assert functions.get("/chart/getTopTags", {"page": "1"}).status == 200
    writes = list[str]()
    for name in ("put", "put_if", "put_if_version", "update"):
        monkeypatch.setattr(Table, name, lambda *_, name=name: writes.append(name))
    for page in range(2, 12):
        assert functions.get("/chart/getTopTags", {"page": str(page)}).status == 429
    assert writes == []
    assert len(lastfm.log) == 1
