"""The report of the benchmarks."""

from bench.report import missed, table
from bench.sections import RIVAL_ROWS

KEPT = {"growth": 1.1, "hit_upstream_calls": 0, "thousand_rows_stored": True}


def test_figure_above_its_target_is_missed() -> None:
    """A figure equal to its target meets it; a false flag is missed."""
    assert missed(KEPT) == []
    results = {**KEPT, "growth": 1.11, "thousand_rows_stored": False}
    assert missed(results) == ["thousand_rows_stored", "growth"]


def test_report_names_missed_and_unmeasured_targets() -> None:
    """Both stand above the table by name, and every figure is in one list."""
    report = table({**KEPT, "growth": 1.11, "machine": "one core"})
    assert "**Targets missed: `growth`.**" in report
    assert "`stored_bytes_vs_json`" in report.partition("Not measured: ")[2].partition("\n")[0]
    assert "| `growth` |" in report
    assert "| 1.11 | ≤ 1.1 | **no** |" in report
    assert "**Targets missed: none.**" in table({**KEPT, "machine": "one core"})


def test_report_lists_the_calls_of_each_endpoint() -> None:
    """Each has a row with its four figures; without figures there is no such section."""
    calls = {"/v1/feed": ["55, partial", "30", "1", "1"]}
    report = table({**KEPT, "endpoint_calls": calls, "machine": "one core"})
    assert "| `/v1/feed` | 55, partial | 30 | 1 | 1 |" in report
    assert "each endpoint" not in table({**KEPT, "machine": "one core"})


def test_report_shows_what_outer_caches_save() -> None:
    """Each replay has a row with its shares and prices; without figures there is no section."""
    replay = {
        "hit_ratio_direct": 0.9,
        "regions": 3,
        "reached_share": 0.15,
        "calls_direct": 100,
        "calls_edge": 99,
        "price_direct": 4.87,
        "price_edge": 2.18,
        "price_ratio": 0.447,
        "units": {"direct": {"requests": 1000}},
    }
    report = table({**KEPT, "edge_replays": [replay], "machine": "one core"})
    assert "| 90.0% | 3 | 15.0% | 10.0% | 9.9% | 4.87 | 2.18 | 0.45 |" in report
    assert "CloudFront in front" not in table({**KEPT, "machine": "one core"})


def test_report_has_both_sides_of_the_comparison_with_nginx() -> None:
    """Counts and shares stand side by side; where nginx was absent there is no section."""
    figures = dict.fromkeys(RIVAL_ROWS, 0)
    sides = {
        "gateway": {**figures, "hit_ratio": 0.87, "entries_with_key": 0, "hit_us": 1551.2},
        "nginx": {**figures, "hit_ratio": 0.601, "entries_with_key": 1798, "hit_us": 47.0},
    }
    results = {**KEPT, "rivals": {"nginx_version": "1.22.1", **sides}, "machine": "one core"}
    report = table(results)
    assert "| 87.0% | 60.1% |" in report
    assert "| 0 | 1,798 |" in report
    assert "| 1,551 | 47 |" in report
    assert "nginx" not in table({**KEPT, "machine": "one core"})
