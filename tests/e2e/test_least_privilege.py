"""The permissions of each role, read from the transformed template."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from local import aws
from local.stack import LocalStack

FAMILIES = ("Artist", "Album", "Track", "Chart", "Geo", "Tag", "User", "Library", "Listening")
#: Families with methods about a user, which their own key signs.
SIGNING = ("Artist", "Album", "User", "Library")
LOGS = {"logs:CreateLogStream", "logs:PutLogEvents"}
TRACES = {"xray:PutTelemetryRecords", "xray:PutTraceSegments"}
READS = {"dynamodb:BatchGetItem"}
WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem"}
UPSTREAM = LOGS | TRACES | READS | WRITES | {"ssm:GetParameters"}
LOOKS_UP = {"dynamodb:BatchWriteItem"}
HISTORY = {"dynamodb:BatchWriteItem", "dynamodb:Query"}
DRAINS = {
    *("sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    *("sqs:ReceiveMessage", "sqs:SendMessage"),
}
EXPECTED = {
    **{f"{name}Role": UPSTREAM for name in FAMILIES},
    **{f"{name}Role": UPSTREAM | {"kms:Decrypt"} for name in SIGNING},
    "TrackRole": UPSTREAM | {"sqs:SendMessage", "kms:Encrypt", "kms:Decrypt"},
    "WebserviceRole": UPSTREAM | {"sqs:SendMessage", "kms:Encrypt", "kms:Decrypt"},
    "ScrobblerRole": UPSTREAM | DRAINS | {"kms:Decrypt"},
    "NowPlayingRole": UPSTREAM | {"kms:Decrypt"},
    "CardsRole": UPSTREAM | LOOKS_UP | {"kms:Decrypt"},
    "TopItemsRole": UPSTREAM | LOOKS_UP | HISTORY | {"kms:Decrypt", "sqs:SendMessage"},
    "ListeningRole": UPSTREAM | LOOKS_UP | HISTORY | {"kms:Decrypt", "sqs:SendMessage"},
    "ListenbrainzRole": UPSTREAM | HISTORY | {"kms:Decrypt", "kms:Encrypt", "sqs:SendMessage"},
    "McpRole": UPSTREAM | LOOKS_UP | HISTORY | {"kms:Decrypt", "sqs:SendMessage"},
    "ImporterRole": UPSTREAM | HISTORY | DRAINS | {"dynamodb:Scan", "kms:Decrypt"},
    "LinkerRole": LOGS
    | TRACES
    | {"dynamodb:BatchGetItem", "dynamodb:PutItem"}
    | {"sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"},
    "AuthRole": UPSTREAM | {"kms:Encrypt"},
    "AdminRole": UPSTREAM | {"dynamodb:Query", "dynamodb:Scan", "kms:Encrypt"},
    "SystemRole": LOGS | TRACES | READS,
    "PagesRole": LOGS | TRACES | READS,
}

type Resources = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def resources(stack: LocalStack) -> Resources:
    """Return the resources of the transformed template."""
    client = aws.session().client("cloudformation", endpoint_url=stack.endpoint_url)
    template = client.get_template(StackName=aws.STACK_NAME, TemplateStage="Processed")
    body: Any = template["TemplateBody"]
    found: Resources = (json.loads(body) if isinstance(body, str) else body)["Resources"]
    return found


def of_type(resources: Resources, kind: str) -> dict[str, Any]:
    """Return the properties of all resources of a type, by name."""
    return {name: it["Properties"] for name, it in resources.items() if it["Type"] == kind}


def statements(resources: Resources, role: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield each statement of a role's policies, managed ones of the template included."""
    for policy in role.get("Policies", ()):
        yield from policy["PolicyDocument"]["Statement"]
    for reference in role.get("ManagedPolicyArns", ()):
        managed = reference["Fn::If"][1] if "Fn::If" in reference else reference
        yield from resources[managed["Ref"]]["Properties"]["PolicyDocument"]["Statement"]


def listed(value: Any) -> list[Any]:
    """Return a value as a list."""
    return value if isinstance(value, list) else [value]


def choices(resource: Any) -> list[Any]:
    """Return the possible values of a statement's resource, which a condition may choose."""
    chosen = resource.get("Fn::If") if isinstance(resource, dict) else None
    return [resource] if chosen is None else chosen


def test_each_function_has_a_role_of_its_own(resources: Resources) -> None:
    """SAM adds no role with a policy of AWS's."""
    functions = of_type(resources, "AWS::Lambda::Function")
    roles = [properties["Role"]["Fn::GetAtt"][0] for properties in functions.values()]
    assert sorted(roles) == sorted(EXPECTED)
    others = set(of_type(resources, "AWS::IAM::Role")) - set(roles)
    assert others == {"ApiGatewayLogsWriter"}


@pytest.mark.parametrize("name", EXPECTED)
def test_role_allows_exactly_what_its_family_needs(resources: Resources, name: str) -> None:
    """The actions are those of the table above, each named in full."""
    role = resources[name]["Properties"]
    allowed = [a for s in statements(resources, role) for a in listed(s["Action"])]
    assert set(allowed) == EXPECTED[name]


#: Each role's actions on the keys table; the other roles that check keys read it.
KEYS = {
    "ScrobblerRole": set[str](),  # a queue has no caller
    "LinkerRole": set[str](),
    "ImporterRole": {"dynamodb:Scan"},
    "AdminRole": {
        *("dynamodb:BatchGetItem", "dynamodb:PutItem"),
        *("dynamodb:Scan", "dynamodb:UpdateItem"),
    },
    "AuthRole": {"dynamodb:BatchGetItem", "dynamodb:PutItem"},
    "SystemRole": set[str](),
    "PagesRole": set[str](),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_only_two_functions_write_keys(resources: Resources, name: str) -> None:
    """Admin lists, issues and revokes; signing in only adds; the others only read."""
    table = {"Fn::GetAtt": ["KeysTable", "Arn"]}
    allowed = {
        action
        for statement in statements(resources, resources[name]["Properties"])
        if table in choices(statement["Resource"])
        for action in listed(statement["Action"])
    }
    assert allowed == KEYS.get(name, {"dynamodb:BatchGetItem"})


@pytest.mark.parametrize("name", EXPECTED)
def test_roles_name_their_resources(resources: Resources, name: str) -> None:
    """Only X-Ray's two actions have a wildcard, since they know no resources."""
    for statement in statements(resources, resources[name]["Properties"]):
        wild = "*" in json.dumps(statement["Resource"])
        assert wild == (set(statement["Action"]) == TRACES), statement


def test_function_writes_to_its_own_log_group_only(resources: Resources) -> None:
    """The role permits the log group that the function is configured with."""
    for function in of_type(resources, "AWS::Lambda::Function").values():
        group = function["LoggingConfig"]["LogGroup"]["Ref"]
        role = resources[function["Role"]["Fn::GetAtt"][0]]["Properties"]
        written = [s["Resource"] for s in statements(resources, role) if set(s["Action"]) == LOGS]
        assert written == [{"Fn::GetAtt": [group, "Arn"]}]
