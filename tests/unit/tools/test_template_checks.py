"""The template checks, each against a template that is broken in memory."""

import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tools.template_checks.every import CHECKS, findings
from tools.template_checks.firewall import RESPONSES
from tools.template_checks.project import Project, expanded, read_project
from tools.template_checks.resolved import resolved

OURS = read_project()

type Break = Callable[[Project], None]


def resource(project: Project, name: str) -> Any:
    """Return a resource as written."""
    return project.written["Resources"][name]


def put(name: str, *path: str, value: Any) -> Break:
    """Return a change that sets a property of a resource."""

    def broken(project: Project) -> None:
        node = resource(project, name)
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = value

    return broken


def drop(name: str) -> Break:
    """Return a change that removes a resource."""
    return lambda project: project.written["Resources"].pop(name)


def no_release(project: Project) -> None:
    """Leave the release out of the functions' environment."""
    del project.written["Globals"]["Function"]["Environment"]["Variables"]["RELEASE"]


def custom_block(project: Project) -> None:
    """Give WAF a custom response."""
    [rule] = resource(project, "WebAcl")["Properties"]["Rules"]
    rule["Action"] = {"Block": {"CustomResponse": {"ResponseCode": 429}}}


def forbidden_filter(project: Project) -> None:
    """Answer requests blocked by WAF with 403."""
    project.front_door[RESPONSES]["WAF_FILTERED"]["statusCode"] = 403


def reflecting(project: Project) -> None:
    """Let an error of API Gateway reflect the request's origin."""
    headers = project.front_door[RESPONSES]["THROTTLED"]["responseParameters"]
    headers["gatewayresponse.header.Access-Control-Allow-Origin"] = "method.request.header.Origin"


def not_varying(project: Project) -> None:
    """Remove Vary from one of API Gateway's errors."""
    headers = project.front_door[RESPONSES]["THROTTLED"]["responseParameters"]
    del headers["gatewayresponse.header.Vary"]


def open_key(project: Project) -> None:
    """Allow a user's name in the encryption context."""
    policy = resource(project, "SessionKey")["Properties"]["KeyPolicy"]
    policy["Statement"] = policy["Statement"][:1]


def used_alone(project: Project) -> None:
    """Grant access to the stack's own table only, not to an adopted one."""
    [statement] = resource(project, "KeyReadingPolicy")["Properties"]["PolicyDocument"]["Statement"]
    statement["Resource"] = {"Fn::GetAtt": ["KeysTable", "Arn"]}


def output_alone(project: Project) -> None:
    """Output the stack's own table unconditionally."""
    project.written["Outputs"]["KeysTableName"]["Value"] = {"Ref": "KeysTable"}


def no_condition(project: Project) -> None:
    """Create the keys table even when one is adopted."""
    del resource(project, "KeysTable")["Condition"]


def one_slash(project: Project) -> None:
    """Permit `/2.0` but not `/2.0/`."""
    properties = resource(project, "WebservicePermission")["Properties"]
    properties["SourceArn"]["Fn::Sub"] = properties["SourceArn"]["Fn::Sub"].removesuffix("*")


def empty_schema(project: Project) -> None:
    """Make a response's schema empty."""
    answer = project.front_door["paths"]["/health"]["get"]["responses"]["200"]
    answer["content"]["text/plain"]["schema"] = {}


def deploying(**changes: Any) -> Break:
    """Return a change to the job that deploys."""
    return lambda project: project.workflows["deploy.yml"]["jobs"]["deploy"].update(changes)


def token_for_all(project: Project) -> None:
    """Give every job of a workflow the token."""
    project.workflows["test.yml"]["permissions"] = {"id-token": "write"}


def silent_forecast(project: Project) -> None:
    """Notify nobody of the forecast."""
    properties = resource(project, "Budget")["Properties"]
    properties["NotificationsWithSubscribers"] = properties["NotificationsWithSubscribers"][:1]


def edge_variable(value: str) -> Break:
    """Return a change of EDGE_SECRET in the functions' environment."""

    def broken(project: Project) -> None:
        variables = project.written["Globals"]["Function"]["Environment"]["Variables"]
        variables["EDGE_SECRET"] = value

    return broken


def no_revision(project: Project) -> None:
    """Leave the secret's revision out of the functions' environment."""
    variables = project.written["Globals"]["Function"]["Environment"]["Variables"]
    del variables["EDGE_SECRET_REVISION"]


def of_distribution(*path: str, value: Any) -> Break:
    """Return a change to the distribution."""
    return put("EdgeDistribution", "Properties", "DistributionConfig", *path, value=value)


def of_cache_key(*path: str, value: Any) -> Break:
    """Return a change to what CloudFront's cache key holds."""
    config = ("Properties", "CachePolicyConfig", "ParametersInCacheKeyAndForwardedToOrigin")
    return put("EdgeCachePolicy", *config, *path, value=value)


