"""What the template promises, read from its text."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "template.yaml").read_text()
#: Deleted with the stack; all else is retained or holds nothing.
HOLD_DATA = {"AWS::DynamoDB::Table", "AWS::Logs::LogGroup"}


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short tags as the value behind them, a mapping with the tag's name."""


def _tagged(loader: Loader, tag: str, node: yaml.Node) -> dict[str, Any]:
    match node:
        case yaml.ScalarNode():
            return {tag: node.value}
        case yaml.SequenceNode():
            return {tag: loader.construct_sequence(node, deep=True)}
        case yaml.MappingNode():
            return {tag: loader.construct_mapping(node, deep=True)}
    raise AssertionError(node)


Loader.add_multi_constructor("!", _tagged)
TEMPLATE: dict[str, Any] = yaml.load(TEXT, Loader)  # noqa: S506 (a SafeLoader)
RESOURCES = TEMPLATE["Resources"]


def of_type(kind: str) -> dict[str, Any]:
    """Return the resources of a type."""
    return {name: it for name, it in RESOURCES.items() if it["Type"] == kind}


def called() -> set[str]:
    """Return the functions that openapi.yaml has API Gateway call."""
    text = (ROOT / "openapi.yaml").read_text()
    called = re.findall(r"functions/\$\{(\w+)\.Arn\}(\S*?)/invocations", text)
    assert {qualifier for _, qualifier in called} == {":live"}
    return {name for name, _ in called}


def test_every_function_that_is_called_has_its_alias_and_permission() -> None:
    """API Gateway calls an alias, which exists, and may be called by this API alone."""
    aliases = {
        name: it["Properties"]["FunctionName"]["Ref"]
        for name, it in of_type("AWS::Lambda::Alias").items()
        if it["Properties"]["Name"] == "live"
    }
    assert called() <= set(aliases.values())
    permitted = set()
    for permission in of_type("AWS::Lambda::Permission").values():
        properties = permission["Properties"]
        assert "${GatewayApi}/${Stage}/" in properties["SourceArn"]["Sub"]
        permitted.add(aliases[properties["FunctionName"]["Ref"]])
    assert called() <= permitted


def test_snapstart_and_nothing_else_pins_a_version() -> None:
    """Without SnapStart an alias is what was deployed last: a changed parameter takes effect."""
    for alias in of_type("AWS::Lambda::Alias").values():
        condition, version, otherwise = alias["Properties"]["FunctionVersion"]["If"]
        assert (condition, otherwise) == ("SnapStarted", "$LATEST")
        published = RESOURCES[version["GetAtt"].split(".")[0]]
        assert published["Condition"] == "SnapStarted"
        assert published["Properties"]["Description"] == {"Ref": "Release"}


@pytest.mark.parametrize(
    ("parameter", "default", "name", "parts"),
    [("AppleLinks", "off", "Link", 8), ("AsyncScrobbles", "on", "Scrobble", 10)],
)
def test_what_a_switch_turns_off_is_not_there(
    parameter: str, default: str, name: str, parts: int
) -> None:
    """Queues, worker, role, logs, alarms and policy exist under the switch's condition alone."""
    assert TEMPLATE["Parameters"][parameter]["Default"] == default
    own = {it["Condition"] for each, it in RESOURCES.items() if each.startswith(name)}
    [condition] = own
    assert TEMPLATE["Conditions"][condition] == {"Equals": [{"Ref": parameter}, "on"]}
    assert sum(it.get("Condition") == condition for it in RESOURCES.values()) == parts


def test_what_holds_data_says_what_becomes_of_it() -> None:
    """Each table and log group has a deletion policy of its own, on replacement too."""
    for name, resource in RESOURCES.items():
        if resource["Type"] in HOLD_DATA:
            assert "DeletionPolicy" in resource, name
            kept = resource["DeletionPolicy"].removesuffix("ExceptOnCreate")
            assert resource["UpdateReplacePolicy"] == kept, name


def test_every_function_has_a_log_group_with_retention() -> None:
    """No function writes into a log group that Lambda would make, which keeps lines for ever."""
    for name, function in of_type("AWS::Serverless::Function").items():
        group = function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
        assert RESOURCES[group]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}, (
            name
        )


def test_functions_know_the_domain() -> None:
    """What makes answers name https for good is the domain's name itself, empty without one."""
    variables = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["CUSTOM_DOMAIN"] == {"Ref": "DomainName"}


def test_access_logs_hold_no_query_and_no_address() -> None:
    """The format names neither the query, the headers, the caller's address nor a key."""
    properties = RESOURCES["GatewayApi"]["Properties"]
    named = set(re.findall(r"\$context\.([\w.]+)", properties["AccessLogSetting"]["Format"]))
    assert named == {
        "requestId", "requestTime", "httpMethod", "path", "status", "responseLength",
        "responseLatency", "integrationLatency", "error.responseType",
    }  # fmt: skip
    (settings,) = properties["MethodSettings"]
    assert (settings["DataTraceEnabled"], settings["LoggingLevel"]) == (False, "OFF")


@pytest.mark.parametrize("name", of_type("AWS::CloudWatch::Alarm"))
def test_every_alarm_is_explained(name: str) -> None:
    """The operator finds each alarm, and what to do about it, in the operations' manual."""
    assert f"### {name.removesuffix('Alarm')}\n" in (ROOT / "docs/operations.md").read_text()


def test_every_metric_on_the_dashboard_is_counted_somewhere() -> None:
    """No widget or alarm shows a metric of ours that no code counts."""
    body = RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Sub"][0]
    shown = set(re.findall(r'"LastfmGateway", "(\w+)"', body))
    for alarm in of_type("AWS::CloudWatch::Alarm").values():
        if alarm["Properties"]["Namespace"] == "LastfmGateway":
            shown.add(alarm["Properties"]["MetricName"])
    code = "".join(path.read_text() for path in (ROOT / "layers/gateway").rglob("*.py"))
    counted = set(re.findall(r'"([A-Z]\w+)"', code))
    counted |= {f"Cache{use}" for use in ("Hit", "Miss", "Stale") if "Cache{use.title()}" in code}
    assert shown <= counted
    assert shown >= {"CacheHit", "UpstreamFailures", "BudgetSpent"}
