"""The sections of bench/RESULTS.md below the targets; each is empty without its figures."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

#: The rows of the comparison with nginx: its figure, and what it is.
RIVAL_ROWS: Final = {
    "hit_ratio": "hits of 2,000 requests, 300 keys by Zipf's law, one client",
    "hit_ratio_clients": "the same from four clients, each with its order of parameters",
    "hit_ratio_keys": "the same from eight callers, each with a key from the operator¹",
    "entries_with_key": "stored entries that then contain a caller's key",
    "hit_ratio_lastfm_keys": "hits of eight callers with Last.fm keys of their own²",
    "stampede_calls": "calls for 100 requests at once, nothing stored",
    "stampede_calls_keys": "the same from eight callers with a key¹ each",
    "expiry_calls": "calls for 100 requests at once, the answer expired",
    "outage_right": "outage (502), all expired: right (stale) answers to 100 requests",
    "outage_calls": "calls meanwhile",
    "outage_right_after": "right answers to 20 requests when it is over",
    "outage_200_right": "outage (errors with status 200): right answers to 100 requests",
    "outage_200_calls": "calls meanwhile",
    "outage_200_right_after": "right answers to 20 requests when it is over",
    "fault_passed_on": "of 9 faults, nothing stored: answered with 200 and not the answer³",
    "fault_kept": "the same answer again right after the fault",
    "fault_kept_later": "the same answer again 6 s after the fault",
    "fault_right_again": "the right answer right after the fault⁴",
    "fault_right_later": "the right answer 6 s after the fault",
    "hit_us_memory": "processor time of a hit, from the gateway's memory, µs⁵",
    "hit_us": "processor time of a hit, from the gateway's table, µs⁵",
}


def endpoint_calls(calls: Mapping[str, list[str]]) -> list[str]:
    """Return the section about the calls of each endpoint; nothing without figures."""
    if not calls:
        return []
    return [
        "## Calls to Last.fm of each endpoint that reads a history",
        "",
        "The simulator's user has 83,000 scrobbles, 50,000 of them in the last year. A request",
        "reads 54,000 at most. An answer is partial while something that it counts is not read, or",
        "not looked up. Ranges are a year where an endpoint takes one. “Again” is a minute later.",
        "",
        "| endpoint | nothing stored | again | all stored | again |",
        "|---|---|---|---|---|",
        *(f"| `{path}` | " + " | ".join(counts) + " |" for path, counts in calls.items()),
        "",
    ]


def edge(replays: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the section about what outer caches save."""
    if not replays:
        return []
    return [
        "## What CloudFront in front saves",
        "",
        "The same requests, straight to the gateway and through one outer cache for each region of",
        "readers. The caches are a model (RFC 9111) that obeys the gateway's real headers. Dollars",
        "are list prices for a million requests, from counted units: docs/cost.md. “Calls” are the",
        "share of the requests that calls Last.fm.",
        "",
        "| hits today | regions | reach the gateway | calls | calls, with | $ | $, with | ratio |",
        "|---|---|---|---|---|---|---|---|",
        *map(_edge_row, replays),
        "",
    ]


def _edge_row(replay: Mapping[str, Any]) -> str:
    requests = replay["units"]["direct"]["requests"]
    cells = (
        f"{replay['hit_ratio_direct']:.1%}",
        replay["regions"],
        f"{replay['reached_share']:.1%}",
        f"{replay['calls_direct'] / requests:.1%}",
        f"{replay['calls_edge'] / requests:.1%}",
        f"{replay['price_direct']:.2f}",
        f"{replay['price_edge']:.2f}",
        f"{replay['price_ratio']:.2f}",
    )
    return f"| {' | '.join(map(str, cells))} |"


def rivals(figures: Mapping[str, Any]) -> list[str]:
    """Return the table of the gateway beside nginx."""
    if not figures:
        return []
    gateway, nginx = figures["gateway"], figures["nginx"]
    return [
        "## Beside nginx straight before Last.fm",
        "",
        f"nginx {figures['nginx_version']} as a caching proxy with the deployment's key: one miss",
        "at a time for each answer, refresh in the background, stale answers on errors",
        "(bench/nginx.py). Both answer the same requests to `/2.0/`, with the same simulated",
        "Last.fm and the same faults, in one run. “Calls” go to Last.fm.",
        "",
        "| | gateway | nginx |",
        "|---|---|---|",
        *(
            f"| {what} | {_rounded(gateway[name])} | {_rounded(nginx[name])} |"
            for name, what in RIVAL_ROWS.items()
        ),
        "",
        "1. The gateway issues keys. nginx has none: its callers need keys of Last.fm's.",
        "2. The gateway passes calls with a caller's own Last.fm key through `/2.0/` uncached.",
        "3. On `/2.0/` the gateway keeps the status of Last.fm's own errors, as Last.fm's clients",
        "   expect. The REST routes give them their true status.",
        "4. The gateway remembers a failure for five seconds, to spare Last.fm.",
        "5. nginx's time includes HTTP. The gateway's is that of the function alone.",
        "",
    ]


def _rounded(value: float) -> str:
    return (
        f"{value:,}"
        if isinstance(value, int)
        else f"{value:.1%}"
        if value <= 1
        else f"{value:,.0f}"
    )
