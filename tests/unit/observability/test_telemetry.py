"""Log lines and metrics."""

import json
from typing import Any
from uuid import uuid4

import pytest

from lastfm_gateway.errors import UpstreamError, UpstreamFault, UpstreamTimeout
from lastfm_gateway.observability.telemetry import Telemetry

type Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def deployment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set a deployment name for one test, which has a logger of its own."""
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", f"gateway-{uuid4().hex}")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "LastfmGateway")


def lines(captured: Captured) -> list[dict[str, Any]]:
    """Return the written lines as JSON."""
    return [json.loads(line) for line in captured.readouterr().out.splitlines()]


def test_metrics_of_a_request_are_one_line_with_one_dimension(capsys: Captured) -> None:
    """The dimension is the deployment's name, in one namespace."""
    telemetry = Telemetry()
    telemetry.count("CacheHit")
    telemetry.count("MemoryHit")
    telemetry.flush()
    (line,) = lines(capsys)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "LastfmGateway"
    assert directive["Dimensions"] == [["service"]]
    assert line["service"].startswith("gateway-")
    assert (line["CacheHit"], line["MemoryHit"]) == ([1.0], [1.0])


def test_request_without_metrics_writes_no_line(capsys: Captured) -> None:
    """The previous request's metrics are not repeated."""
    telemetry = Telemetry()
    telemetry.count("CacheHit")
    telemetry.flush()
    telemetry.flush()
    assert len(lines(capsys)) == 1


@pytest.mark.parametrize("metric", ["CacheMiss", "Refused", "BudgetSpent", "BreakerOpen"])
def test_misses_and_refusals_name_their_caller(capsys: Captured, metric: str) -> None:
    """The caller's keyed hash is metadata of the line, no dimension."""
    telemetry = Telemetry()
    telemetry.begin("request", "0123456789abcdef")
    telemetry.count(metric)
    telemetry.flush()
    (line,) = lines(capsys)
    assert line["caller"] == "0123456789abcdef"
    assert line["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]


def test_hit_names_no_caller(capsys: Captured) -> None:
    """A hit after a miss of the same caller names none, either."""
    telemetry = Telemetry()
    telemetry.begin("first", "0123456789abcdef")
    telemetry.count("CacheMiss")
    telemetry.flush()
    telemetry.begin("second", "0123456789abcdef")
    telemetry.count("CacheHit")
    telemetry.flush()
    _, line = lines(capsys)
    assert "caller" not in line


def test_message_age_is_measured_in_seconds(capsys: Captured) -> None:
    """Each message of a batch is one value of the metric."""
    telemetry = Telemetry()
    telemetry.waited("ScrobbleAge", 30.04)
    telemetry.waited("ScrobbleAge", 7)
    telemetry.flush()
    (line,) = lines(capsys)
    assert line["ScrobbleAge"] == [30.0, 7.0]
    assert line["_aws"]["CloudWatchMetrics"][0]["Metrics"] == [
        {"Name": "ScrobbleAge", "Unit": "Seconds"}
    ]


def test_upstream_call_is_counted_and_timed(capsys: Captured) -> None:
    """An answered call has its latency in milliseconds, and 0 as its failure value."""
    telemetry = Telemetry()
    telemetry.called_upstream(0.25, None)
    telemetry.flush()
    (line,) = lines(capsys)
    assert (line["UpstreamCalls"], line["UpstreamFailures"]) == ([1.0], [0.0])
    assert line["UpstreamLatency"] == [250.0]
    units = {
        metric["Name"]: metric["Unit"] for metric in line["_aws"]["CloudWatchMetrics"][0]["Metrics"]
    }
    assert units["UpstreamLatency"] == "Milliseconds"


@pytest.mark.parametrize(
    ("error", "code", "failed"),
    [
        (UpstreamFault("broken"), 8, 1),
        (UpstreamTimeout(), 11, 1),
        (UpstreamError("busy", code=16, status=503), 16, 1),
        (UpstreamError("limited", code=29, status=429), 29, 1),
        (UpstreamError("no such artist", code=6, status=404), 6, 0),
        (UpstreamError("hidden", code=17, status=403), 17, 0),
    ],
)
def test_errors_are_counted_by_code(
    capsys: Captured,
    error: UpstreamError | UpstreamFault,
    code: int,
    failed: int,
) -> None:
    """Only errors that are not definitive count as failures."""
    telemetry = Telemetry()
    telemetry.called_upstream(0.25, error)
    telemetry.flush()
    (line,) = lines(capsys)
    assert (line[f"UpstreamError{code}"], line["UpstreamFailures"]) == ([1.0], [failed])


def test_table_fault_warns_once_a_request(capsys: Captured) -> None:
    """Every fault counts; each request logs one line with its id."""
    telemetry = Telemetry()
    for request in ("first", "second"):
        telemetry.begin(request)
        telemetry.table_fault("ThrottlingException")
        telemetry.table_fault("ThrottlingException")
    telemetry.flush()
    *warnings, metrics = lines(capsys)
    assert [line["correlation_id"] for line in warnings] == ["first", "second"]
    assert {line["reason"] for line in warnings} == {"ThrottlingException"}
    assert metrics["TableFaults"] == [1.0] * 4


def test_unexpected_error_logs_its_kind_and_place_only(capsys: Captured) -> None:
    """Its message may quote the caller."""
    telemetry = Telemetry()
    try:
        int("c0ffee-is-a-secret")
    except ValueError as error:
        telemetry.failed(error)
    telemetry.flush()
    line, metrics = lines(capsys)
    assert line["error"] == "ValueError"
    assert "test_telemetry.py" in line["where"][0]
    assert "c0ffee" not in json.dumps(line)
    assert metrics["Failures"] == [1.0]
