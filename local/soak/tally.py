"""The results of the soak test: counts by outcome, and every bad response."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import urllib3

from local.soak.requests import Query

#: Correct error statuses while the upstream fails, each with Retry-After.
TRANSIENT: Final = frozenset({429, 502, 503, 504})

#: The number of bad responses in the report.
SHOWN: Final = 10


@dataclass
class Tally:
    """Counts by outcome; `bad` has a line for each lost or wrong response. Thread-safe."""

    counts: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def lost(self, query: Query, why: str) -> None:
        """Count a request without a readable response."""
        self._add("lost", bad=f"{query.path} {query.parameters}: {why}")

    def answered(self, query: Query, reply: urllib3.BaseHTTPResponse) -> None:
        """Check and count a response."""
        bad = _fault(query, reply)
        if bad:
            self._add("wrong", bad=f"{query.path} {query.parameters}: {bad}")
        elif reply.status in TRANSIENT:
            self._add("refused" if reply.status == 429 else f"error {reply.status}")  # noqa: PLR2004
        else:
            self._add(reply.headers["X-Cache"].lower())

    def report(self) -> str:
        """Return the counts in one line, then the bad responses."""
        named = ", ".join(f"{name} {count}" for name, count in sorted(self.counts.items()))
        return "\n".join([f"{self.counts.total()} requests: {named}", *self.bad[:SHOWN]])

    def _add(self, name: str, *, bad: str = "") -> None:
        with self._lock:
            self.counts[name] += 1
            if bad:
                self.bad.append(bad)


def _fault(query: Query, reply: urllib3.BaseHTTPResponse) -> str:
    """Return what is wrong with a response; an empty string if nothing is."""
    if "X-RateLimit-Remaining" not in reply.headers:
        return f"status {reply.status} without rate limit headers"
    answer = reply.json()
    if reply.status in TRANSIENT:
        return "" if int(reply.headers.get("Retry-After", 0)) > 0 else "no Retry-After"
    if reply.status in query.expected_errors:
        return "" if "error" in answer else "an error status without an error"
    if reply.status != 200:  # noqa: PLR2004 (HTTP's OK)
        return f"status {reply.status}: {answer}"
    try:
        return "" if query.is_right(answer) else "a response to another request"
    except (KeyError, TypeError):
        return "an unexpected response body"