def a_reserved_name(project: Project) -> None:
    """Name the secret header as CloudFront names its own."""
    config = resource(project, "EdgeDistribution")["Properties"]["DistributionConfig"]
    config["Origins"][0]["OriginCustomHeaders"][0]["HeaderName"] = "X-Edge-Secret"


def forwarded_host(project: Project) -> None:
    """Forward the viewer's Host, and many other headers."""
    config = resource(project, "EdgeRequestPolicy")["Properties"]["OriginRequestPolicyConfig"]
    config["HeadersConfig"]["Headers"] = ["Host", *(f"X-{n}" for n in range(10))]


def two_keep_errors(project: Project) -> None:
    """Let CloudFront keep some errors."""
    config = resource(project, "EdgeDistribution")["Properties"]["DistributionConfig"]
    config["CustomErrorResponses"] = config["CustomErrorResponses"][2:]


def a_role_less(project: Project) -> None:
    """Let one function not read the earlier values."""
    resource(project, "EdgePolicy")["Properties"]["Roles"].pop()


BREAKS: dict[str, tuple[Break, str]] = {
    "N edge without a condition": (
        lambda project: resource(project, "EdgeCachePolicy").pop("Condition"),
        "EdgeCachePolicy is there with Cdn=off",
    ),
    "N a secret in any environment": (edge_variable("x"), "EDGE_SECRET is there with Cdn=off"),
    "N another secret": (edge_variable("x"), "EDGE_SECRET is not the value in Secrets Manager"),
    "N a least time to live": (
        put("EdgeCachePolicy", "Properties", "CachePolicyConfig", "MinTTL", value=1),
        "MinTTL and DefaultTTL must be 0",
    ),
    "N Authorization is no part of the key": (
        of_cache_key("HeadersConfig", value={"HeaderBehavior": "none"}),
        "the headers of its key",
    ),
    "N a query parameter is no part of the key": (
        of_cache_key("QueryStringsConfig", value={"QueryStringBehavior": "none"}),
        "every query parameter",
    ),
    "N one form for all": (
        of_cache_key("EnableAcceptEncodingGzip", value=False),
        "does not keep compressed responses",
    ),
    "N a reserved name": (a_reserved_name, "CloudFront adds no header like X-Edge-Secret"),
    "N Host is forwarded": (forwarded_host, "Host and Authorization cannot be forwarded"),
    "N too many headers": (forwarded_host, "more than 10 headers"),
    "N no address": (forwarded_host, "does not learn the viewer's address"),
    "N no policy": (drop("EdgeCachePolicy"), "Cdn=on makes no cache policy"),
    "N HTTP/1.1": (of_distribution("HttpVersion", value="http1.1"), "must be http2and3"),
    "N logs": (of_distribution("Logging", value={"Bucket": "b"}), "logs would hold keys"),
    "N errors are kept": (two_keep_errors, "it keeps errors: [400, 403]"),
    "N preflights are kept": (
        of_distribution("DefaultCacheBehavior", "CachedMethods", value=["GET", "HEAD", "OPTIONS"]),
        "must not keep preflights",
    ),
    "N plain http": (
        of_distribution("DefaultCacheBehavior", "ViewerProtocolPolicy", value="allow-all"),
        "answers over http",
    ),
    "N no aliases": (of_distribution("Aliases", value=["a.example"]), "its aliases must be"),
    "N no host": (
        of_distribution("DefaultCacheBehavior", "FunctionAssociations", value=[]),
        "does not learn which host",
    ),
    "N no revision": (no_revision, "does not change with CdnSecretRevision"),
    "N a function without the policy": (a_role_less, "SystemRole: EdgePolicy is for the roles"),
    "19 stage traces": (
        put("GatewayApi", "Properties", "TracingEnabled", value=True),
        "TracingEnabled must be false",
    ),
    "19 stage traces by a parameter": (
        put(
            "GatewayApi", "Properties", "TracingEnabled", value={"Fn::If": ["Traced", True, False]}
        ),
        "TracingEnabled must be false",
    ),
    "20 metrics per method": (
        put(
            "GatewayApi",
            *("Properties", "MethodSettings"),
            value=[{"ResourcePath": "/*", "HttpMethod": "*", "MetricsEnabled": True}],
        ),
        "MetricsEnabled must be false",
    ),
    "21 deployed by the body alone": (
        put("GatewayApi", "Properties", "AlwaysDeploy", value=False),
        "AlwaysDeploy must be true",
    ),
    "22 no alarm on the scrobbler": (drop("ScrobbleErrorsAlarm"), "Errors of ScrobblerFunction"),
    "22 no alarm on the linker": (drop("LinkErrorsAlarm"), "Errors of LinkerFunction"),
    "22 SQS's age alone": (drop("ScrobbleDelayAlarm"), "no alarm on the worker's own age"),
    "23 an unchanged function": (no_release, "no version is published"),
    "24 WAF's own response": (custom_block, "CustomResponse replaces"),
    "24 a status of WAF's": (forbidden_filter, "must be 429 with Retry-After"),
    "25 retained at a failure": (
        put("KeysTable", "DeletionPolicy", value="Retain"),
        "KeysTable: DeletionPolicy must be",
    ),
    "25 a key retained at a failure": (
        put("SessionKey", "DeletionPolicy", value="Retain"),
        "SessionKey: DeletionPolicy must be",
    ),
    "25 a role retained at a failure": (
        put("ApiGatewayLogsWriter", "DeletionPolicy", value="Retain"),
        "ApiGatewayLogsWriter: DeletionPolicy must be",
    ),
    "25 an account's setting retained at a failure": (
        put("ApiGatewayAccount", "DeletionPolicy", value="Retain"),
        "ApiGatewayAccount: DeletionPolicy must be",
    ),
    "25 retained when replaced, deleted else": (
        put("CacheTable", "UpdateReplacePolicy", value="Retain"),
        "CacheTable: DeletionPolicy must be",
    ),
    "25 always a table": (no_condition, "it needs a condition"),
    "25 a policy of the own table": (used_alone, "KeysTable: it is used outside"),
    "25 an output of the own table": (output_alone, "KeysTable: it is used outside"),
    "25 unprotected": (
        put("KeysTable", "Properties", "DeletionProtectionEnabled", value=False),
        "must follow ProtectsKeys",
    ),
    "26 any origin": (reflecting, "reflects any origin"),
    "26 no Vary": (not_varying, "THROTTLED: no Vary"),
    "27 tests beside the token": (
        deploying(steps=[{"run": ".ci/run"}]),
        "runs test dependencies",
    ),
    "27 every dependency beside the token": (
        deploying(steps=[{"run": "make deploy"}]),
        "must install only requirements-deploy.lock",
    ),
    "27 deployed untested": (deploying(needs=[]), "waits for no job that runs .ci/run"),
    "27 a token for every job": (token_for_all, "test.yml: id-token: write for every job"),
    "28 a name in CloudTrail": (open_key, "must deny kms:Encrypt"),
    "29 a slash that is not permitted": (one_slash, "WebserviceFunction for /2.0/"),
    "29 an empty schema": (empty_schema, "/health: an empty schema"),
    "30 no budget": (drop("Budget"), "MonthlyBudget creates no budget"),
    "30 another limit": (
        put("Budget", "Properties", "Budget", value={"BudgetLimit": {"Amount": 5}}),
        "its limit is not MonthlyBudget",
    ),
    "30 a forecast untold": (silent_forecast, "is not notified of both"),
    "30 no alarm to roll back on": (drop("FailuresAlarm"), "FailuresAlarm: this rollback alarm"),
    "30 an alarm that may be absent": (
        put("ServerErrorsAlarm", "Condition", value="Notifies"),
        "this rollback alarm is conditional",
    ),
}


