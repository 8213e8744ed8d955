"""Checks what outlives the stack, above all the keys table and the KMS key, and CloudTrail."""

from collections.abc import Iterator
from typing import Any, Final

from tools.template_checks.project import Project, nodes, of_type

_STATEFUL: Final = ("AWS::DynamoDB::Table", "AWS::KMS::Key")


def are_retained_only_once_made(project: Project) -> Iterator[str]:
    """Check that a first deployment that fails leaves no retained resource of any type behind."""
    for name, resource in project.template["Resources"].items():
        policy = resource.get("DeletionPolicy")
        if "Retain" in (policy, resource.get("UpdateReplacePolicy")) and (
            policy != "RetainExceptOnCreate"
        ):
            yield f"{name}: DeletionPolicy must be RetainExceptOnCreate"


def can_be_adopted(project: Project) -> Iterator[str]:
    """Check that a retained table and key can serve a new stack: each use names the alternative."""
    for name, resource in _kept(project):
        condition = resource.get("Condition")
        if condition is None:
            yield f"{name}: it needs a condition that omits it when a retained one is adopted"
        elif _used_alone(_made_without(project, condition), name, condition):
            yield f"{name}: it is used outside of an Fn::If on {condition}"


def are_protected(project: Project) -> Iterator[str]:
    """Check that the keys table is protected once the first deployment succeeded."""
    protected = {"Fn::If": ["ProtectsKeys", True, False]}
    for name, resource in _kept(project):
        if resource["Type"] == "AWS::DynamoDB::Table":
            properties = resource["Properties"]
            if properties.get("DeletionProtectionEnabled") != protected:
                yield f"{name}: DeletionProtectionEnabled must follow ProtectsKeys"


def name_no_user_in_cloudtrail(project: Project) -> Iterator[str]:
    """Check that the key's policy refuses an encryption context with the key `user`."""
    for name, key in of_type(project.template, "AWS::KMS::Key"):
        if not any(_refuses_user(it) for it in key["KeyPolicy"]["Statement"]):
            yield f"{name}: its policy must deny kms:Encrypt with the context key `user`"


def _refuses_user(statement: dict[str, Any]) -> bool:
    condition = statement.get("Condition", {}).get("ForAnyValue:StringEquals", {})
    return (statement["Effect"], statement["Action"]) == (
        "Deny",
        "kms:Encrypt",
    ) and condition.get("kms:EncryptionContextKeys") == "user"


def _kept(project: Project) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, resource in project.template["Resources"].items():
        if resource["Type"] in _STATEFUL and resource.get("UpdateReplacePolicy") == "Retain":
            yield name, resource


def _made_without(project: Project, condition: str) -> list[Any]:
    """Return the resources and outputs that do not have a condition."""
    template = project.template
    every = (*template["Resources"].values(), *template.get("Outputs", {}).values())
    return [it for it in every if it.get("Condition") != condition]


def _used_alone(tree: Any, name: str, condition: str) -> bool:
    """Return whether a tree refers to a resource outside the branches where its condition holds."""
    match tree:
        case {"Ref": str(target)} | {"Fn::GetAtt": [str(target), *_]}:
            return target == name
        case {"Fn::Sub": text}:
            return any(isinstance(node, str) and f"${{{name}" in node for node in nodes(text))
        case {"Fn::If": [chosen, _, other]} if chosen == condition:
            return _used_alone(other, name, condition)
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    return any(_used_alone(node, name, condition) for node in inner)
