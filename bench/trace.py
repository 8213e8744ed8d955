"""Traces a request through the package: the files it enters, and its moves between files.

`python -m bench.trace` prints both for a table hit, a miss and a cold page of top items. Imports
do not count: a similar request runs first.
"""

import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, Final, NamedTuple

import boto3

from bench.rig import KEYS_TABLE, Rig, other_table, quiet, rig
from lastfm_gateway.faces.spotify.handler import top_items_handler
from lastfm_gateway.keys.issue import issue_key
from lastfm_gateway.keys.store import KeyStore
from tools.proxy_event import proxy_event

_PACKAGE: Final = "/lastfm_gateway/"


class Trace(NamedTuple):
    """The number of the package's files that a call entered, and of moves between them."""

    files: int
    moves: int


def trace(work: Callable[[], Any]) -> Trace:
    """Return the trace of one call of `work`."""
    files = set[str]()
    moves = 0
    current = ""

    def profile(frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal moves, current
        if event not in ("call", "return"):
            return
        file = frame.f_code.co_filename if event == "call" else _caller(frame)
        if _PACKAGE not in file or file == current:
            return
        moves, current = moves + 1, file
        files.add(file)

    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.setprofile(None)
    return Trace(len(files), moves)


def _caller(frame: FrameType) -> str:
    return frame.f_back.f_code.co_filename if frame.f_back else ""


def main() -> None:
    """Print the traces of three requests."""
    with rig() as started, quiet():
        handler = started.handler("chart")
        page = proxy_event("/chart/getTopArtists", {"limit": "16"})
        handler(proxy_event("/chart/getTopArtists", {"limit": "17"}), None)
        traces = {"miss": trace(lambda: handler(page, None))}
        traces["hit"] = _hit(started, page)
        traces["top items, cold"] = _top_items()
    for name, (files, moves) in traces.items():
        print(f"{name}: {files} files, {moves} moves")


def _hit(started: Rig, page: dict[str, Any]) -> Trace:
    """Return the trace of a table hit in a warm environment."""
    warm = started.handler("chart")
    warm(proxy_event("/chart/getTopArtists", {"limit": "17"}), None)
    return trace(lambda: warm(page, None))


def _top_items() -> Trace:
    """Return the trace of a page of twenty with an empty cache table."""
    keys = KeyStore(boto3.client("dynamodb"), KEYS_TABLE)
    page = _page_of_top_tracks(keys)
    top_items_handler()(page, None)
    with other_table("cold"):
        handler = top_items_handler()
        return trace(lambda: handler(page, None))


def _page_of_top_tracks(keys: KeyStore) -> dict[str, Any]:
    return proxy_event(
        "/v1/me/top/tracks",
        resource="/v1/me/top/{type}",
        variables={"type": "tracks"},
        headers={"Authorization": f"Bearer {issue_key(keys, 'read', 'rj', time.time()).text}"},
    )


if __name__ == "__main__":
    main()
