"""What guards the bill and the release: a budget, and alarms that roll a deployment back."""

from collections.abc import Iterator

from tools.safeguards import ROLLBACK_ALARMS
from tools.template_checks.project import Project, of_type


def is_budgeted(project: Project) -> Iterator[str]:
    """Check that MonthlyBudget makes a budget that tells AlarmEmail of bill and forecast."""
    budgets = dict(of_type(project.template, "AWS::Budgets::Budget"))
    if not budgets:
        yield "MonthlyBudget makes no budget"
    for name, budget in budgets.items():
        if budget["Budget"]["BudgetLimit"]["Amount"] != {"Ref": "MonthlyBudget"}:
            yield f"{name}: its limit is not MonthlyBudget"
        told = {
            (notice["Notification"]["NotificationType"], subscriber["Address"]["Ref"])
            for notice in budget["NotificationsWithSubscribers"]
            for subscriber in notice["Subscribers"]
        }
        if told != {("ACTUAL", "AlarmEmail"), ("FORECASTED", "AlarmEmail")}:
            yield f"{name}: AlarmEmail is not told of both the bill and the forecast"


def rollback_alarms_exist(project: Project) -> Iterator[str]:
    """Check the rollback alarms: one that is missing makes every deployment fail."""
    for name in ROLLBACK_ALARMS:
        resource = project.template["Resources"].get(name, {})
        if resource.get("Type") != "AWS::CloudWatch::Alarm":
            yield f"{name}: a deployment is rolled back on this alarm, which does not exist"
        elif "Condition" in resource:
            yield f"{name}: a deployment is rolled back on this alarm, which may be left out"
