"""How far a request travels through the package: files entered, and moves from file to file.

`python -m bench.trace` prints both for a hit from the table, a miss, and a cold page of top items.
Imports are not counted: each request is made once before it is traced.
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
    """Files of the package that a call entered, and how often it went from one to another."""

    files: int
    moves: int


def trace(work: Callable[[], Any]) -> Trace:
    """Return the trace of one call of `work`."""
    files = set[str]()
    moves = 0
    here = ""

    def profile(frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal moves, here
        if event not in ("call", "return"):
            return
        where = frame.f_code.co_filename if event == "call" else _caller(frame)
        if _PACKAGE not in where or where == here:
            return
        moves, here = moves + 1, where
        files.add(where)

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
    with rig() as made, quiet():
        handler = made.handler("chart")
        page = proxy_event("/chart/getTopArtists", {"limit": "16"})
        handler(proxy_event("/chart/getTopArtists", {"limit": "17"}), None)
        found = {"miss": trace(lambda: handler(page, None))}
        found["hit"] = _hit(made, page)
        found["top items, cold"] = _top_items()
    for name, (files, moves) in found.items():
        print(f"{name}: {files} files, {moves} moves")


def _hit(made: Rig, page: dict[str, Any]) -> Trace:
    """Return the trace of a hit from the table, in an environment that has answered before."""
    other = made.handler("chart")
    other(proxy_event("/chart/getTopArtists", {"limit": "17"}), None)
    return trace(lambda: other(page, None))


def _top_items() -> Trace:
    """Return the trace of a cold page of twenty, in an environment that has answered another."""
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
