"""Telemetry: JSON log lines, and metrics in CloudWatch's embedded metric format.

No parameter, header or body of a request is logged: they may hold secrets. Callers appear as a
keyed hash, on misses and refusals only. Metrics have one dimension, the deployment, since
CloudWatch charges for each combination of dimensions. docs/operations.md describes each metric.
"""

import time
import traceback
from collections.abc import Callable
from typing import Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from lastfm_gateway.errors import GatewayError, is_key_limit, shows_outage
from lastfm_gateway.observability.activity import ActivityCounter
from lastfm_gateway.observability.redaction import redacted

#: Metrics whose log line names the caller, for finding who uses up shared capacity.
_WITH_CALLER: Final = frozenset(
    {"CacheMiss", "Refused", "UpstreamCalls", "BudgetSpent", "BreakerOpen"}
)

#: The metrics of answers from the cache, and the counts of the activity that they add to.
_ACTIVITY: Final = {"CacheHit": "hits", "CacheStale": "stale", "CacheMiss": "misses"}


class Telemetry:
    """One function's log and metrics. Metrics are buffered until `flush`.

    `activity`: the environment's counts for the status page.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.activity = ActivityCounter()
        self._clock = clock
        self._log = Logger(json_serializer=redacted)
        self._metrics = EphemeralMetrics()
        self._counted = False
        self._warned = False
        self._caller = ""

    def begin(self, request_id: str, caller: str = "") -> None:
        """Start a request: following lines carry its id. `caller` is a keyed hash."""
        self._log.set_correlation_id(request_id)
        self._warned = False
        self._caller = caller

    def count(self, metric: str, number: float = 1) -> None:
        """Add to a metric."""
        self._metrics.add_metric(name=metric, unit=MetricUnit.Count, value=number)
        if metric in _WITH_CALLER and self._caller:
            self._metrics.add_metadata("caller", self._caller)
        self._counted = True
        if metric in _ACTIVITY:
            counts = self.activity.at(self._clock())
            setattr(counts, _ACTIVITY[metric], getattr(counts, _ACTIVITY[metric]) + int(number))

    def waited(self, metric: str, seconds: float) -> None:
        """Add a waiting time in seconds to a metric."""
        self._metrics.add_metric(metric, MetricUnit.Seconds, round(seconds, 1))
        self._counted = True

    def measured(self, metric: str, size: int) -> None:
        """Set a gauge of bytes."""
        self._metrics.add_metric(metric, MetricUnit.Bytes, size)
        self._counted = True

    def called_upstream(self, seconds: float, error: Exception | None) -> None:
        """Count a call to Last.fm, its latency, and the code of its error if it failed."""
        failed = False
        activity = self.activity.at(self._clock())
        activity.calls += 1
        if isinstance(error, GatewayError):
            failed = _is_failure(error)
            self.count(f"UpstreamError{error.code}")
            if failed:
                activity.add_failure(error.code)
        self.count("UpstreamCalls")
        self.count("UpstreamFailures", int(failed))  # the average is the failure rate
        milliseconds = round(seconds * 1000, 1)
        self._metrics.add_metric("UpstreamLatency", MetricUnit.Milliseconds, milliseconds)

    def table_fault(self, reason: str) -> None:
        """Count a table fault. The first one in each request is logged as a warning.

        `reason` is DynamoDB's error code, or ForeignItem for a malformed item.
        """
        self.count("TableFaults")
        if not self._warned:
            self._log.warning("The table failed; going on without it", extra={"reason": reason})
        self._warned = True

    def warn(self, message: str, **extra: str) -> None:
        """Log a warning. `extra` holds nothing that a caller sent."""
        self._log.warning(message, extra=extra)

    def failed(self, error: Exception) -> None:
        """Count and log an unexpected exception: its type and traceback.

        Its message is not logged, since it may hold what the caller sent.
        """
        self.count("Failures")
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        self._log.error("A request failed", extra={"error": type(error).__name__, "where": where})

    def flush(self) -> None:
        """Write the request's metrics to the log."""
        if self._counted:  # Powertools warns about an empty flush
            self._metrics.flush_metrics()
        self._counted = False


def _is_failure(error: GatewayError) -> bool:
    """Return whether an error is a failure, and not an answer such as "not found"."""
    return is_key_limit(error) or shows_outage(error)
