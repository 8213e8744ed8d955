"""Checks the budget, and the alarms that roll a deployment back."""

from collections.abc import Iterator

from tools.safeguards import ROLLBACK_ALARMS
from tools.template_checks.project import Project, of_type


def is_budgeted(project: Project) -> Iterator[str]:
    """Check that MonthlyBudget creates a budget that notifies AlarmEmail of bill and forecast."""
    budgets = dict(of_type(project.template, "AWS::Budgets::Budget"))
    if not budgets:
        yield "MonthlyBudget creates no budget"
    for name, budget in budgets.items():
        if budget["Budget"]["BudgetLimit"]["Amount"] != {"Ref": "MonthlyBudget"}:
            yield f"{name}: its limit is not MonthlyBudget"
        notified = {
            (notice["Notification"]["NotificationType"], subscriber["Address"]["Ref"])
            for notice in budget["NotificationsWithSubscribers"]
            for subscriber in notice["Subscribers"]
        }
        if notified != {("ACTUAL", "AlarmEmail"), ("FORECASTED", "AlarmEmail")}:
            yield f"{name}: AlarmEmail is not notified of both bill and forecast"


def rollback_alarms_exist(project: Project) -> Iterator[str]:
    """Check that the rollback alarms exist: every deployment fails without one."""
    for name in ROLLBACK_ALARMS:
        resource = project.template["Resources"].get(name, {})
        if resource.get("Type") != "AWS::CloudWatch::Alarm":
            yield f"{name}: this rollback alarm does not exist"
        elif "Condition" in resource:
            yield f"{name}: this rollback alarm is conditional"
