"""Turns on what a first deployment cannot have yet: `python -m tools.safeguards`.

Deletion protection of the keys table would keep a failed first deployment from being rolled back.
Alarms can roll a deployment back only if they exist when it begins. Later deployments keep both
settings, so this changes a stack once. `--no-rollback` takes the alarms out again, for a deployment
that must go through while one of them is on.
"""

import argparse
import os
import time
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import boto3
from botocore.exceptions import WaiterError

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_cloudformation.type_defs import (
        RollbackConfigurationTypeDef,
        StackTypeDef,
    )

#: A bug, and more server errors than a healthy release has.
ROLLBACK_ALARMS: Final = ("FailuresAlarm", "ServerErrorsAlarm")

#: ServerErrors looks at three times five minutes.
MINUTES: Final = 16

SAMCONFIG: Final = Path(__file__).parents[1] / "samconfig.toml"

_PROTECTS: Final = "ProtectKeysTable"
_POLL: Final = 15  # seconds
_UPDATE: Final = 20  # minutes that an update may take beside its watch


class Safeguards(NamedTuple):
    """What a stack is to have: whether its keys are protected, and the alarms, by their ARNs."""

    protected: bool
    alarms: Sequence[str]
    minutes: int

    @property
    def rollback(self) -> "RollbackConfigurationTypeDef":
        """The alarms as CloudFormation takes them."""
        return {
            "RollbackTriggers": [
                {"Arn": arn, "Type": "AWS::CloudWatch::Alarm"} for arn in self.alarms
            ],
            "MonitoringTimeInMinutes": self.minutes,
        }


def safeguards_of(stack: "StackTypeDef") -> Safeguards:
    """Return what a stack has, as CloudFormation describes it."""
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
    """Return all safeguards: protection, and the stack's own alarms."""
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
    """Give a stack its safeguards; tell whether it had to change.

    Raises botocore's WaiterError when CloudFormation refuses the change or it fails.
    """
    stack = client.describe_stacks(StackName=name)["Stacks"][0]
    aim = wanted(client, stack, minutes)
    if not rollback:
        aim = aim._replace(alarms=(), minutes=0)
    if safeguards_of(stack) == aim._replace(alarms=list(aim.alarms)):
        return False
    _update(client, stack, aim)
    return True


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
    """Exit code 0 when the stack has what it should have."""
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
    except WaiterError as error:
        reason = error.last_response.get("StatusReason", "see the stack's events")
        print(f"The safeguards are not as they should be: {reason}")
        return 1
    print("Safeguards: " + ("changed." if changed else "in place."))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
