"""The overlay for streaming software, over its handler."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from lastfm_gateway.faces.cards.fields import card_fields
from lastfm_gateway.faces.pages.handler import pages_handler
from lastfm_gateway.token_format import SHARE_PREFIX
from tests.integration.conftest import Functions, new_key
from tests.integration.faces.pages.test_pages import ASSETS
from tools.proxy_event import proxy_event

TOKEN = SHARE_PREFIX + "0" * 80

type Get = Callable[..., dict[str, Any]]


@pytest.fixture
def get(environment: Mapping[str, str]) -> Get:
    """Opens the overlay of a token."""
    assert environment
    handler = pages_handler(ASSETS, card_fields())

    def get(token: str = TOKEN, query: Mapping[str, str] | None = None) -> Any:
        event = proxy_event(
            f"/share/{token}/overlay",
            query,
            resource="/share/{token}/overlay",
            variables={"token": token},
        )
        return handler(event, None)

    return get


def test_overlay_is_transparent_and_may_be_restyled(get: Get) -> None:
    """Stable class names; no script but its own, no host but this and Last.fm's pictures."""
    answer = get()
    assert answer["statusCode"] == 200
    assert "background: transparent" in answer["body"]
    for name in ("np dark", "np-title", "np-artist", "np-art"):
        assert f'class="{name}"' in answer["body"]
    policy = answer["headers"]["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert re.search(r"script-src 'sha256-[^']+'(;|$)", policy)
    assert set(re.findall(r"https://[^ ;]+", policy)) == {
        "https://lastfm.freetls.fastly.net",
        "https://lastfm-img.freetls.fastly.net",
    }


def test_overlay_holds_no_token_and_writes_text_only(get: Get) -> None:
    """Its address stays out of the page; names are never HTML."""
    body = get()["body"]
    assert TOKEN not in body
    assert "textContent" in body
    assert "innerHTML" not in body


def test_overlay_takes_its_looks_from_the_query(get: Get) -> None:
    """Width, theme and whether it hides."""
    body = get(query={"width": "300", "theme": "clear", "hide_idle": "true"})["body"]
    assert 'class="np clear" style="max-width:300px" data-hide-idle="true"' in body


@pytest.mark.parametrize(
    "query",
    [{"width": '1"><script>'}, {"width": "0"}, {"theme": "<b>"}, {"hide_idle": "maybe"}],
)
def test_bad_looks_are_400_and_not_in_the_answer(get: Get, query: Mapping[str, str]) -> None:
    """The message names the parameter."""
    answer = get(query=query)
    [name] = query
    assert (answer["statusCode"], json.loads(answer["body"])["error"]) == (400, 6)
    assert name in answer["body"]
    assert "<" not in answer["body"]


@pytest.mark.parametrize("token", ["rw_live_" + "0" * 80, "x", SHARE_PREFIX])
def test_what_is_no_share_token_is_401(get: Get, token: str) -> None:
    """A read key in an address is refused, so that nobody puts one there."""
    assert get(token)["statusCode"] == 401


def test_overlay_finds_what_it_asks_beside_itself(get: Get, functions: Functions) -> None:
    """Its script asks `now-playing`, whose answer has the fields and the header that it reads."""
    token = new_key("share", "rj")
    body = get(token)["body"]
    [asked] = re.findall(r'fetch\("([^"]+)"', body)
    answer = functions.get(
        f"/share/{token}/{asked}", resource=f"/share/{{token}}/{asked}", variables={"token": token}
    )
    assert answer.status == 200, answer.text
    assert set(re.findall(r"\bnow\.(\w+)", body)) <= answer.json.keys()
    assert int(answer.headers["X-Poll-After"]) in (10, 30, 60)
    assert "X-Poll-After" in answer.headers["Access-Control-Expose-Headers"]
