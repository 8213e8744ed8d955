"""The deployed scrobble queue and its worker."""

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import urllib3

from lastfm_gateway.lastfm.signature import sign
from local import aws
from local.simulator import SECOND_API_KEY, SECOND_SHARED_SECRET
from local.stack import LocalStack
from tests.support.writer import HOURS, Writer, clock_ahead

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

http = urllib3.PoolManager(retries=False)
PATIENCE = 60.0


@pytest.fixture
def down(stack: LocalStack, writer: Writer) -> Iterator[str]:
    """Last.fm refuses scrobbles until the address that this yields gets a DELETE.

    The writer's session has written before, so the gateway knows it.
    """
    form = {"artist": "Radiohead", "track": "Lucky", "sk": writer.session()}
    loved = http.request(
        "POST", f"{stack.base_url}/track/love", fields=form, encode_multipart=False
    )
    assert loved.status == 200
    faults = f"{stack.simulator_url}/admin/faults"
    http.request("POST", faults, json={"fault": "error:11", "method": "track.scrobble"})
    yield faults
    http.request("DELETE", faults)


def scrobble(
    stack: LocalStack, writer: Writer, title: str, at: int, sk: str = ""
) -> urllib3.BaseHTTPResponse:
    """Scrobble one track, with the writer's session or another."""
    session = sk or writer.session()
    form = {"artist": "Radiohead", "track": title, "timestamp": str(at), "sk": session}
    return http.request(
        "POST",
        f"{stack.base_url}/track/scrobble",
        fields=form,
        encode_multipart=False,
        headers={"X-Forwarded-For": writer.address},
    )


def own_scrobble(
    stack: LocalStack, writer: Writer, title: str, **more: str
) -> urllib3.BaseHTTPResponse:
    """Scrobble as a client with its own key and secret."""
    played = {"artist": "Radiohead", "track": title, "timestamp": str(writer.start)}
    session = writer.session(SECOND_API_KEY)
    form = {"method": "track.scrobble", **played, "api_key": SECOND_API_KEY, "sk": session}
    form |= {name: value for name, value in more.items() if name != "api_sig"}
    form["api_sig"] = more.get("api_sig", sign(form, SECOND_SHARED_SECRET))
    return http.request(
        "POST",
        f"{stack.base_url}/2.0/",
        fields=form,
        encode_multipart=False,
        headers={"X-Forwarded-For": writer.address},
    )


def delivered(stack: LocalStack) -> list[str]:
    """Return the titles that Last.fm got since its log was emptied, in order."""
    log = http.request("GET", f"{stack.simulator_url}/admin/log").json()
    return [call["parameters"]["track"] for call in log if call["method"] == "track.scrobble"]


def depth(sqs: "SQSClient", url: str) -> int:
    """Return how many messages a queue holds, visible or not."""
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    visible = int(found["ApproximateNumberOfMessages"])
    return visible + int(found["ApproximateNumberOfMessagesNotVisible"])


def recent(stack: LocalStack, writer: Writer) -> list[tuple[str, int]]:
    """Return titles and times of a user's scrobbles, the oldest first."""
    query = {"user": writer.name, "limit": "200"}
    reply = http.request("GET", f"{stack.base_url}/user/getRecentTracks", fields=query)
    rows = reply.json()["recenttracks"]["track"]
    return [(row["name"], int(row["date"]["uts"])) for row in reversed(rows)]


def drain(sqs: "SQSClient", url: str) -> None:
    """Wait until the worker has emptied the queue. Fails when it does not."""
    end = time.monotonic() + PATIENCE
    while depth(sqs, url) and time.monotonic() < end:
        time.sleep(0.5)
    assert depth(sqs, url) == 0


def test_scrobbles_of_a_whole_day_are_delivered(
    stack: LocalStack, down: str, writer: Writer
) -> None:
    """Scrobbles queued at 24 moments of a day are in the history, and nothing else."""
    assert stack.simulator_url
    sqs = aws.session().client("sqs", endpoint_url=stack.endpoint_url)
    url = aws.deployed_stack(stack.endpoint_url).outputs["ScrobbleQueueUrl"]
    played = [(f"Hour {hours}", writer.start + hours * 3600) for hours in HOURS]
    for hours, (title, at) in zip(HOURS, played, strict=True):
        with clock_ahead(stack.simulator_url, hours * 3600):
            assert scrobble(stack, writer, title, at).status == 202
    with clock_ahead(stack.simulator_url, HOURS[-1] * 3600):
        http.request("DELETE", down)
        drain(sqs, url)
        assert recent(stack, writer) == played


def test_scrobbles_are_delivered_once_around_undeliverable_ones(
    stack: LocalStack, down: str, writer: Writer
) -> None:
    """The worker delivers them in order once Last.fm is back.

    A permanently refused scrobble ends in the dead-letter queue.
    """
    sqs = aws.session().client("sqs", endpoint_url=stack.endpoint_url)
    outputs = aws.deployed_stack(stack.endpoint_url).outputs
    before = depth(sqs, outputs["ScrobbleFailuresUrl"])
    own = writer.session(SECOND_API_KEY)
    assert own_scrobble(stack, writer, "Early", method="track.updateNowPlaying").status == 200
    poison = own_scrobble(stack, writer, "Poison", api_sig="0" * 32)
    assert poison.headers["X-Scrobble"] == "queued"
    for number in range(3):
        reply = scrobble(stack, writer, f"Late {number}", writer.start + number)
        assert (reply.status, reply.headers["X-Scrobble"]) == (202, "queued")
    assert depth(sqs, outputs["ScrobbleQueueUrl"]) == 4
    http.request("DELETE", down)
    http.request("DELETE", f"{stack.simulator_url}/admin/log")
    drain(sqs, outputs["ScrobbleQueueUrl"])
    titles = delivered(stack)
    assert sorted(titles) == ["Late 0", "Late 1", "Late 2", "Poison"]
    assert [title for title in titles if title != "Poison"] == ["Late 0", "Late 1", "Late 2"]
    assert depth(sqs, outputs["ScrobbleFailuresUrl"]) == before + 1
    found = sqs.receive_message(QueueUrl=outputs["ScrobbleFailuresUrl"], MaxNumberOfMessages=10)
    assert "Poison" in str(found["Messages"])
    assert own not in str(found["Messages"])


def test_queues_are_encrypted_fifo_queues(stack: LocalStack) -> None:
    """An alarm watches the dead-letter queue."""
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
