"""The Apple link worker: pace, caching and refusals."""

import boto3
import pytest

from tests.integration.faces.listening.link_worker import LinkWorker
from tests.integration.faces.listening.support import ARTISTS, DAY, Clock, Listener
from tests.support.apple import Apple, artist
from tests.support.poller import receive


def test_missing_results_are_remembered_for_thirty_days(
    linked: Listener, worker: LinkWorker, apple: Apple, clock: Clock, queue: str
) -> None:
    """A name that Apple does not have is not searched again before."""
    linked.get(ARTISTS)
    worker.drain()
    assert len(apple.searches) == 10
    clock.now += 61
    again = linked.get(ARTISTS, _from="2026-11-01")  # another page of much the same rows
    assert {row["apple_music_url"] for row in again.json["data"]} == {None}
    worker.drain()
    assert len({query["term"] for query in apple.searches}) == len(apple.searches)
    before = len(apple.searches)
    page = {"_from": "2026-11-01", "to": "2026-11-19"}
    linked.get(ARTISTS, **page)
    worker.drain()
    clock.now += 31 * DAY
    linked.get(ARTISTS, **page)
    assert len(receive(queue)) == 1
    worker.drain()
    assert len(apple.searches) >= before + 10


@pytest.mark.parametrize(
    "answer",
    [
        (403, ""),
        (429, '{"resultCount": 0, "results": []}'),
        (503, "<html>"),
        (200, "<html>"),
        (200, '{"results": [1]}'),
    ],
)
def test_refused_searches_are_retried(
    linked: Listener, worker: LinkWorker, apple: Apple, clock: Clock, answer: tuple[int, str]
) -> None:
    """A refusal is not cached as "nothing found", and earlier results are kept."""
    results = [artist(row["name"]) for row in linked.get(ARTISTS).json["data"]]
    apple.results = lambda _: results
    apple.failure, apple.successes = answer, 3
    assert len(worker.drain()) == 1
    assert len(apple.searches) == 4
    assert len(worker.drain()) == 1
    clock.now += 61
    rows = linked.get(ARTISTS).json["data"]
    assert [row["apple_music_url"] is None for row in rows] == [False] * 3 + [True] * 7
    apple.failure = None
    assert worker.drain() == []
    clock.now += 61
    assert all(row["apple_music_url"] for row in linked.get(ARTISTS).json["data"])
    assert len(apple.searches) == 3 + 1 + 1 + 7


def test_searches_start_three_seconds_apart(
    linked: Listener, worker: LinkWorker, apple: Apple
) -> None:
    """The interval includes the search's own time."""
    apple.delay = 0.2
    linked.get(ARTISTS, limit=2)
    worker.drain()
    assert len(worker.pauses) == 2
    assert all(2.0 < pause <= 2.8 for pause in worker.pauses)


def test_malformed_message_is_retried_without_blocking_later_ones(
    queue: str, worker: LinkWorker, apple: Apple
) -> None:
    """It starts no search, and the messages after it are processed."""
    for body in ("rubbish", '[["song", "a", "b"]]', '[["track", 1, "b"]]', '[["track", "a"]]'):
        boto3.client("sqs").send_message(
            QueueUrl=queue,
            MessageBody=body,
            MessageGroupId="apple",
            MessageDeduplicationId=str(hash(body)),
        )
    assert len(worker.drain()) == 4
    assert apple.searches == []


def test_unexpected_error_is_counted_and_logs_no_names(
    linked: Listener,
    worker: LinkWorker,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The message is retried, and the other messages are processed."""
    first = linked.get(ARTISTS).json["data"][0]["name"]
    caplog.clear()

    def broken(*_: object) -> None:
        raise RuntimeError(first)

    monkeypatch.setattr("lastfm_gateway.faces.listening.apple.worker.match_result", broken)
    assert len(worker.drain()) == 1
    assert '"Failures":[1.0]' in capsys.readouterr().out
    [record] = (record for record in caplog.records if record.levelname == "ERROR")
    assert "RuntimeError" in str(vars(record))
    assert first not in str(vars(record))
