"""Links to Apple Music: never waited for, present in later answers."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from lastfm_gateway.faces.listening.apple import linker
from local.simulator import Simulator
from tests.integration.faces.listening.link_worker import LinkWorker
from tests.integration.faces.listening.support import (
    ALBUMS,
    ARTISTS,
    TRACKS,
    Clock,
    Listener,
)
from tests.support.apple import PAGE, Apple, Result, album, artist, song
from tests.support.patience import Patience
from tests.support.poller import receive

NULL = {"apple_music_url": None, "preview_url": None}
#: Apple's result for a row.
MADE: dict[str, Callable[[dict[str, Any]], Result]] = {
    TRACKS: lambda row: song(row["detail"], row["name"]),
    ALBUMS: lambda row: album(row["detail"], row["name"]),
    ARTISTS: lambda row: artist(row["name"]),
}


@pytest.mark.parametrize("path", [TRACKS, ARTISTS, ALBUMS])
def test_links_appear_in_a_later_answer(
    linked: Listener, worker: LinkWorker, apple: Apple, clock: Clock, path: str
) -> None:
    """They are null for up to a minute, until the worker has searched at Apple."""
    first = linked.get(path)
    rows = first.json["data"]
    assert {row["apple_music_url"] for row in rows} == {None}
    assert int(first.headers["Cache-Control"].rpartition("max-age=")[2].split(",")[0]) <= 60
    results = [MADE[path](row) for row in rows]
    apple.results = lambda _: results
    assert worker.drain() == []
    assert linked.get(path).json == first.json
    clock.now += 61
    later = linked.get(path)
    assert later.headers["X-Cache"] == "MISS"
    assert all(row["apple_music_url"].startswith(PAGE) for row in later.json["data"])
    assert len({row["apple_music_url"] for row in later.json["data"]}) == len(rows)
    if path == TRACKS:
        assert all(row["preview_url"].endswith(".m4a") for row in later.json["data"])
    clock.now += 61
    assert linked.get(path).headers["X-Cache"] == "HIT"
    asked = [(query["entity"], query["term"]) for query in apple.searches]
    assert len(asked) == len(set(asked)) >= len(rows)


def test_apple_gets_names_only(
    linked: Listener,
    worker: LinkWorker,
    apple: Apple,
    queue: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """No user, key or address is sent, and no log line holds a name."""
    rows = linked.get(ARTISTS).json["data"]
    [message] = receive(queue)
    worker.drain()
    assert [query["term"] for query in apple.searches] == [row["name"] for row in rows]
    for query, headers in zip(apple.searches, apple.headers, strict=True):
        assert set(query) == {"term", "country", "media", "entity", "limit"}
        assert set(headers) == {"Host", "User-Agent", "Accept-Encoding"}
        assert headers["User-Agent"].startswith("lastfm-gateway/")
    sent = message["Body"] + str(apple.searches)
    assert all(secret not in sent for secret in ('"rj"', linked.key, "127.0.0.1"))
    out, err = capfd.readouterr()
    assert "AppleCalls" in out
    assert not [row["name"] for row in rows if row["name"] in out + err]


def test_names_are_queued_once_within_minutes(linked: Listener, queue: str, clock: Clock) -> None:
    """A hit queues nothing, and neither does the same page composed again soon."""
    names = len(linked.get(ARTISTS, limit=50).json["data"])
    linked.get(ARTISTS, limit=50)
    clock.now += 61
    assert linked.get(ARTISTS, limit=50).headers["X-Cache"] == "MISS"
    messages = receive(queue)
    assert len(messages) == -(-names // 10) > 1
    assert {message["Attributes"]["MessageGroupId"] for message in messages} == {"apple"}


@pytest.mark.parametrize("queue_is", ["closed", "silent"])
def test_silent_queue_does_not_delay_the_answer(  # noqa: PLR0913, PLR0917 (fixtures)
    linked: Listener,
    monkeypatch: pytest.MonkeyPatch,
    lastfm: Simulator,
    capfd: pytest.CaptureFixture[str],
    patience: Patience,
    queue_is: str,
) -> None:
    """The answer is complete before the queue responds, and the fault is counted.

    One message is tried once, for less than a second in all.
    """
    patience.use_production()
    brief: Any = linker._BRIEF  # noqa: SLF001 (how long a fault may last)
    assert brief.retries["total_max_attempts"] == 1
    assert brief.connect_timeout + brief.read_timeout < 1
    patience.extend()
    assert linked.get().status == 200  # everything else is warm now
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        if queue_is == "silent":
            silent.listen()
        monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", f"http://127.0.0.1:{silent.getsockname()[1]}")
        blind = Listener(lastfm, Clock())
        patience.use_production()  # for the queue, whose client is made when it is first needed
        reply = blind.get()
        assert (reply.status, len(reply.json["data"])) == (200, 10)
    assert "QueueFaults" in capfd.readouterr().out


OFF = """
import sys
from lastfm_gateway.faces.listening.handler import listening_handler
listening_handler()
print([name for name in sys.modules if "apple" in name or "link" in name.rpartition(".")[2]
       and name.startswith("lastfm_gateway")])
"""


def test_without_a_queue_no_link_module_is_imported(
    rj: Listener, environment: Mapping[str, str]
) -> None:
    """Pages are kept as long as ever."""
    assert environment
    done = subprocess.run(
        [sys.executable, "-c", OFF],
        env={**os.environ, "PYTHONPATH": "layers/gateway"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "[]"
    reply = rj.get()
    assert {name: reply.json["data"][0][name] for name in NULL} == NULL
    assert int(reply.headers["Cache-Control"].rpartition("max-age=")[2].split(",")[0]) > 60
