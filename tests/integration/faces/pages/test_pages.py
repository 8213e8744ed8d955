"""The pages over their handler: headers, ETag, HEAD, status, no foreign host."""

import json
import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from lastfm_gateway.faces.cards.fields import card_fields
from lastfm_gateway.faces.pages.assets import VIEWER
from lastfm_gateway.faces.pages.handler import pages_handler
from lastfm_gateway.limits.circuit_breaker import BREAKER_KEY
from lastfm_gateway.storage.table import Table, TableFault
from tests.integration.conftest import Functions
from tools.proxy_event import proxy_event

ASSETS = Path(__file__).parents[4] / "functions/pages/assets"
BASE = "https://abc123.execute-api.eu-central-1.amazonaws.com/live"
BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}
#: The viewer's file as npm's package rapidoc 9.3.8 has it: dist/rapidoc-min.js.
VIEWER_HASH = "affbd173a65e870e18f392cca963113bcdafb6e50e88cd2f6a834a65b22db94d"
#: Hosts that the viewer's file names: in comments, as a schema's name, and fonts of another host,
#: which load-fonts="false" and the Content-Security-Policy both forbid.
NAMED = {
    *("fonts.gstatic.com", "github.com", "marked.js.org", "spec.openapis.org", "swagger.io"),
    *("vladimirgorej.com", "localhost", "example.com"),
}

type Get = Callable[..., dict[str, Any]]


@pytest.fixture
def get(environment: Mapping[str, str]) -> Get:
    """Calls a path of the pages without a key."""
    assert environment
    return get_from(pages_handler(ASSETS, card_fields()))


def get_from(handler: Callable[..., dict[str, Any]]) -> Get:
    """Return what calls a handler's paths as a browser does."""

    def get(path: str, **rest: Any) -> dict[str, Any]:
        asset = path.removeprefix("/docs/") if path.startswith("/docs/") else ""
        routed = {"resource": "/docs/{asset}", "variables": {"asset": asset}} if asset else {}
        event = proxy_event(path, **{"headers": BROWSER, **routed, **rest})
        return handler(event, None)

    return get


def viewer_path(docs: str) -> str:
    """Return the path of the viewer's file, as the documentation's page has it."""
    [path] = re.findall(rf'src="{re.escape(BASE)}([^"]+)"', docs)
    return str(path)


@pytest.mark.parametrize("path", ["/", "/docs", "/status"])
def test_page_is_html_with_security_and_caching_headers(get: Get, path: str) -> None:
    """Strict policy, no sniffing, no referrer, cached for a while with an ETag."""
    answer = get(path)
    headers = answer["headers"]
    assert answer["statusCode"] == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert re.fullmatch(r"public, max-age=\d+", headers["Cache-Control"])
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "unsafe" not in policy.get("script-src", "")


