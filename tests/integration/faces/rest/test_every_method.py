"""Every REST method against the simulator's raw JSON."""

import json
from typing import Any

import pytest
import urllib3

from lastfm_gateway import methods
from lastfm_gateway.lastfm.response_mapper import map_response
from lastfm_gateway.methods.method import Auth, Method
from lastfm_gateway.methods.shapes import Shape
from local.simulator import API_KEY, Simulator
from tests.integration.conftest import Functions
from tools.events import all_events

READS = [method for method in methods.all_methods() if method.auth is Auth.NONE]
SAMPLES = {
    event["path"]: event["queryStringParameters"] or {}
    for _, text in all_events()
    if (event := json.loads(text))["httpMethod"] == "GET"
}


@pytest.fixture(scope="module")
def http() -> urllib3.PoolManager:
    """A plain HTTP client."""
    return urllib3.PoolManager()


@pytest.mark.parametrize("method", READS, ids=lambda method: method.name)
def test_answer_is_last_fms_with_normalised_lists(
    functions: Functions, lastfm: Simulator, http: urllib3.PoolManager, method: Method
) -> None:
    """Each route's sample returns everything that Last.fm sent, with lists as lists."""
    sample = SAMPLES[method.route]
    reply = functions.get(method.route, sample)
    assert reply.status == 200
    parameters = lastfm.log[0].parameters
    raw = json.loads(
        http.request("GET", lastfm.url, fields={**parameters, "api_key": API_KEY}).data
    )
    assert reply.json == map_response(raw, method.answer)
    assert _without_lists(reply.json) == _without_lists(raw)
    _check(reply.json, method.answer)


def _without_lists(node: Any) -> Any:
    """Return an answer with one-item and empty lists collapsed, as Last.fm may write them."""
    if isinstance(node, dict):
        inside = {name: _without_lists(value) for name, value in node.items()}
        return {name: value for name, value in inside.items() if value not in ("", {}, None)}
    if isinstance(node, list):
        rows = [_without_lists(row) for row in node]
        return rows[0] if len(rows) == 1 else rows or ""
    return "" if isinstance(node, str) and not node.strip() else node


def _check(value: Any, shape: Shape) -> None:
    """Fail where an answer does not have its declared shape."""
    if isinstance(shape, list):
        assert isinstance(value, list)
        for row in value:
            _check(row, shape[0])
    elif isinstance(shape, dict):
        assert isinstance(value, dict)
        for name in shape.keys() & value.keys():
            _check(value[name], shape[name])
    else:
        assert isinstance(shape, str)  # Last.fm's own answers have no nullable field
        kinds = {"text": (str,), "number": (int, float), "scalar": (str, int, float, type(None))}
        assert isinstance(value, kinds[shape]), (value, shape)
