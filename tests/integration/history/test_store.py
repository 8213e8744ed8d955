"""The history store on DynamoDB."""

from collections import Counter
from random import Random
from typing import Any

import boto3
import pytest

from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.history.window import Window
from lastfm_gateway.storage.sorted_table import SortedTable
from lastfm_gateway.storage.table import TableFault
from tests.support.broken_database import broken_database
from tests.support.history import DAY, FEBRUARY, JANUARY, replaced, scrobble, stored

WRITES = ("put_item", "batch_write_item")


class Killed(BaseException):
    """The writer's process ended."""


class Client:
    """A DynamoDB client that counts calls and dies at a write, before or after it is done."""

    def __init__(self, writes: int = 10**9, *, done: bool = False) -> None:
        self._client = boto3.client("dynamodb")
        self._left = writes
        self._done = done
        self.calls = Counter[str]()

    def __getattr__(self, name: str) -> Any:
        def call(**arguments: Any) -> Any:
            self.calls[name] += 1
            is_last = name in WRITES and not self._left
            self._left -= name in WRITES
            if is_last and not self._done:
                raise Killed
            response = getattr(self._client, name)(**arguments)
            if is_last:
                raise Killed
            return response

        return call


def _store(table: str, client: Client | None = None) -> HistoryStore:
    made: Any = client or Client()
    return HistoryStore(SortedTable(made, table))


def _items(table: str) -> list[dict[str, Any]]:
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=table)
    return [item for page in pages for item in page["Items"]]


def test_year_is_read_in_two_calls(history_table: str) -> None:
    """One query reads the manifest and the names, one batched read all spans of the window."""
    names = ["\ud83d broken", "naïve", "x" * 4_000, ""]
    made = [scrobble(JANUARY + day * DAY, names[day % 4]) for day in range(365)]
    _store(history_table).replace("RJ", Window(JANUARY, JANUARY + 365 * DAY), made)
    client = Client()
    manifest, listening = _store(history_table, client).read(
        "rj", Window(JANUARY, JANUARY + 365 * DAY)
    )
    assert client.calls == {"query": 1, "batch_get_item": 1}
    assert (manifest.count, len(listening.times), listening.is_complete) == (365, 365, True)
    assert stored(_store(history_table)) == sorted(made)
    assert stored(_store(history_table), "nobody") == []


@pytest.mark.parametrize("done", [False, True], ids=["before", "after"])
def test_killed_writer_loses_and_doubles_nothing(history_table: str, *, done: bool) -> None:
    """Killed at each call that writes, then repeated: the old history, then the new one."""
    first = Window(JANUARY, FEBRUARY), [scrobble(JANUARY + n, f"a{n}") for n in range(9)]
    second = Window(JANUARY + 3, FEBRUARY + 9), [scrobble(FEBRUARY + n, f"b{n}") for n in range(3)]
    wanted = replaced(first[1], *second)
    for writes in range(20):
        user = f"user{writes}"
        _store(history_table).replace(user, *first)
        try:
            _store(history_table, Client(writes, done=done)).replace(user, *second)
        except Killed:
            assert stored(_store(history_table), user) in (sorted(first[1]), sorted(wanted))
        else:
            break
        _store(history_table).replace(user, *second)
        assert stored(_store(history_table), user) == sorted(wanted)
        _store(history_table).sweep(user)
        assert stored(_store(history_table), user) == sorted(wanted)
    assert writes >= 4


def test_erasure_takes_everything_of_one_user(history_table: str) -> None:
    """More than 25 items and more than 1 MB are erased; others keep theirs; each is listed once."""
    random = Random(1)  # noqa: S311
    for user in ("rj", "RJ2"):
        for month in range(30):
            start = JANUARY + month * 31 * DAY
            made = [
                Scrobble(start + n, TrackNames(*(f"{random.getrandbits(400):x}" for _ in range(4))))
                for n in range(200)
            ]
            _store(history_table).replace(user, Window(start, start + DAY), made)
    before = Counter(item["pk"]["S"] for item in _items(history_table))
    size = sum(len(i["b"]["B"]) for i in _items(history_table) if i["pk"]["S"] == "rj")
    assert before["rj"] > 25
    assert size > 2**20
    store = _store(history_table)
    assert sorted(store.users()) == ["rj", "rj2"]
    store.erase("rj")
    assert Counter(item["pk"]["S"] for item in _items(history_table)) == {"rj2": before["rj2"]}
    assert list(store.users()) == ["rj2"]
    assert store.read("rj")[0].version == 0
    assert len(stored(store, "rj2")) == 30 * 200
    store.erase("rj")


def test_another_users_items_are_refused(history_table: str) -> None:
    """Items that were copied to another user's partition cannot be read there."""
    store = _store(history_table)
    store.replace("rj", Window(JANUARY, FEBRUARY), [scrobble(JANUARY)])
    for item in _items(history_table):
        boto3.client("dynamodb").put_item(
            TableName=history_table, Item={**item, "pk": {"S": "thief"}}
        )
    with pytest.raises(TableFault, match="ForeignItem"):
        store.read("thief")
    assert stored(store) == [scrobble(JANUARY)]


def test_faults_have_dynamodbs_names(history_table: str) -> None:
    """A fault of DynamoDB is a TableFault, in reading and in writing."""
    with broken_database("AccessDeniedException"):
        store = _store(history_table)
        with pytest.raises(TableFault, match="AccessDeniedException"):
            store.read("rj")
        with pytest.raises(TableFault, match="AccessDeniedException"):
            store.replace("rj", Window(0, 1), [])
