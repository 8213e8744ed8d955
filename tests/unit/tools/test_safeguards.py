"""Safeguards after a deployment, against a stubbed CloudFormation."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, WaiterError
from botocore.stub import ANY, Stubber

from tools.safeguards import NoSuchStack, settle

STACK_ID = "arn:aws:cloudformation:eu-west-1:123456789012:stack/gateway/uuid"
ALARMS = [
    f"arn:aws:cloudwatch:eu-west-1:123456789012:alarm:gateway-{name}"
    for name in ("FailuresAlarm", "ServerErrorsAlarm")
]
TRIGGERS = [{"Arn": arn, "Type": "AWS::CloudWatch::Alarm"} for arn in ALARMS]


def described(*, protects: str, triggers: list[dict[str, str]], minutes: int) -> dict[str, Any]:
    """Return CloudFormation's description of a stack."""
    parameters = {"Stage": "live", "ProtectKeysTable": protects}
    return {
        "StackName": "gateway",
        "StackId": STACK_ID,
        "CreationTime": "2026-11-21T00:00:00Z",
        "StackStatus": "UPDATE_COMPLETE",
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()
        ],
        "RollbackConfiguration": {
            "RollbackTriggers": triggers,
            "MonitoringTimeInMinutes": minutes,
        },
    }


def stubbed(stack: dict[str, Any]) -> tuple[Any, Stubber]:
    """Return a client that describes a stack and its alarms."""
    client = boto3.client(
        "cloudformation", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    stub = Stubber(client)
    stub.add_response("describe_stacks", {"Stacks": [stack]})
    for name in ("FailuresAlarm", "ServerErrorsAlarm"):
        detail = {
            "LogicalResourceId": name,
            "PhysicalResourceId": f"gateway-{name}",
            "ResourceType": "AWS::CloudWatch::Alarm",
            "LastUpdatedTimestamp": "2026-11-21T00:00:00Z",
            "ResourceStatus": "CREATE_COMPLETE",
        }
        stub.add_response("describe_stack_resource", {"StackResourceDetail": detail})
    return client, stub


def changing(stub: Stubber, rollback: dict[str, Any], status: str = "CREATE_COMPLETE") -> None:
    """Expect one change set: everything as before but the two safeguards."""
    stub.add_response(
        "create_change_set",
        {"Id": "arn:change"},
        {
            "StackName": "gateway",
            "ChangeSetName": ANY,
            "UsePreviousTemplate": True,
            "Parameters": [
                {"ParameterKey": "Stage", "UsePreviousValue": True},
                {"ParameterKey": "ProtectKeysTable", "ParameterValue": "on"},
            ],
            "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            "RollbackConfiguration": rollback,
        },
    )
    reason = {"StatusReason": "No updates are to be performed."} if status == "FAILED" else {}
    stub.add_response("describe_change_set", {"Status": status, **reason})


def test_first_deployment_gets_its_safeguards() -> None:
    """The keys table is protected, and later deployments roll back on alarms."""
    client, stub = stubbed(described(protects="off", triggers=[], minutes=0))
    changing(stub, {"RollbackTriggers": TRIGGERS, "MonitoringTimeInMinutes": 16})
    stub.add_response("execute_change_set", {}, {"StackName": "gateway", "ChangeSetName": ANY})
    done = described(protects="on", triggers=TRIGGERS, minutes=16)
    stub.add_response("describe_stacks", {"Stacks": [done]})
    with stub:
        assert settle(client, "gateway") is True
        stub.assert_no_pending_responses()


def test_protected_stack_is_not_updated() -> None:
    """A later deployment costs two requests more."""
    client, stub = stubbed(described(protects="on", triggers=TRIGGERS, minutes=16))
    with stub:
        assert settle(client, "gateway") is False
        stub.assert_no_pending_responses()


def test_rollback_alarms_can_be_left_out() -> None:
    """A deployment during an alarm is possible, and protection stays."""
    client, stub = stubbed(described(protects="on", triggers=TRIGGERS, minutes=16))
    changing(stub, {"RollbackTriggers": [], "MonitoringTimeInMinutes": 0})
    stub.add_response("execute_change_set", {}, {"StackName": "gateway", "ChangeSetName": ANY})
    done = described(protects="on", triggers=[], minutes=0)
    stub.add_response("describe_stacks", {"Stacks": [done]})
    with stub:
        assert settle(client, "gateway", rollback=False) is True


def without_a_stack(message: str = "Stack with id gateway does not exist") -> tuple[Any, Stubber]:
    """Return a client that refuses to describe a stack."""
    client = boto3.client(
        "cloudformation", region_name="eu-west-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    stub = Stubber(client)
    stub.add_client_error("describe_stacks", "ValidationError", message)
    return client, stub


def test_rollback_off_without_a_stack_changes_nothing() -> None:
    """A first deployment has no rollback alarms to remove."""
    client, stub = without_a_stack()
    with stub:
        assert settle(client, "gateway", rollback=False) is False


def test_missing_stack_after_a_deployment_is_an_error() -> None:
    """So is any other refusal by CloudFormation."""
    client, stub = without_a_stack()
    with stub, pytest.raises(NoSuchStack):
        settle(client, "gateway")
    client, stub = without_a_stack("Rate exceeded")
    with stub, pytest.raises(ClientError):
        settle(client, "gateway", rollback=False)


def test_refused_change_is_an_error() -> None:
    """A deployment without its safeguards fails."""
    client, stub = stubbed(described(protects="off", triggers=[], minutes=0))
    changing(stub, {"RollbackTriggers": TRIGGERS, "MonitoringTimeInMinutes": 16}, "FAILED")
    with stub, pytest.raises(WaiterError):
        settle(client, "gateway")
