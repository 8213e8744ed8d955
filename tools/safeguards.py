"""Turns on deletion protection and rollback alarms after a first deployment.

Run it with `python -m tools.safeguards`. Deletion protection of the keys table would block the
rollback of a failed first deployment. Alarms can roll a deployment back only if they exist when it
starts. Later deployments keep both settings. `--no-rollback` removes the alarms, for a deployment
that must succeed while one of them is in alarm.
"""

import argparse
import os
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import boto3
from botocore.exceptions import ClientError, WaiterError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import (
        RollbackConfigurationTypeDef,
        StackTypeDef,
    )

#: The alarms that roll a deployment back: unexpected errors, and many server errors.
ROLLBACK_ALARMS: Final = ("FailuresAlarm", "ServerErrorsAlarm")

#: Minutes to watch the alarms: ServerErrors evaluates three periods of five minutes.
MINUTES: Final = 16

SAMCONFIG: Final = Path(__file__).parents[1] / "samconfig.toml"

_PROTECTS: Final = "ProtectKeysTable"
_POLL: Final = 15  # seconds
_UPDATE: Final = 20  # minutes that an update may take, without the watch


class NoSuchStack(Exception):
    """There is no stack of that name."""


class Safeguards(NamedTuple):
    """A stack's safeguards: protection of its keys table, and the ARNs of its rollback alarms."""

    protected: bool
    alarms: Sequence[str]
    minutes: int

    @property
    def rollback(self) -> "RollbackConfigurationTypeDef":
        """The alarms in CloudFormation's shape."""
        return {
            "RollbackTriggers": [
                {"Arn": arn, "Type": "AWS::CloudWatch::Alarm"} for arn in self.alarms
            ],
            "MonitoringTimeInMinutes": self.minutes,
        }


def safeguards_of(stack: "StackTypeDef") -> Safeguards:
    """Return the safeguards of a stack as CloudFormation describes it."""
    parameters = {it["ParameterKey"]: it.get("ParameterValue") for it in stack["Parameters"]}
    configured = stack.get("RollbackConfiguration", {})
    alarms = [trigger["Arn"] for trigger in configured.get("RollbackTriggers", ())]
    minutes = configured.get("MonitoringTimeInMinutes", 0)
    return Safeguards(parameters.get(_PROTECTS) == "on", alarms, minutes)


def alarm_arn(stack_id: str, name: str) -> str:
    """Return an alarm's ARN, in the partition, region and account of a stack's id."""
    _, partition, _, region, account, _ = stack_id.split(":", 5)
    return f"arn:{partition}:cloudwatch:{region}:{account}:alarm:{name}"


def wanted(client: "CloudFormationClient", stack: "StackTypeDef", minutes: int) -> Safeguards:
    """Return the safeguards that a stack should have."""
    arns = []
    for name in ROLLBACK_ALARMS:
        found = client.describe_stack_resource(
            StackName=stack["StackName"], LogicalResourceId=name
        )["StackResourceDetail"]
        arns.append(alarm_arn(stack["StackId"], found["PhysicalResourceId"]))
    return Safeguards(protected=True, alarms=arns, minutes=minutes)


def settle(
    client: "CloudFormationClient", name: str, *, rollback: bool = True, minutes: int = MINUTES
) -> bool:
    """Give a stack its safeguards. Return whether it was changed.

    Raises NoSuchStack, and botocore's WaiterError when CloudFormation refuses the change or it
    fails. Without `rollback` a missing stack needs no change: its first deployment has no alarms.
    """
    try:
        stack = _described(client, name)
    except NoSuchStack:
        if rollback:
            raise
        return False
    aim = wanted(client, stack, minutes)
    if not rollback:
        aim = aim._replace(alarms=(), minutes=0)
    if safeguards_of(stack) == aim._replace(alarms=list(aim.alarms)):
        return False
    _update(client, stack, aim)
    return True


def _described(client: "CloudFormationClient", name: str) -> "StackTypeDef":
    """Return CloudFormation's description of a stack. Raises NoSuchStack."""
    try:
        return client.describe_stacks(StackName=name)["Stacks"][0]
    except ClientError as error:
        if "does not exist" in error.response["Error"].get("Message", ""):
            raise NoSuchStack(name) from None
        raise


def _update(client: "CloudFormationClient", stack: "StackTypeDef", aim: Safeguards) -> None:
    name, change = stack["StackName"], f"safeguards-{time.time_ns()}"
    client.create_change_set(
        StackName=name,
        ChangeSetName=change,
        UsePreviousTemplate=True,
        Parameters=[
            {"ParameterKey": it["ParameterKey"], "ParameterValue": "on"}
            if it["ParameterKey"] == _PROTECTS
            else {"ParameterKey": it["ParameterKey"], "UsePreviousValue": True}
            for it in stack["Parameters"]
        ],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        RollbackConfiguration=aim.rollback,
    )
    client.get_waiter("change_set_create_complete").wait(StackName=name, ChangeSetName=change)
    client.execute_change_set(StackName=name, ChangeSetName=change)
    attempts = (aim.minutes + _UPDATE) * 60 // _POLL
    client.get_waiter("stack_update_complete").wait(
        StackName=name, WaiterConfig={"Delay": _POLL, "MaxAttempts": attempts}
    )


def main() -> int:
    """Return exit code 0 if the stack has its safeguards."""
    settings = tomllib.loads(SAMCONFIG.read_text())["default"]["global"]["parameters"]
    parser = argparse.ArgumentParser(prog="python -m tools.safeguards")
    parser.add_argument("--stack", default=settings["stack_name"])
    parser.add_argument("--no-rollback", action="store_true")
    parser.add_argument(
        "--minutes", type=int, default=int(os.environ.get("ROLLBACK_MINUTES", MINUTES))
    )
    given = parser.parse_args()
    try:
        changed = settle(
            boto3.client("cloudformation"),
            given.stack,
            rollback=not given.no_rollback,
            minutes=given.minutes,
        )
    except NoSuchStack:
        print(f"There is no stack {given.stack}.")
        return 1
    except WaiterError as error:
        reason = error.last_response.get("StatusReason", "see the stack's events")
        print(f"The safeguards could not be set: {reason}")
        return 1
    print("Safeguards: " + ("changed." if changed else "in place."))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
