"""The import worker behind SQS: batches, pauses and the dead-letter queue."""

import json
from collections.abc import Callable, Mapping
from unittest.mock import Mock

import boto3
import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.importer.worker import open_importer
from lastfm_gateway.history.import_queue import ImportQueue
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import new_key
from tests.support.history import stored
from tests.support.imports import truth
from tests.support.poller import create_queue, poll, receive


@pytest.fixture
def runtime(
    environment: Mapping[str, str], clock: Callable[[], float], monkeypatch: pytest.MonkeyPatch
) -> Runtime:
    """A deployment's parts, with queues and a table of histories."""
    assert environment
    monkeypatch.setenv("HISTORY_QUEUE_URL", create_queue())
    monkeypatch.setenv("HISTORY_FAILURES_URL", create_queue())
    return Runtime.from_environment(clock=clock)


def test_import_through_the_queue_completes(
    runtime: Runtime, lastfm: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing that SQS shows beside the bodies, and no log line, names the user."""
    new_key(user="namesake")
    assert runtime.imports.begin("namesake", None)
    url, handler = runtime.settings.history_queue, open_importer(runtime)
    while not runtime.imports.status("namesake")["verified_at"]:
        assert poll(url, handler) == []
    assert receive(url) == []
    assert stored(runtime.history, "namesake") == truth(lastfm, "namesake")
    out = capsys.readouterr().out
    assert "ImportAge" in out
    assert "namesake" not in out


def test_groups_and_deduplication_ids_are_keyed_hashes(runtime: Runtime) -> None:
    """The message's attributes do not name the user."""
    runtime.imports.begin("namesake", b"sealed")
    [message] = receive(runtime.settings.history_queue)
    assert "namesake" not in json.dumps(message["Attributes"])
    assert len(message["Attributes"]["MessageGroupId"]) == 64


def test_failed_message_is_postponed(
    runtime: Runtime, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as Last.fm asks, or the pause that doubles with each receive."""
    new_key(user="leaper")
    runtime.imports.begin("leaper", None)
    pauses: list[int] = []
    monkeypatch.setattr(ImportQueue, "postpone", lambda _s, _r, seconds: pauses.append(seconds))
    lastfm.faults.add(Fault("error", code=29, times=None))
    assert len(poll(runtime.settings.history_queue, open_importer(runtime))) == 1
    assert len(pauses) == 1
    assert 5 <= pauses[0] <= 900
    assert runtime.imports.status("leaper")["status"] == "running"


def test_bug_is_counted_and_its_message_tried_again(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """SQS moves it to the dead-letter queue in the end; the log shows no text of the error."""
    runtime.imports.begin("leaper", None)
    monkeypatch.setattr(ImportQueue, "postpone", lambda *_: None)
    monkeypatch.setattr(runtime.importer, "handle", Mock(side_effect=KeyError("leaper")))
    assert len(poll(runtime.settings.history_queue, open_importer(runtime))) == 1
    out = capsys.readouterr().out
    assert '"Failures":[1.0]' in out
    assert "leaper" not in out


MALFORMED = [
    "rubbish",
    "[]",
    '{"user": "rj"}',
    '{"user":1,"generation":1,"task":"import","windows":[],"started":0,"session":null,"found":[],"step":0}',
    '{"user":"rj","generation":1,"task":"burn","windows":[],"started":0,"session":null,"found":[],"step":0}',
    '{"user":"rj","generation":1,"task":"import","windows":[[1]],"started":0,"session":null,"found":[],"step":0}',
]


@pytest.mark.parametrize("body", MALFORMED)
def test_malformed_message_goes_to_the_dead_letter_queue(
    runtime: Runtime, lastfm: Simulator, body: str
) -> None:
    """At once, and later messages of its group are handled."""
    new_key(user="silent")
    boto3.client("sqs").send_message(
        QueueUrl=runtime.settings.history_queue,
        MessageBody=body,
        MessageGroupId="g",
        MessageDeduplicationId="d",
    )
    assert poll(runtime.settings.history_queue, open_importer(runtime)) == []
    [found] = receive(runtime.settings.history_failures)
    assert found["Body"] == body
    assert lastfm.log == []
