"""Counts the upstream calls of a page of fifty top tracks for Spotify clients, cold and warm."""

import time
from typing import Any

import boto3

from bench.counting import counted
from bench.rig import KEYS_TABLE, Rig, quiet
from lastfm_gateway.faces.spotify.handler import top_items_handler
from lastfm_gateway.keys.issue import issue_key
from lastfm_gateway.keys.store import KeyStore
from tools.proxy_event import proxy_event


def measure(rig: Rig) -> dict[str, Any]:
    """Return the calls of a cold page, and of the same page again."""
    keys = KeyStore(boto3.client("dynamodb"), KEYS_TABLE)
    handler = top_items_handler()
    event = proxy_event(
        "/v1/me/top/tracks",
        {"limit": "50"},
        resource="/v1/me/top/{type}",
        variables={"type": "tracks"},
        headers={"Authorization": f"Bearer {issue_key(keys, 'read', 'rj', time.time()).text}"},
    )
    figures: dict[str, Any] = {}
    for state in ("cold", "warm"):
        calls_before = len(rig.lastfm.log)
        with counted() as units, quiet():
            response = handler(event, None)
        if response["statusCode"] != 200:  # noqa: PLR2004 (HTTP's OK)
            raise RuntimeError(response["body"])
        figures[f"top_items_{state}_calls"] = len(rig.lastfm.log) - calls_before
        figures[f"top_items_{state}_dynamodb_calls"] = units.calls
    return figures
