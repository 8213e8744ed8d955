"""Metrics: what the code counts, what the template shows and what the manual explains."""

import re
from pathlib import Path

from tests.contract.test_template import RESOURCES, of_type
from tests.support.metrics import counted_metrics, metrics_in

ROOT = Path(__file__).parents[2]


def test_only_calls_count_metrics() -> None:
    """A quoted word is no metric: the name must be an argument of a call that counts."""
    assert metrics_in('REASON = "TableFaults"; words.count("Failures")') == set()
    assert metrics_in('runtime.telemetry.count("Failures", 2)') == {"Failures"}
    wrapped = 'def guard(self, step, metric): ...\nself.guard(check, "BudgetSpent")'
    assert metrics_in(wrapped) == {"BudgetSpent"}


def test_every_metric_in_the_template_is_counted() -> None:
    """The code counts every metric of the dashboard and the alarms."""
    body = RESOURCES["Dashboard"]["Properties"]["DashboardBody"]["Sub"][0]
    shown = set(re.findall(r'"LastfmGateway", "(\w+)"', body))
    for alarm in of_type("AWS::CloudWatch::Alarm").values():
        if alarm["Properties"]["Namespace"] == "LastfmGateway":
            shown.add(alarm["Properties"]["MetricName"])
    assert shown >= {"CacheHit", "UpstreamFailures", "BudgetSpent"}
    assert shown <= counted_metrics()


def test_every_metric_is_explained() -> None:
    """The table of metrics in the operations manual names every metric that the code counts."""
    table = re.findall(r"^\| (`.+?`) \|", (ROOT / "docs/operations.md").read_text(), re.MULTILINE)
    explained = {name for cell in table for name in re.findall(r"`([\w<>]+)`", cell)}
    counted = counted_metrics()
    assert counted >= {"CacheMiss", "UpstreamLatency", "ScrobblesQueued", "BreakerOpen"}
    assert counted <= explained
