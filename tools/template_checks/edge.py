"""Checks CloudFront: what it keeps, what it forwards, and that there is none of it without Cdn."""

import re
from collections.abc import Iterator
from typing import Any, Final

from tools.template_checks.project import Project, nodes, of_type
from tools.template_checks.resolved import resolved

_SECRET: Final = "{{resolve:secretsmanager:${EdgeSecret}:SecretString:value}}"  # noqa: S105 (a reference)

#: Errors that CloudFront keeps for ten seconds unless told otherwise.
_KEPT_ERRORS: Final = {400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504}

#: Prefixes of header names that CloudFront does not let an origin or a function add.
_RESERVED: Final = ("x-edge-", "x-amz-", "x-amzn-")

#: CloudFront's quota of names in a policy.
_MOST_NAMES: Final = 10

_ON: Final = {"Cdn": "on"}


def is_nothing_when_off(project: Project) -> Iterator[str]:
    """Check that no resource, output, policy or variable of the edge is there with Cdn=off."""
    made = resolved(project.template, {"Cdn": "off"})
    for section, items in made.items():
        for name, item in items.items():
            kinds = re.findall(r"CloudFront|Edge\w+|EDGE_\w+|CDN_\w+", f"{name} {item}")
            if kinds:
                yield f"{section}, {name}: {kinds[0]} is there with Cdn=off"


def keeps_what_is_private_apart(project: Project) -> Iterator[str]:
    """Check that the cache key holds all that names a caller, and that nothing overrides headers.

    With a least time to live CloudFront would store responses that are private.
    """
    for origins, expected in (("*", set[str]()), ("https://example.org", {"Origin"})):
        template = resolved(project.template, {**_ON, "AllowedOrigins": origins})
        policies = dict(of_type(template, "AWS::CloudFront::CachePolicy"))
        if not policies:
            yield "Cdn=on makes no cache policy"
        for name, policy in policies.items():
            config = policy["CachePolicyConfig"]
            if (config["MinTTL"], config["DefaultTTL"]) != (0, 0):
                yield f"{name}: MinTTL and DefaultTTL must be 0"
            key = config["ParametersInCacheKeyAndForwardedToOrigin"]
            if set(key["HeadersConfig"].get("Headers", ())) != {"Authorization", *expected}:
                yield f"{name}: the headers of its key, with the origins {origins}"
            if key["QueryStringsConfig"] != {"QueryStringBehavior": "all"}:
                yield f"{name}: every query parameter must be part of its key"
            if not (key["EnableAcceptEncodingGzip"] and key["EnableAcceptEncodingBrotli"]):
                yield f"{name}: it does not keep compressed responses"


def forwards_within_the_quota(project: Project) -> Iterator[str]:
    """Check that the viewer's address is forwarded, and Host, which must be API Gateway's, not."""
    for name, policy in of_type(
        resolved(project.template, _ON), "AWS::CloudFront::OriginRequestPolicy"
    ):
        headers = policy["OriginRequestPolicyConfig"]["HeadersConfig"]["Headers"]
        if "CloudFront-Viewer-Address" not in headers:
            yield f"{name}: the gateway does not learn the viewer's address"
        if "Host" in headers or "Authorization" in headers:
            yield f"{name}: Host and Authorization cannot be forwarded by it"
        if len(headers) > _MOST_NAMES:
            yield f"{name}: more than {_MOST_NAMES} headers"


def is_safe(project: Project) -> Iterator[str]:
    """Check the distribution: protocols, errors, preflights, logs and the secret header."""
    for own, domain in ((True, "lastfm.example.org"), (False, "")):
        template = resolved(project.template, {**_ON, "DomainName": domain})
        distributions = dict(of_type(template, "AWS::CloudFront::Distribution"))
        if not distributions:
            yield "Cdn=on makes no distribution"
        for name, distribution in distributions.items():
            config = distribution["DistributionConfig"]
            yield from (f"{name}: {wrong}" for wrong in _faults(config))
            if ("Aliases" in config) != own:
                yield f"{name}: its aliases must be DomainName, and none without it"
            tells_host = "X-Cdn-Host" in _sent(config) or any(
                it["EventType"] == "viewer-request"
                for it in config["DefaultCacheBehavior"].get("FunctionAssociations", ())
            )
            if not tells_host:
                yield f"{name}: the gateway does not learn which host the viewer asked"


def _faults(config: dict[str, Any]) -> Iterator[str]:
    if config["HttpVersion"] != "http2and3":
        yield "HttpVersion must be http2and3"
    if "Logging" in config:
        yield "its logs would hold keys and sessions"
    unkept = {
        it["ErrorCode"]
        for it in config.get("CustomErrorResponses", ())
        if it["ErrorCachingMinTTL"] == 0
    }
    if missing := _KEPT_ERRORS - unkept:
        yield f"it keeps errors: {sorted(missing)}"
    if refused := [name for name in _sent(config) if name.lower().startswith(_RESERVED)]:
        yield f"CloudFront adds no header like {refused[0]}"
    if _sent(config).get("X-Cdn-Secret") != {"Fn::Sub": _SECRET}:
        yield "X-Cdn-Secret must be the value in Secrets Manager"
    for behavior in (config["DefaultCacheBehavior"], *config["CacheBehaviors"]):
        if "OPTIONS" in behavior.get("CachedMethods", ()):
            yield "it must not keep preflights: they are no part of its key"
        if behavior["ViewerProtocolPolicy"] not in {"redirect-to-https", "https-only"}:
            yield "it answers over http"


def _sent(config: dict[str, Any]) -> dict[str, Any]:
    [origin] = config["Origins"]
    return {it["HeaderName"]: it["HeaderValue"] for it in origin["OriginCustomHeaders"]}


def is_known_to_functions(project: Project) -> Iterator[str]:
    """Check that each function knows the secret, and that those that need it may read earlier ones.

    A changed CdnSecretRevision must change the function and the distribution too: CloudFormation
    resolves a reference to a secret only when it updates the resource.
    """
    template = resolved(project.template, _ON)
    called = set[str]()
    functions = dict(of_type(template, "AWS::Lambda::Function"))
    for name, function in functions.items():
        variables = function["Environment"]["Variables"]
        if variables.get("EDGE_SECRET") != {"Fn::Sub": _SECRET}:
            yield f"{name}: EDGE_SECRET is not the value in Secrets Manager"
    for name, resource in template["Resources"].items():
        if resource["Type"] in {"AWS::Lambda::Function", "AWS::CloudFront::Distribution"} and (
            {"Ref": "CdnSecretRevision"} not in list(nodes(resource))
        ):
            yield f"{name}: it does not change with CdnSecretRevision"
    aliases = {
        name: alias["FunctionName"]["Ref"]
        for name, alias in of_type(template, "AWS::Lambda::Alias")
    }
    for _, permission in of_type(template, "AWS::Lambda::Permission"):
        if permission["Principal"] == "apigateway.amazonaws.com":
            function = functions[aliases[permission["FunctionName"]["Ref"]]]
            called.add(function["Role"]["Fn::GetAtt"][0])
    readers = {
        role["Ref"]
        for name, policy in of_type(template, "AWS::IAM::ManagedPolicy")
        if name == "EdgePolicy"
        for role in policy["Roles"]
    }
    for role in sorted(called ^ readers):
        yield f"{role}: EdgePolicy is for the roles of the functions that API Gateway calls"
