"""The template's guarantees, read from its text."""

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
    """Reads CloudFormation's short tags as mappings from the tag's name to the value."""


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


def called_functions() -> set[str]:
    """Return the functions that API Gateway calls by openapi.yaml."""
    text = (ROOT / "openapi.yaml").read_text()
    called = re.findall(r"functions/\$\{(\w+)\.Arn\}(\S*?)/invocations", text)
    assert {qualifier for _, qualifier in called} == {":live"}
    return {name for name, _ in called}


def test_every_called_function_has_an_alias_and_a_permission() -> None:
    """API Gateway calls an existing alias, which only this API may invoke."""
    aliases = {
        name: it["Properties"]["FunctionName"]["Ref"]
        for name, it in of_type("AWS::Lambda::Alias").items()
        if it["Properties"]["Name"] == "live"
    }
    assert called_functions() <= set(aliases.values())
    permitted = set()
    for permission in of_type("AWS::Lambda::Permission").values():
        properties = permission["Properties"]
        assert "${GatewayApi}/${Stage}/" in properties["SourceArn"]["Sub"]
        permitted.add(aliases[properties["FunctionName"]["Ref"]])
    assert called_functions() <= permitted


def test_only_snapstart_pins_a_version() -> None:
    """Without SnapStart an alias is $LATEST, so that a changed parameter takes effect."""
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
def test_disabled_feature_has_no_resources(
    parameter: str, default: str, name: str, parts: int
) -> None:
    """Queues, worker, role, logs, alarms and policy exist under the switch's condition only."""
    assert TEMPLATE["Parameters"][parameter]["Default"] == default
    own = {it["Condition"] for each, it in RESOURCES.items() if each.startswith(name)}
    [condition] = own
    assert TEMPLATE["Conditions"][condition] == {"Equals": [{"Ref": parameter}, "on"]}
    assert sum(it.get("Condition") == condition for it in RESOURCES.values()) == parts


def test_tables_and_log_groups_have_a_deletion_policy() -> None:
    """Replacement follows the same policy as deletion."""
    for name, resource in RESOURCES.items():
        if resource["Type"] in HOLD_DATA:
            assert "DeletionPolicy" in resource, name
            kept = resource["DeletionPolicy"].removesuffix("ExceptOnCreate")
            assert resource["UpdateReplacePolicy"] == kept, name


def test_every_function_has_a_log_group_with_retention() -> None:
    """A log group that Lambda makes would keep its lines for ever."""
    for name, function in of_type("AWS::Serverless::Function").items():
        group = function["Properties"]["LoggingConfig"]["LogGroup"]["Ref"]
        assert RESOURCES[group]["Properties"]["RetentionInDays"] == {"Ref": "LogRetentionDays"}, (
            name
        )


def test_functions_know_the_custom_domain() -> None:
    """CUSTOM_DOMAIN turns HSTS on, and is empty without a domain."""
    variables = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["CUSTOM_DOMAIN"] == {"Ref": "DomainName"}


def test_access_logs_hold_no_query_and_no_address() -> None:
    """The format names neither query, headers, the caller's address nor a key."""
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
    """The operations manual explains each alarm and what to do about it."""
    assert f"### {name.removesuffix('Alarm')}\n" in (ROOT / "docs/operations.md").read_text()
