"""The deployed import of listening histories: its queue, its worker and its daily event."""

import json
import os
import subprocess
import sys
import time
from functools import partial

import pytest

from lastfm_gateway.history.import_control import ImportControl
from lastfm_gateway.history.import_queue import ImportQueue
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.keys.issue import issue_key
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.storage.sorted_table import SortedTable
from local import aws
from local.stack import LocalStack

PATIENCE = 90.0


class DeployedHistory:
    """The tables and the queue of a deployed stack, reached as an operator does."""

    def __init__(self, stack: LocalStack) -> None:
        self.client = partial(aws.session().client, endpoint_url=stack.endpoint_url)
        outputs = aws.deployed_stack(stack.endpoint_url).outputs
        dynamodb = self.client("dynamodb")
        self.keys = KeyStore(dynamodb, outputs["KeysTableName"])
        queue = ImportQueue(lambda: self.client("sqs"), outputs["HistoryQueueUrl"], "", "secret")
        self.store = HistoryStore(SortedTable(dynamodb, outputs["HistoryTableName"]))
        self.control = ImportControl(self.store, queue, time.time, print)
        self.function = aws.resources(stack.endpoint_url)["ImporterFunction"]

    def tend(self) -> None:
        """Send the daily event to the worker, as EventBridge does."""
        event = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}
        reply = self.client("lambda").invoke(FunctionName=self.function, Payload=json.dumps(event))
        assert "FunctionError" not in reply, reply["Payload"].read()


@pytest.fixture
def history(stack: LocalStack) -> DeployedHistory:
    """The deployed histories."""
    return DeployedHistory(stack)


def test_import_begun_by_a_message_completes(history: DeployedHistory) -> None:
    """It is verified; without a key of its user it is erased by the daily event."""
    issued = issue_key(history.keys, "read", "sporadic", time.time())
    assert history.control.begin("sporadic", None)
    end = time.monotonic() + PATIENCE
    while not history.control.status("sporadic")["verified_at"] and time.monotonic() < end:
        time.sleep(0.5)
    status = history.control.status("sporadic")
    assert (status["status"], status["scrobbles"], status["lastfm_total"]) == ("complete", 240, 240)
    history.tend()
    assert history.control.status("sporadic")["scrobbles"] == 240
    assert history.keys.revoke(issued.holder.id, int(time.time()))
    history.tend()
    assert history.control.status("sporadic")["status"] == "none"
    assert "sporadic" not in set(history.store.users())


def test_operator_forgets_a_history_by_hand(stack: LocalStack, history: DeployedHistory) -> None:
    """`make forget` leaves nothing of it; others stay."""
    for user in ("epoch", "silent"):
        assert history.control.begin(user, None)
    port = stack.endpoint_url.rpartition(":")[2]
    env = {**os.environ, "PORT": port, "PYTHONPATH": str(aws.ROOT / "layers/gateway")}
    command = [sys.executable, "-m", "tools.forget", "--user", "Epoch"]
    told = subprocess.run(
        command, cwd=aws.ROOT, env=env, check=True, capture_output=True, text=True
    )
    assert "Epoch" in told.stdout
    users = set(history.store.users())
    assert "epoch" not in users
    assert "silent" in users


def test_daily_event_is_scheduled(history: DeployedHistory) -> None:
    """A rule of EventBridge invokes the worker once a day."""
    events = history.client("events")
    rules = events.list_rules()["Rules"]
    assert [rule["ScheduleExpression"] for rule in rules] == ["rate(12 hours)"]
    [target] = events.list_targets_by_rule(Rule=rules[0]["Name"])["Targets"]
    assert target["Arn"].rpartition(":")[2] == history.function
