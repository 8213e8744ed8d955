"""The worker that asks Apple: at its pace, each name once a month, and no faster when refused."""

import boto3
import pytest

from tests.integration.faces.listening.link_worker import LinkWorker
from tests.integration.faces.listening.support import ARTISTS, DAY, Clock, Listener
from tests.support.apple import Apple, artist
from tests.support.poller import receive


def test_nothing_found_is_remembered_for_a_month(
    linked: Listener, worker: LinkWorker, apple: Apple, clock: Clock, queue: str
) -> None:
    """Names that Apple does not have are not asked again before thirty days are over."""
    linked.get(ARTISTS)
    worker.drain()
    assert len(apple.asked) == 10
    clock.now += 61
    again = linked.get(ARTISTS, _from="2026-11-01")  # another page of much the same rows
    assert {row["apple_music_url"] for row in again.json["data"]} == {None}
    worker.drain()
    assert len({query["term"] for query in apple.asked}) == len(apple.asked)
    before = len(apple.asked)
    page = {"_from": "2026-11-01", "to": "2026-11-19"}
    linked.get(ARTISTS, **page)
    worker.drain()
    clock.now += 31 * DAY
    linked.get(ARTISTS, **page)
    assert len(receive(queue)) == 1
    worker.drain()
    assert len(apple.asked) >= before + 10


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
def test_while_apple_refuses_names_wait(
    linked: Listener, worker: LinkWorker, apple: Apple, clock: Clock, answer: tuple[int, str]
) -> None:
    """What it refused comes again and is not taken for "nothing found"; what it told is kept."""
    results = [artist(row["name"]) for row in linked.get(ARTISTS).json["data"]]
    apple.results = lambda _: results
    apple.spoil, apple.spares = answer, 3
    assert len(worker.drain()) == 1
    assert len(apple.asked) == 4
    assert len(worker.drain()) == 1
    clock.now += 61
    rows = linked.get(ARTISTS).json["data"]
    assert [row["apple_music_url"] is None for row in rows] == [False] * 3 + [True] * 7
    apple.spoil = None
    assert worker.drain() == []
    clock.now += 61
    assert all(row["apple_music_url"] for row in linked.get(ARTISTS).json["data"])
    assert len(apple.asked) == 3 + 1 + 1 + 7


def test_searches_keep_apples_pace(linked: Listener, worker: LinkWorker, apple: Apple) -> None:
    """From one search to the next are three seconds, the search's own time among them."""
    apple.hangs = 0.2
    linked.get(ARTISTS, limit=2)
    worker.drain()
    assert len(worker.pauses) == 2
    assert all(2.0 < pause <= 2.8 for pause in worker.pauses)


def test_a_foreign_message_is_not_worked_on(queue: str, worker: LinkWorker, apple: Apple) -> None:
    """Rubbish comes again until it is put aside; nothing is asked, and what follows it is done."""
    for body in ("rubbish", '[["song", "a", "b"]]', '[["track", 1, "b"]]', '[["track", "a"]]'):
        boto3.client("sqs").send_message(
            QueueUrl=queue,
            MessageBody=body,
            MessageGroupId="apple",
            MessageDeduplicationId=str(hash(body)),
        )
    assert len(worker.drain()) == 4
    assert apple.asked == []


def test_a_bug_breaks_off_nothing_and_tells_no_names(
    linked: Listener,
    worker: LinkWorker,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The message comes again, the failure is counted, and the log has none of its names."""
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
