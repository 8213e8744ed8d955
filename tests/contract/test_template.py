"""The template's guarantees, read from its text."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from lastfm_gateway.limits import sliding_window
from lastfm_gateway.storage.sqs import MAX_REDELIVERY_SECONDS

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


@pytest.mark.parametrize("name", ["RateLimitCalls", "UpstreamBudgetCalls"])
def test_the_longest_call_log_fits_into_an_item(name: str) -> None:
    """A caller's calls up to the limit, or their share of the budget, are one item: 400 KB."""
    most = TEMPLATE["Parameters"][name]["MaxValue"]
    assert len(sliding_window.pack(range(most))) < 300_000


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ("", True),
        ("0f8fad5b-d9cb-469f-a165-70867728950e", True),
        ("None", False),  # what the AWS CLI prints for a tag that is not there
        ("0f8fad5b", False),
    ],
)
def test_an_adopted_hash_key_is_a_stacks_uuid(value: str, *, taken: bool) -> None:
    """Any other value would change every hash, and no stored session could be decrypted."""
    pattern = TEMPLATE["Parameters"]["AdoptedHashKey"]["AllowedPattern"]
    assert (re.search(pattern, value) is not None) is taken


def test_the_keys_table_names_what_adopting_it_needs() -> None:
    """Its tags are the values of AdoptedHashKey and AdoptedSessionKey."""
    tags = {it["Key"]: it["Value"] for it in RESOURCES["KeysTable"]["Properties"]["Tags"]}
    assert tags["SessionKeyId"] == {"Ref": "SessionKey"}
    variables = TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]
    assert variables["ADDRESS_KEY"]["If"] == [
        "OwnsKeys",
        tags["HashKey"],
        {"Ref": "AdoptedHashKey"},
    ]


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


def test_access_logs_hold_no_path_and_no_address() -> None:
    """The format names neither path, query, headers, the caller's address nor a key."""
    properties = RESOURCES["GatewayApi"]["Properties"]
    named = set(re.findall(r"\$context\.([\w.]+)", properties["AccessLogSetting"]["Format"]))
    assert named == {
        "requestId", "requestTime", "httpMethod", "resourcePath", "status", "responseLength",
        "responseLatency", "integrationLatency", "error.responseType",
    }  # fmt: skip
    (settings,) = properties["MethodSettings"]
    assert (settings["DataTraceEnabled"], settings["LoggingLevel"]) == (False, "OFF")


def test_the_alarm_on_the_queues_age_outlasts_a_pause() -> None:
    """The worker measures the age after each pause only: each period must hold a measurement."""
    alarm = RESOURCES["ScrobbleDelayAlarm"]["Properties"]
    assert (alarm["MetricName"], alarm["TreatMissingData"]) == ("ScrobbleAge", "notBreaching")
    assert alarm["Period"] >= 2 * MAX_REDELIVERY_SECONDS


@pytest.mark.parametrize("name", of_type("AWS::CloudWatch::Alarm"))
def test_every_alarm_is_explained(name: str) -> None:
    """The operations manual explains each alarm and what to do about it."""
    assert f"### {name.removesuffix('Alarm')}\n" in (ROOT / "docs/operations.md").read_text()
