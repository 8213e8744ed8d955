"""What came of the load: counts, and every answer that should not have been."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

import urllib3

from local.soak.requests import Wish

#: Errors that tell the truth while the upstream fails, each with a time to come back.
PASSING: Final = frozenset({429, 502, 503, 504})

#: How many bad answers are shown.
SHOWN: Final = 10


@dataclass
class Tally:
    """Counts by name; `bad` holds a line for each answer that was lost, wrong or another's."""

    counts: Counter[str] = field(default_factory=Counter)
    bad: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def lost(self, wish: Wish, why: str) -> None:
        """Take in a request that nothing came back for."""
        self._add("lost", bad=f"{wish.path} {wish.query}: {why}")

    def answered(self, wish: Wish, reply: urllib3.BaseHTTPResponse) -> None:
        """Take in an answer."""
        bad = _fault(wish, reply)
        if bad:
            self._add("wrong", bad=f"{wish.path} {wish.query}: {bad}")
        elif reply.status in PASSING:
            self._add("refused" if reply.status == 429 else f"error {reply.status}")  # noqa: PLR2004
        else:
            self._add(reply.headers["X-Cache"].lower())

    def report(self) -> str:
        """Return the counts in a line, and what was bad."""
        named = ", ".join(f"{name} {count}" for name, count in sorted(self.counts.items()))
        return "\n".join([f"{self.counts.total()} requests: {named}", *self.bad[:SHOWN]])

    def _add(self, name: str, *, bad: str = "") -> None:
        with self._lock:
            self.counts[name] += 1
            if bad:
                self.bad.append(bad)


def _fault(wish: Wish, reply: urllib3.BaseHTTPResponse) -> str:
    """Return what is wrong with an answer, or nothing."""
    if "X-RateLimit-Remaining" not in reply.headers:
        return f"status {reply.status} without the limit's headers"
    answer = reply.json()
    if reply.status in PASSING:
        return "" if int(reply.headers.get("Retry-After", 0)) > 0 else "no time to come back"
    if reply.status in wish.refused:
        return "" if "error" in answer else "a refusal without an error"
    if reply.status != 200:  # noqa: PLR2004 (HTTP's OK)
        return f"status {reply.status}: {answer}"
    try:
        return "" if wish.is_right(answer) else "another's answer"
    except (KeyError, TypeError):
        return "no answer to this request"