def broken(change: Break) -> Project:
    """Return the project with one change, expanded again."""
    project = copy.deepcopy(OURS)
    change(project)
    return project._replace(template=expanded(project.written))


def test_projects_own_template_passes() -> None:
    """No check finds anything."""
    assert findings(OURS) == []


@pytest.mark.parametrize("name", BREAKS)
def test_broken_template_is_found(name: str) -> None:
    """The finding names the fault."""
    change, finding = BREAKS[name]
    assert any(finding in found for found in findings(broken(change)))


def test_every_check_has_a_broken_template() -> None:
    """Each check fails at least one of them."""
    projects = [broken(change) for change, _ in BREAKS.values()]
    silent = [check for check in CHECKS if not any(list(check(it)) for it in projects)]
    assert silent == []


@pytest.mark.parametrize("domain", ["", "lastfm.example.org"])
def test_off_is_the_template_without_the_edge(domain: str) -> None:
    """Resources, their properties, environments and outputs are as before there was a CDN."""
    without = copy.deepcopy(OURS.written)
    for section in ("Resources", "Outputs"):
        for name in [it for it in without[section] if it.startswith(("Edge", "Cdn"))]:
            del without[section][name]
    variables = without["Globals"]["Function"]["Environment"]["Variables"]
    for name in [it for it in variables if it.startswith(("EDGE_", "CDN_"))]:
        del variables[name]
    without["Conditions"]["HasRegionalDomain"] = {"Condition": "HasDomain"}
    parameters = {"DomainName": domain, "CertificateArn": domain and "arn:aws:acm:eu-west-1:1:x"}
    assert made(OURS.template, parameters) == made(expanded(without), parameters)


def made(template: dict[str, Any], parameters: dict[str, str]) -> str:
    """Return what a template makes, without the name of the API's deployment: SAM changes it."""
    text = json.dumps(resolved(template, parameters), sort_keys=True)
    return re.sub(r"(GatewayApiDeployment|deployment id: )\w+", r"\1", text)
