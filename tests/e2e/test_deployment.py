"""The real template on a local AWS of its own: deployed, updated in place, deleted."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import urllib3

from local import aws
from local.processes import free_port, server
from tools.safeguards import settle

STAGE = "test"
#: Seconds: with SnapStart the local AWS starts all versions at once, on few cores.
_PATIENCE = 180
#: All but WAF, which the local CloudFormation cannot associate with a stage.
OPTIONS = {
    "AlarmEmail": "operator@example.org",
    "ApiGatewayLogsRole": "create",
    "AllowedOrigins": "https://a.example,https://b.example",
    "CertificateArn": "arn:aws:acm:us-east-1:000000000000:certificate/made-up",
    "DomainName": "lastfm.example.org",
    "FunctionConcurrency": "5",
}
#: Resources that an update must not replace.
KEPT = ("CacheTable", "ArtistFunction", "ArtistRole", "AlarmTopic")
#: Tables that outlive the stack, and that another stack adopts.
KEPT_TABLES = ("KeysTable", "HistoryTable")
#: Resources that AppleLinks=on adds.
LINKS = {
    *("LinkQueue", "LinkFailures", "LinkFailuresAlarm", "LinkErrorsAlarm", "LinkPolicy"),
    *("LinkerFunction", "LinkerFunctionQueue", "LinkerLogs", "LinkerRole"),
}


@dataclass(frozen=True)
class Cloud:
    """An empty local AWS, and the built template."""

    folder: Path
    env: Mapping[str, str]
    template: Path

    @property
    def url(self) -> str:
        """The address of the local AWS."""
        return self.env["AWS_ENDPOINT_URL"]

    def deploy(self, **parameters: str) -> aws.DeployedStack:
        """Create or update the stack, as `make deploy` does."""
        ours = {"Stage": STAGE, "Architecture": aws.architecture()}
        aws.deploy(self.template, ours | parameters, self.folder, self.env)
        return aws.deployed_stack(self.url)

    def variables(self, resources: Mapping[str, str], family: str) -> Mapping[str, str]:
        """Return the environment of a family's deployed function."""
        client = aws.session().client("lambda", endpoint_url=self.url)
        name = resources[f"{family}Function"]
        found = client.get_function_configuration(FunctionName=name)
        return found["Environment"]["Variables"]

    def limit(self, stack: aws.DeployedStack) -> str:
        """Return the quota in an answer's headers."""
        path = f"restapis/{stack.outputs['ApiId']}/{STAGE}/_user_request_/health"
        reply = urllib3.request("GET", f"{self.url}/{path}", retries=False, timeout=_PATIENCE)
        assert reply.status == 200, reply.data
        return reply.headers["X-RateLimit-Limit"]


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory, template: Path) -> Iterator[Cloud]:
    """Start a local AWS for the built template."""
    folder = tmp_path_factory.mktemp("deployment")
    port = free_port()
    env = aws.environment(folder, port)
    command = [sys.executable, "-m", "ministack"]
    settings = env | aws.ministack_settings(folder, port)
    with server("ministack", command, port=port, env=settings, log=folder / "ministack.log"):
        yield Cloud(folder, env, template)