@pytest.mark.parametrize("path", ["/", "/docs", "/status"])
def test_page_is_304_for_its_etag_and_empty_for_head(get: Get, path: str) -> None:
    """Both carry the headers of the page; other verbs are 405."""
    whole, head = get(path), get(path, verb="HEAD")
    assert (head["statusCode"], head["body"]) == (200, "")
    for reply in (head, whole):  # what is left of the freshness
        assert reply["headers"].pop("Cache-Control").startswith("public, max-age=")
    assert head["headers"] == whole["headers"]
    known = {**BROWSER, "If-None-Match": whole["headers"]["ETag"]}
    again = get(path, headers=known)
    assert (again["statusCode"], again["body"]) == (304, "")
    refused = get(path, verb="POST")
    assert (refused["statusCode"], refused["headers"]["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("path", ["/", "/docs", "/status"])
def test_pages_load_nothing_from_another_host(get: Get, path: str) -> None:
    """Links to Last.fm apart, every address is the deployment's own, and so is the policy's."""
    answer = get(path)
    loaded = re.findall(r'(?:src|action|spec-url|server-url|data-url)="([^"]*)"', answer["body"])
    assert all(url.startswith(BASE) for url in loaded)
    assert not re.findall(r"url\(|@import", answer["body"])
    policy = answer["headers"]["Content-Security-Policy"]
    assert all(url.startswith(BASE) for url in re.findall(r"https?://[^ ;]+", policy))


def test_viewer_is_kept_for_ever_under_a_name_with_its_hash(get: Get) -> None:
    """Another name is 404, so that an old page never gets a new file."""
    path = viewer_path(get("/docs")["body"])
    answer = get(path)
    assert (answer["statusCode"], answer["body"]) == (200, (ASSETS / VIEWER).read_text("utf-8"))
    assert answer["headers"]["Content-Type"].startswith("text/javascript")
    assert answer["headers"]["Cache-Control"] == "public, max-age=31536000, immutable"
    assert get("/docs/" + VIEWER)["statusCode"] == 404
    policy = get("/docs")["headers"]["Content-Security-Policy"]
    assert f"script-src {BASE}/docs/ 'sha256-" in policy


def test_viewer_is_npms_file_and_names_no_unknown_host() -> None:
    """Its hash is pinned; its licence is beside it; fonts of another host are turned off."""
    content = (ASSETS / VIEWER).read_bytes()
    assert sha256(content).hexdigest() == VIEWER_HASH
    hosts = {host.decode() for host in re.findall(rb"https?://([\w.-]+\w)", content)}
    assert hosts <= NAMED
    assert "MIT License" in (ASSETS / "rapidoc-9.3.8.LICENSE.txt").read_text()


def test_documentation_reads_this_deployments_document(get: Get) -> None:
    """Try-it sends to the same address, and fonts come from the machine."""
    body = get("/docs")["body"]
    assert f'spec-url="{BASE}/openapi.json"' in body
    assert f'server-url="{BASE}"' in body
    assert 'load-fonts="false"' in body


def test_pages_need_no_key_and_hold_no_secret_in_a_keyed_deployment(
    environment: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The home page says that requests need a key."""
    monkeypatch.setenv("ACCESS_MODE", "keyed")
    keyed = get_from(pages_handler(ASSETS, card_fields()))
    for path in ("/", "/docs", "/status"):
        answer = keyed(path)
        assert answer["statusCode"] == 200
        for secret in ("ADDRESS_KEY", "SESSION_KMS_KEY", "GATEWAY_TABLE", "KEYS_TABLE"):
            assert environment[secret] not in answer["body"]
    assert "needs a key of this gateway, which its operator issues" in keyed("/")["body"]


def test_status_is_json_by_default_and_html_for_browsers(get: Get) -> None:
    """`format` decides before Accept; another format is 400."""
    assert get("/status", headers={})["headers"]["Content-Type"].startswith("application/json")
    assert json.loads(get("/status", query={"format": "json"})["body"])["status"] == "ok"
    assert "<svg" in get("/status", query={"format": "html"}, headers={})["body"]
    refused = get("/status", query={"format": "xml"})
    assert (refused["statusCode"], json.loads(refused["body"])["error"]) == (400, 6)
    assert "Accept" in get("/status")["headers"]["Vary"]


def test_status_counts_calls_hits_and_failures(functions: Functions, get: Get) -> None:
    """Figures of one environment arrive with its next call, in the write that the call makes."""
    for _ in range(3):
        functions.get("/artist/getInfo", {"artist": "Cher"})
    functions.get("/artist/getInfo", {"artist": "Air"})
    found = json.loads(get("/status", headers={})["body"])
    assert found["lastfm"]["calls"] == 1
    assert found["cache"] == {"hits": 2, "stale": 0, "misses": 1, "hit_ratio": 0.667}
    assert found["budget"]["left"] <= found["budget"]["calls"] - 2


def test_status_names_no_caller(functions: Functions, get: Get) -> None:
    """Neither addresses nor what was requested."""
    functions.get("/artist/getInfo", {"artist": "Radiohead"}, source_ip="198.51.100.23")
    body = get("/status")["body"] + get("/status", headers={})["body"]
    assert "198.51.100" not in body
    assert "Radiohead" not in body


def test_status_is_read_once_in_ten_seconds(get: Get) -> None:
    """Also in its two forms; browsers may keep it as long."""
    with patch.object(Table, "read", autospec=True, side_effect=Table.read) as read:
        answers = [get("/status", headers=headers) for headers in ({}, BROWSER, {})]
    assert sum(BREAKER_KEY in call.args for call in read.call_args_list) == 1
    assert answers[0]["headers"]["Cache-Control"] == "public, max-age=10"


def test_status_is_unknown_while_the_table_fails(get: Get) -> None:
    """The page still answers."""
    with patch.object(Table, "read", side_effect=TableFault("Throttled")):
        answer = get("/status", headers={})
    assert (answer["statusCode"], json.loads(answer["body"])["status"]) == (200, "unknown")
