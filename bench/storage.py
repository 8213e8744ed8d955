"""What answers take in the table, beside the JSON that they are."""

import json
from typing import Any

import boto3
import urllib3

from bench.rig import TABLE, Rig, quiet
from lastfm_gateway import methods
from lastfm_gateway.cache.entry_item import MAX_PACKED
from lastfm_gateway.methods.method import Auth
from local.simulator import API_KEY
from tools.events import all_events
from tools.proxy_event import proxy_event

_PAGE = {"user": "rj", "limit": "1000"}
_EXTENDED = {**_PAGE, "extended": "1"}


def measure(rig: Rig) -> dict[str, Any]:
    """Return stored bytes by raw bytes over all sample requests, and whether large pages fit."""
    raw = stored = 0
    client, pool = boto3.client("dynamodb"), urllib3.PoolManager()
    for event in _samples():
        before = _stored(client)
        with quiet():
            rig.handler(event["path"].split("/")[1])(event, None)
        asked = rig.lastfm.log[-1].parameters
        raw += len(pool.request("GET", rig.lastfm.url, fields={**asked, "api_key": API_KEY}).data)
        taken = _stored(client) - before
        if not taken:
            raise RuntimeError(f"nothing of {event['path']} is stored")
        stored += taken
    pages = {
        name: _page_bytes(rig, client, path, query)
        for name, path, query in (
            ("recent tracks", "/user/getRecentTracks", _PAGE),
            ("recent tracks, extended", "/user/getRecentTracks", _EXTENDED),
            ("top tracks", "/user/getTopTracks", _PAGE),
        )
    }
    return {
        "stored_bytes_vs_json": stored / raw,
        "thousand_rows_stored": all(0 < size <= MAX_PACKED for size in pages.values()),
        "thousand_rows_bytes": pages,
    }


def _samples() -> list[dict[str, Any]]:
    """Return the sample request of every method whose answer may be stored."""
    routes = {method.route for method in methods.all_methods() if method.auth is Auth.NONE}
    events = [json.loads(text) for _, text in all_events()]
    return [event for event in events if event["path"] in routes]


def _stored(client: Any) -> int:
    """Return the bytes that all answers take, as DynamoDB counts them: names and values."""
    pages = client.get_paginator("scan").paginate(TableName=TABLE)
    items = [item for page in pages for item in page["Items"]]
    return sum(_size(item) for item in items if item["pk"]["S"].startswith("answer#"))


def _size(item: dict[str, Any]) -> int:
    def value(kind: str, content: Any) -> int:
        return len(content) // 2 + 2 if kind == "N" else len(content)

    return sum(len(name) + value(*next(iter(held.items()))) for name, held in item.items())


def _page_bytes(rig: Rig, client: Any, path: str, query: dict[str, str]) -> int:
    before = _stored(client)
    with quiet():
        reply = rig.handler("user")(proxy_event(path, query), None)
    if len(next(iter(json.loads(reply["body"]).values()))["track"]) < 500:  # noqa: PLR2004
        raise RuntimeError("the simulator has no thousand rows")
    return _stored(client) - before