def test_stack_is_deployed_updated_and_deleted(cloud: Cloud) -> None:
    """The tables of keys and histories outlive the stack, and another stack adopts them."""
    cloudformation = aws.session().client("cloudformation", endpoint_url=cloud.url)
    created = cloud.deploy(**OPTIONS, RateLimitCalls="41")
    assert cloud.limit(created) == "41"
    before = aws.resources(cloud.url)
    first = cloud.variables(before, "Auth")
    for table in KEPT_TABLES:
        assert protection(cloud.url, before[table]) is False
    assert {"AlarmTopic", "CustomDomain", "Dashboard", "BudgetSpentAlarm"} <= before.keys()

    assert "LinkQueue" not in before
    updated = cloud.deploy(**OPTIONS, RateLimitCalls="42", AppleLinks="on", AsyncScrobbles="off")
    assert cloud.limit(updated) == "42"
    # Without the API's id: only the local CloudFormation replaces an API whose body changed.
    after = aws.resources(cloud.url)
    assert {name: after[name] for name in KEPT} == {name: before[name] for name in KEPT}

    added = after.keys() - before.keys()
    deployments = {name for name in added if name.startswith("GatewayApiDeployment")}
    assert len(deployments) == 1  # openapi.yaml is the same: only a parameter of it changed
    assert added - deployments == LINKS
    assert not [name for name in after if name.startswith("Scrobble")]
    sqs = aws.session().client("sqs", endpoint_url=cloud.url)
    queues = {url.rpartition("/")[2] for url in sqs.list_queues()["QueueUrls"]}
    expected = ("LinkQueue", "LinkFailures", "HistoryQueue", "HistoryFailures")
    assert queues == {after[it].rpartition("/")[2] for it in expected}
    assert cloud.variables(after, "Listening")["APPLE_LINKS_QUEUE_URL"] == after["LinkQueue"]
    assert cloud.variables(after, "Track")["SCROBBLE_QUEUE_URL"] == ""

    back = {"AppleLinks": "off", "AsyncScrobbles": "on"}
    snapped = cloud.deploy(**OPTIONS, **back, RateLimitCalls="43", SnapStart="on", Release="2")
    assert cloud.limit(snapped) == "43"
    last = aws.resources(cloud.url)
    assert last["ArtistVersion"]
    assert not LINKS & last.keys()
    assert "APPLE_LINKS_QUEUE_URL" not in cloud.variables(last, "Listening")

    assert settle(cloudformation, aws.STACK_NAME)
    for table in KEPT_TABLES:
        assert protection(cloud.url, last[table]) is True
    assert cloud.limit(aws.deployed_stack(cloud.url)) == "43"

    cloudformation.delete_stack(StackName=aws.STACK_NAME)
    cloudformation.get_waiter("stack_delete_complete").wait(
        StackName=aws.STACK_NAME, WaiterConfig={"Delay": 1}
    )
    # Retained on purpose: users' keys and histories, and the role, which is the account's by now.
    kept = {before[name] for name in ("ApiGatewayLogsWriter", *KEPT_TABLES)}
    assert remains(cloud.url) == kept

    adopted = cloud.deploy(
        AdoptedKeysTable=before["KeysTable"],
        AdoptedHistoryTable=before["HistoryTable"],
        AdoptedSessionKey=tag(cloud.url, before["KeysTable"], "SessionKeyId"),
        AdoptedHashKey=tag(cloud.url, before["KeysTable"], "HashKey"),
        RateLimitCalls="44",
    )
    assert cloud.limit(adopted) == "44"
    again = aws.resources(cloud.url)
    assert not {"KeysTable", "SessionKey", "HistoryTable"} & again.keys()
    assert cloud.variables(again, "Importer")["HISTORY_TABLE"] == before["HistoryTable"]
    was, now = first, cloud.variables(again, "Auth")
    for name in ("KEYS_TABLE", "SESSION_KMS_KEY", "ADDRESS_KEY"):
        assert now[name] == was[name], name


def protection(url: str, table: str) -> bool:
    """Return whether a table is protected from deletion."""
    client = aws.session().client("dynamodb", endpoint_url=url)
    return client.describe_table(TableName=table)["Table"]["DeletionProtectionEnabled"]


def tag(url: str, table: str, key: str) -> str:
    """Return the value of a table's tag."""
    client = aws.session().client("dynamodb", endpoint_url=url)
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]
    found = client.list_tags_of_resource(ResourceArn=arn)["Tags"]
    return next(it["Value"] for it in found if it["Key"] == key)


def remains(url: str) -> set[str]:
    """Return the ids of everything in the account that a stack of this template makes."""
    session = aws.session()
    names = (
        ("lambda", "list_functions", "Functions[].FunctionName"),
        ("lambda", "list_layers", "Layers[].LayerName"),
        ("apigateway", "get_rest_apis", "items[].id"),
        ("apigateway", "get_domain_names", "items[].domainName"),
        ("dynamodb", "list_tables", "TableNames[]"),
        ("iam", "list_roles", "Roles[].RoleName"),
        ("logs", "describe_log_groups", "logGroups[].logGroupName"),
        ("cloudwatch", "describe_alarms", "MetricAlarms[].AlarmName"),
        ("cloudwatch", "list_dashboards", "DashboardEntries[].DashboardName"),
        ("sns", "list_topics", "Topics[].TopicArn"),
        ("sqs", "list_queues", "QueueUrls[]"),
        ("lambda", "list_event_source_mappings", "EventSourceMappings[].UUID"),
    )
    found = set[str]()
    for service, operation, path in names:
        client = session.client(service, endpoint_url=url)  # type: ignore[call-overload]
        pages = client.get_paginator(operation).paginate()
        found.update(pages.search(path))
    return found - {None}
