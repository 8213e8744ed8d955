"""The list of all checks. Each takes the project and yields a message for each finding."""

from collections.abc import Callable, Iterator
from typing import Final

from tools.template_checks import (
    edge,
    firewall,
    keys,
    money,
    origins,
    permissions,
    releases,
    stage,
    workers,
    workflows,
)
from tools.template_checks.project import Project

CHECKS: Final[tuple[Callable[[Project], Iterator[str]], ...]] = (
    stage.records_no_urls,
    stage.has_no_metrics_per_method,
    stage.is_always_deployed,
    workers.crashes_are_noticed,
    workers.age_is_measured_by_the_worker,
    releases.change_what_is_published,
    firewall.answers_as_the_front_door,
    keys.are_retained_only_once_made,
    keys.can_be_adopted,
    keys.are_protected,
    keys.name_no_user_in_cloudtrail,
    origins.are_constant,
    workflows.keep_the_token_from_tests,
    permissions.cover_every_path,
    permissions.no_schema_is_empty,
    money.is_budgeted,
    money.rollback_alarms_exist,
    edge.is_nothing_when_off,
    edge.keeps_what_is_private_apart,
    edge.forwards_within_the_quota,
    edge.is_safe,
    edge.is_known_to_functions,
)


def findings(project: Project) -> list[str]:
    """Return all findings, in the order of the checks."""
    return [finding for check in CHECKS for finding in check(project)]
