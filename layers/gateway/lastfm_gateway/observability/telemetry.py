"""What a request leaves behind for the operator: JSON log lines, and metrics in CloudWatch's form.

No parameter, header or body of a request is ever logged: they may hold secrets. Of a caller the
lines of misses and refusals have a keyed hash, and never the address. Metrics have one
dimension, the deployment: CloudWatch charges for each combination of a name with dimensions.
docs/operations.md says what each counts.
"""

import traceback
from typing import Final

from aws_lambda_powertools import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from lastfm_gateway.errors import GatewayError, is_key_limit, shows_outage
from lastfm_gateway.observability.redaction import redacted

#: What a caller costs others: the line that counts one of these names its caller.
_BLAMED: Final = frozenset({"CacheMiss", "Refused", "UpstreamCalls", "BudgetSpent", "BreakerOpen"})


class Telemetry:
    """One function's log and metrics. Metrics gather during a request and leave by `flush`."""

    def __init__(self) -> None:
        self._log = Logger(json_serializer=redacted)
        self._metrics = EphemeralMetrics()
        self._counted = False
        self._warned = False
        self._caller = ""

    def begin(self, request_id: str, caller: str = "") -> None:
        """Mark all that follows as belonging to one request; `caller` is a keyed hash."""
        self._log.set_correlation_id(request_id)
        self._warned = False
        self._caller = caller

    def count(self, metric: str, number: float = 1) -> None:
        """Add to a metric."""
        self._metrics.add_metric(name=metric, unit=MetricUnit.Count, value=number)
        if metric in _BLAMED and self._caller:
            self._metrics.add_metadata("caller", self._caller)
        self._counted = True

    def waited(self, metric: str, seconds: float) -> None:
        """Add how long something waited, in seconds, to a metric."""
        self._metrics.add_metric(metric, MetricUnit.Seconds, round(seconds, 1))
        self._counted = True

    def called_upstream(self, seconds: float, error: Exception | None) -> None:
        """Count a call to Last.fm, how long it took, and the code of the error that it met."""
        failed = False
        if isinstance(error, GatewayError):
            failed = _is_failure(error)
            self.count(f"UpstreamError{error.code}")
        self.count("UpstreamCalls")
        self.count("UpstreamFailures", int(failed))  # its average is the share of calls
        milliseconds = round(seconds * 1000, 1)
        self._metrics.add_metric("UpstreamLatency", MetricUnit.Milliseconds, milliseconds)

    def table_fault(self, reason: str) -> None:
        """Count a fault of the table, and warn of the first in each request.

        `reason` is DynamoDB's own word for it, or ForeignItem for an item that nobody can read.
        """
        self.count("TableFaults")
        if not self._warned:
            self._log.warning("The table failed; going on without it", extra={"reason": reason})
        self._warned = True

    def failed(self, error: Exception) -> None:
        """Count and log an exception that nothing was prepared for: its kind and where.

        What it says may hold what the caller sent.
        """
        self.count("Failures")
        frames = traceback.extract_tb(error.__traceback__)
        where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        self._log.error("A request failed", extra={"error": type(error).__name__, "where": where})

    def flush(self) -> None:
        """Send the request's metrics off."""
        if self._counted:  # with nothing to send, Powertools warns
            self._metrics.flush_metrics()
        self._counted = False


def _is_failure(error: GatewayError) -> bool:
    """Tell what went wrong from an error that Last.fm means, such as "not found"."""
    return is_key_limit(error) or shows_outage(error)
