"""The deployed queue and its worker: scrobbles come through once Last.fm is back."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import urllib3

from lastfm_gateway.core.signature import sign
from local import aws
from local.simulator import SECOND_API_KEY, SECOND_SHARED_SECRET, session_key
from local.stack import LocalStack

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

http = urllib3.PoolManager(retries=False)
START = int(time.time()) - 11000
PATIENCE = 60.0
OWN = session_key("rj", SECOND_API_KEY)


@pytest.fixture
def down(stack: LocalStack) -> Iterator[str]:
    """Last.fm refuses scrobbles; a DELETE of the address that this gives brings it back."""
    faults = f"{stack.simulator_url}/admin/faults"
    http.request("POST", faults, json={"fault": "error:11", "method": "track.scrobble"})
    yield faults
    http.request("DELETE", faults)


def scrobble(stack: LocalStack, title: str, at: int, sk: str) -> urllib3.BaseHTTPResponse:
    """Scrobble one track."""
    form = {"artist": "Radiohead", "track": title, "timestamp": str(at), "sk": sk}
    return http.request(
        "POST", f"{stack.base_url}/track/scrobble", fields=form, encode_multipart=False
    )


def introduce(stack: LocalStack) -> None:
    """Make two sessions known by writes that Last.fm takes: of the gateway's key, and another's."""
    form = {"artist": "Radiohead", "track": "Creep", "sk": session_key("rj")}
    url = f"{stack.base_url}/track/updateNowPlaying"
    assert http.request("POST", url, fields=form, encode_multipart=False).status == 200
    assert own_scrobble(stack, "Early", method="track.updateNowPlaying").status == 200


def own_scrobble(stack: LocalStack, title: str, **more: str) -> urllib3.BaseHTTPResponse:
    """Scrobble as a client does that has a key and a secret of its own."""
    played = {"artist": "Radiohead", "track": title, "timestamp": str(START)}
    form = {"method": "track.scrobble", **played, "api_key": SECOND_API_KEY, "sk": OWN}
    form |= {name: value for name, value in more.items() if name != "api_sig"}
    form["api_sig"] = more.get("api_sig", sign(form, SECOND_SHARED_SECRET))
    url = f"{stack.base_url}/2.0/"
    return http.request("POST", url, fields=form, encode_multipart=False)


def taken(stack: LocalStack) -> list[str]:
    """Return the titles that Last.fm was sent since its log was emptied, in their order."""
    log = http.request("GET", f"{stack.simulator_url}/admin/log").json()
    return [call["parameters"]["track"] for call in log if call["method"] == "track.scrobble"]


def depth(sqs: "SQSClient", url: str) -> int:
    """Return how many messages a queue holds, visible or not."""
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    visible = int(found["ApproximateNumberOfMessages"])
    return visible + int(found["ApproximateNumberOfMessagesNotVisible"])


def test_scrobbles_come_through_and_poison_does_not_block(stack: LocalStack, down: str) -> None:
    """Accepted while Last.fm is down; delivered by the worker when it is back, each one once.

    What is refused for good ends in the dead-letter queue.
    """
    sqs = aws.session().client("sqs", endpoint_url=stack.endpoint_url)
    outputs = aws.deployed_stack(stack.endpoint_url).outputs
    buried = depth(sqs, outputs["ScrobbleFailuresUrl"])
    introduce(stack)
    assert own_scrobble(stack, "Poison", api_sig="0" * 32).headers["X-Scrobble"] == "queued"
    for number in range(3):
        reply = scrobble(stack, f"Late {number}", START + number, session_key("rj"))
        assert (reply.status, reply.headers["X-Scrobble"]) == (202, "queued")
    assert depth(sqs, outputs["ScrobbleQueueUrl"]) == 4
    http.request("DELETE", down)
    http.request("DELETE", f"{stack.simulator_url}/admin/log")
    end = time.monotonic() + PATIENCE
    while depth(sqs, outputs["ScrobbleQueueUrl"]) and time.monotonic() < end:
        time.sleep(0.5)
    assert depth(sqs, outputs["ScrobbleQueueUrl"]) == 0
    titles = taken(stack)
    assert sorted(titles) == ["Late 0", "Late 1", "Late 2", "Poison"]
    assert [title for title in titles if title != "Poison"] == ["Late 0", "Late 1", "Late 2"]
    assert depth(sqs, outputs["ScrobbleFailuresUrl"]) == buried + 1
    found = sqs.receive_message(QueueUrl=outputs["ScrobbleFailuresUrl"], MaxNumberOfMessages=10)
    assert "Poison" in str(found["Messages"])
    assert OWN not in str(found["Messages"])


def test_the_queues_are_encrypted_and_in_order(stack: LocalStack) -> None:
    """Both queues are first in first out and encrypted at rest; failures raise an alarm."""
    sqs = aws.session().client("sqs", endpoint_url=stack.endpoint_url)
    outputs = aws.deployed_stack(stack.endpoint_url).outputs
    for name in ("ScrobbleQueueUrl", "ScrobbleFailuresUrl"):
        found = sqs.get_queue_attributes(QueueUrl=outputs[name], AttributeNames=["All"])
        assert found["Attributes"]["FifoQueue"] == "true"
        assert found["Attributes"]["SqsManagedSseEnabled"] == "true"
    cloudformation = aws.session().client("cloudformation", endpoint_url=stack.endpoint_url)
    resources = cloudformation.describe_stack_resources(StackName=aws.STACK_NAME)
    kinds = {
        each["LogicalResourceId"]: each["ResourceType"] for each in resources["StackResources"]
    }
    assert kinds["ScrobbleFailuresAlarm"] == "AWS::CloudWatch::Alarm"
