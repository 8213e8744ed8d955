"""The report of the benchmarks."""

from bench.report import missed, table

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
