"""A card comes within 2.5 seconds, however slow DynamoDB is."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lastfm_gateway.faces.cards.request_time import RequestTime
from lastfm_gateway.storage.connection import DynamoDBConnection, TableFault
from tests.integration.faces.cards.conftest import Cards
from tests.support.patience import Patience
from tests.support.slow_table import SlowTable

#: Seconds of a card, and those that a slow machine may take more.
PROMISED = 2.5
MARGIN = 1.0


@pytest.fixture
def slow_table(
    database_url: str, monkeypatch: pytest.MonkeyPatch, patience: Patience, environment: object
) -> Iterator[SlowTable]:
    """A table whose faults tests choose, with production's time limits."""
    assert environment
    patience.use_production()
    with SlowTable(database_url) as table:
        monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", table.url)
        yield table


def seconds_of(cards: Cards, **query: str) -> float:
    """Return how long a card takes."""
    started = time.monotonic()
    cards.get(query={"user": "rj", **query})
    return time.monotonic() - started


@pytest.mark.parametrize("delay", [0.05, 0.2, 0.3, 0.38, 0.4])
def test_calls_end_in_time(
    new_cards: Callable[[], Cards],
    monkeypatch: pytest.MonkeyPatch,
    patience: Patience,
    delay: float,
) -> None:
    """On a clock that each call to DynamoDB advances: none begins too late."""
    patience.use_production()
    cards, call, now = new_cards(), DynamoDBConnection.call, [0.0]

    def slow(connection: DynamoDBConnection, operation: Any, **arguments: Any) -> Any:
        try:
            found = call(connection, operation, **arguments)
        except TableFault as fault:
            if fault.reason == "OutOfTime":
                raise
            now[0] += delay
            raise
        now[0] += delay
        return found

    monkeypatch.setattr(DynamoDBConnection, "call", slow)
    monkeypatch.setattr(cards.runtime.time, "_clock", lambda: now[0])
    for query in ({}, {"theme": "light"}, {"user": "newcomer"}):
        now[0] = 0.0
        cards.get(query={"user": "rj", **query})
        assert now[0] <= PROMISED
    assert now[0] > 3 * delay


def test_slow_table(slow_table: SlowTable, new_cards: Callable[[], Cards]) -> None:
    """Each call takes almost as long as it may."""
    cards = new_cards()
    slow_table.delay = 0.35
    assert seconds_of(cards) < PROMISED + MARGIN
    assert seconds_of(cards, theme="light") < PROMISED + MARGIN


@pytest.mark.parametrize("throttled", [("*",), ("PutItem", "UpdateItem", "BatchWriteItem")])
def test_throttled_table(
    slow_table: SlowTable, new_cards: Callable[[], Cards], throttled: tuple[str, ...]
) -> None:
    """No refused call is waited for, and the card is drawn from Last.fm alone."""
    cards = new_cards()
    slow_table.throttled = throttled
    for theme in ("dark", "light"):
        assert seconds_of(cards, theme=theme) < PROMISED + MARGIN
    assert "X-Card-Error" not in cards.get().headers


def test_connection_that_was_closed(
    slow_table: SlowTable, new_cards: Callable[[], Cards], patience: Patience
) -> None:
    """As while the environment slept: the call is made again at once, and the table is used."""
    patience.extend()
    cards = new_cards()
    cards.get()
    slow_table.dropped, before = 1, slow_table.calls
    assert cards.get().headers["X-Cache"] == "HIT"
    assert slow_table.calls == before + 2


@pytest.mark.parametrize(("passed", "left"), [(0, 2.3), (0.3, 2.0), (9, 0.5)])
def test_time_of_a_request(patience: Patience, passed: float, left: float) -> None:
    """It counts from API Gateway's receipt; a slow start leaves the least."""
    patience.use_production()
    now = 100.0
    limit = RequestTime(lambda: now)
    assert not limit.is_short()
    limit.begin(passed)
    assert limit.deadline.at == pytest.approx(100 + left)
    now += left - 0.31
    assert not limit.is_short()
    now += 0.02
    assert limit.is_short()
