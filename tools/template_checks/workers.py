"""Checks the alarms of queue workers: their failures reach no caller."""

from collections.abc import Iterator
from typing import Any

from tools.template_checks.project import Project, of_type

_SQS_AGE = "ApproximateAgeOfOldestMessage"


def crashes_are_noticed(project: Project) -> Iterator[str]:
    """Check that each queue worker has an alarm on its errors."""
    watched = [
        dimension["Value"]
        for _, alarm in of_type(project.template, "AWS::CloudWatch::Alarm")
        if (alarm.get("Namespace"), alarm.get("MetricName")) == ("AWS/Lambda", "Errors")
        for dimension in alarm.get("Dimensions", ())
    ]
    for name, mapping in of_type(project.template, "AWS::Lambda::EventSourceMapping"):
        if mapping["FunctionName"] not in watched:
            yield f"{name}: no alarm on the Errors of {mapping['FunctionName']['Ref']}"


def age_is_measured_by_the_worker(project: Project) -> Iterator[str]:
    """Check that an alarm on SQS's message age, which omits received ones, is not alone."""
    alarms = dict(of_type(project.template, "AWS::CloudWatch::Alarm"))
    for name, alarm in alarms.items():
        if alarm.get("MetricName") != _SQS_AGE:
            continue
        condition = project.template["Resources"][name].get("Condition")
        if not any(_is_own_age(project, other, condition) for other in alarms):
            yield f"{name}: no alarm on the worker's own age metric; SQS omits received messages"


def _is_own_age(project: Project, name: str, condition: str | None) -> bool:
    resource: dict[str, Any] = project.template["Resources"][name]
    alarm = resource["Properties"]
    own = alarm.get("Namespace") == "LastfmGateway" and alarm["MetricName"].endswith("Age")
    return own and resource.get("Condition") == condition
