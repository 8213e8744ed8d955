"""Measures the size of stored entries beside the raw JSON."""

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
    """Return stored ÷ raw bytes over all sample requests, and whether 1000-row pages fit."""
    raw = stored = 0
    client, pool = boto3.client("dynamodb"), urllib3.PoolManager()
    for event in _samples():
        before = _stored_bytes(client)
        with quiet():
            rig.handler(event["path"].split("/")[1])(event, None)
        parameters = rig.lastfm.log[-1].parameters
        fields = {**parameters, "api_key": API_KEY}
        raw += len(pool.request("GET", rig.lastfm.url, fields=fields).data)
        size = _stored_bytes(client) - before
        if not size:
            raise RuntimeError(f"no entry is stored for {event['path']}")
        stored += size
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
    """Return the sample request of every method whose response is cached."""
    routes = {method.route for method in methods.all_methods() if method.auth is Auth.NONE}
    events = [json.loads(text) for _, text in all_events()]
    return [event for event in events if event["path"] in routes]


def _stored_bytes(client: Any) -> int:
    """Return the size of all entries in bytes as DynamoDB counts them: names and values."""
    pages = client.get_paginator("scan").paginate(TableName=TABLE)
    items = [item for page in pages for item in page["Items"]]
    return sum(item_size(item) for item in items if item["pk"]["S"].startswith("answer#"))


def item_size(item: dict[str, Any]) -> int:
    """Return an item's size in bytes as DynamoDB counts it: names and values."""

    def value(kind: str, content: Any) -> int:
        return len(content) // 2 + 2 if kind == "N" else len(content)

    return sum(len(name) + value(*next(iter(typed.items()))) for name, typed in item.items())


def _page_bytes(rig: Rig, client: Any, path: str, query: dict[str, str]) -> int:
    before = _stored_bytes(client)
    with quiet():
        reply = rig.handler("user")(proxy_event(path, query), None)
    if len(next(iter(json.loads(reply["body"]).values()))["track"]) < 500:  # noqa: PLR2004
        raise RuntimeError("the page has fewer rows than requested")
    return _stored_bytes(client) - before
