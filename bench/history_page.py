"""Measures the processor time of a page with a year's sparklines, beside reading its spans.

Once as counted: the rows of the page and their sparklines, from reading the spans on. Once as the
whole answer of a request: the caller, the newest page, Last.fm's list and the genres are read from
DynamoDB, and the answer is stored; it is composed anew each time, for another key of the user.
"""

import os
import time
from collections.abc import Iterator, Mapping
from itertools import batched
from typing import Any, Final
from unittest.mock import patch

import boto3

from bench.rig import Rig, other_table, quiet, ratio_of_medians
from bench.sparklines import NOW, QUERY, YEAR
from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listening.handler import open_listening
from lastfm_gateway.history.buckets import buckets_of_period
from lastfm_gateway.history.counts import Counts
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.sparklines import sparkline_points
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.history.window import Window
from lastfm_gateway.http.handler import Handler
from lastfm_gateway.keys.issue import issue_key
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.storage.sorted_table import SortedTable
from local.simulator import Simulator
from local.simulator.raw import raw_scrobbles
from tools.proxy_event import proxy_event

KINDS: Final[tuple[EntityKind, ...]] = ("artist", "album", "track")
PATHS: Final = tuple(f"/v1/listening/top/{kind}s" for kind in KINDS)
LAST_YEAR: Final = Window(int(NOW) - YEAR, int(NOW) + 1)
ROUNDS: Final = 5
CALLS: Final = 8


def measure(_rig: Rig) -> dict[str, Any]:
    """Return the ratio and the milliseconds of each list's page, and those of reading its spans."""
    ratios, pages, counted, bare = {}, {}, {}, 0.0
    with (
        Simulator(now=lambda: NOW) as lastfm,
        patch.dict(os.environ, LASTFM_API_ROOT=lastfm.url),
        other_table("cache-page"),
    ):
        store = HistoryStore(SortedTable(boto3.client("dynamodb"), os.environ["HISTORY_TABLE"]))
        fill(store, lastfm)
        handler = open_listening(Runtime.from_environment(clock=lambda: NOW))
        for path in PATHS:
            first, *keys = _headers(1 + ROUNDS * CALLS)
            _page(handler, path, QUERY, first)
            for key in keys:  # the genres, and each key's user
                _page(handler, path, {**QUERY, "include_sparklines": "false"}, key)
            headers = iter(keys)
            calls_before = len(lastfm.log)
            ratios[path], pages[path], bare = ratio_of_medians(
                lambda: _page(handler, path, QUERY, next(headers)),  # noqa: B023 (called at once)
                lambda: store.read("rj", LAST_YEAR),
                time.process_time,
                rounds=ROUNDS,
                calls=CALLS,
            )
            if len(lastfm.log) > calls_before:
                raise RuntimeError("a warm page made a call")
        for kind in KINDS:
            counted[kind], _, _ = ratio_of_medians(
                lambda: _count(store, kind),  # noqa: B023 (called at once)
                lambda: store.read("rj", LAST_YEAR),
                time.process_time,
                rounds=ROUNDS,
                calls=CALLS,
            )
    return {
        "history_page_vs_bare_spans": max(counted.values()),
        "history_page_ratios": counted,
        "history_answer_vs_bare_spans": max(ratios.values()),
        "history_answer_ratios": ratios,
        "history_answer_ms": pages,
        "history_bare_spans_ms": bare,
    }


def _count(store: HistoryStore, kind: EntityKind) -> list[list[int]]:
    """Read a year and count the page's rows and their sparklines."""
    _, listening = store.read("rj", LAST_YEAR)
    rows = Counts(listening).rows(kind, 0, int(QUERY["limit"]))
    buckets = buckets_of_period(QUERY["period"], NOW, None)
    return sparkline_points(listening, [row.tracks for row in rows], buckets)


def fill(store: HistoryStore, lastfm: Simulator) -> None:
    """Store all scrobbles of the simulator's user, as a finished import does."""
    raw = raw_scrobbles(lastfm.service.world, "rj", NOW)
    last = 0
    for part in batched(raw, 10_000, strict=False):
        end = part[-1][0] + 1
        window = Window(last, end)
        store.replace(
            "rj", window, [Scrobble(at, TrackNames(*names)) for at, *names in part if at >= last]
        )
        last = end
    store.replace("rj", Window(last, int(NOW) + 1), [])
    store.update("rj", lambda manifest: manifest._replace(begin=0, status="complete"))


def _headers(number: int) -> Iterator[Mapping[str, str]]:
    keys = KeyStore(boto3.client("dynamodb"), os.environ["KEYS_TABLE"])
    for _ in range(number):
        yield {"Authorization": f"Bearer {issue_key(keys, 'read', 'rj', NOW).text}"}


def _page(
    handler: Handler, path: str, query: Mapping[str, str], headers: Mapping[str, str]
) -> None:
    with quiet():
        response = handler(proxy_event(path, query, headers=headers), None)
    whole = response["statusCode"] == 200 and '"partial"' not in response["body"]  # noqa: PLR2004
    if not whole or response["headers"]["X-Cache"] != "MISS":
        raise RuntimeError(f"not a composed page: {response['statusCode']}")
