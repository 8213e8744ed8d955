"""The deployment's status: Last.fm's health, calls left, and the cache's use. Pure.

Nothing in it is about callers.
"""

from datetime import UTC, datetime
from typing import Any, Final

from lastfm_gateway import __version__
from lastfm_gateway.limits.budget_grants import BudgetLimit
from lastfm_gateway.limits.upstream_state import UpstreamState
from lastfm_gateway.methods.shapes import MAYBE_NUMBER, NUMBER, TEXT, Nullable, Shape
from lastfm_gateway.observability.activity import (
    FAILURE_CODES,
    KEPT_SECONDS,
    SLOT_SECONDS,
    CallCounts,
    slot_of,
)

#: Last.fm is degraded when at least this share of the newest calls fails.
_DEGRADED_SHARE: Final = 0.1
#: The newest calls: those of the last ten to fifteen minutes.
_NEWEST_SLOTS: Final = 3

_FAILURES: Final[dict[str, Shape]] = {str(code): NUMBER for code in FAILURE_CODES}

#: The shape of the answer in JSON. Figures are null while the cache's table cannot be read.
ANSWER: Final[dict[str, Shape]] = {
    "status": TEXT,
    "version": TEXT,
    "as_of": TEXT,
    "lastfm": Nullable(
        {
            "circuit": TEXT,
            "retry_after": NUMBER,
            "calls": NUMBER,
            "failures": _FAILURES,
            "hour": [{"from": TEXT, "calls": NUMBER, "failures": _FAILURES}],
        }
    ),
    "budget": {"calls": NUMBER, "seconds": NUMBER, "left": MAYBE_NUMBER},
    "cache": Nullable(
        {"hits": NUMBER, "stale": NUMBER, "misses": NUMBER, "hit_ratio": MAYBE_NUMBER}
    ),
}


def status_of(state: UpstreamState | None, budget: BudgetLimit, now: float) -> dict[str, Any]:
    """Return the status in the shape of ANSWER. `state` is None if it cannot be read."""
    known = state.activity if state else {}
    hour = [known.get(slot, CallCounts()) for slot in _slots(now)]
    return {
        "status": _word(state, hour),
        "version": __version__,
        "as_of": iso_seconds(now),
        "lastfm": _lastfm(state, hour, now) if state else None,
        "budget": {
            "calls": budget.calls,
            "seconds": budget.window,
            "left": state.calls_left if state else None,
        },
        "cache": _cache(hour) if state else None,
    }


def _lastfm(state: UpstreamState, hour: list[CallCounts], now: float) -> dict[str, Any]:
    return {
        "circuit": _circuit(state),
        "retry_after": state.opens_for,
        "calls": sum(counts.calls for counts in hour),
        "failures": _failures(hour),
        "hour": [
            {
                "from": iso_seconds(slot * SLOT_SECONDS),
                "calls": counts.calls,
                "failures": _failures([counts]),
            }
            for slot, counts in zip(_slots(now), hour, strict=True)
        ],
    }


def _cache(hour: list[CallCounts]) -> dict[str, Any]:
    hits, stale, misses = (
        sum(getattr(counts, name) for counts in hour) for name in ("hits", "stale", "misses")
    )
    answers = hits + stale + misses
    ratio = round((hits + stale) / answers, 3) if answers else None
    return {"hits": hits, "stale": stale, "misses": misses, "hit_ratio": ratio}


def _word(state: UpstreamState | None, hour: list[CallCounts]) -> str:
    """Return `ok`, `degraded` (many calls fail), `down` (calls are paused) or `unknown`."""
    if state is None:
        return "unknown"
    if not state.is_closed:
        return "down"
    newest = hour[-_NEWEST_SLOTS:]
    calls = sum(counts.calls for counts in newest)
    failures = sum(_failures(newest).values())
    return "degraded" if failures and failures >= calls * _DEGRADED_SHARE else "ok"


def _circuit(state: UpstreamState) -> str:
    if state.is_closed:
        return "closed"
    return "open" if state.opens_for else "half-open"


def _failures(hour: list[CallCounts]) -> dict[str, int]:
    return {str(code): sum(counts.failures[code] for counts in hour) for code in FAILURE_CODES}


def _slots(now: float) -> range:
    """Return the hour's slots, the newest last."""
    newest = slot_of(now)
    return range(newest - KEPT_SECONDS // SLOT_SECONDS + 1, newest + 1)


def iso_seconds(unix_time: float) -> str:
    """Return a unix time as ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(int(unix_time), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
