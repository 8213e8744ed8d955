"""spotipy from PyPI, unmodified but for its prefix, against the deployed stack."""

import os
import re
import subprocess
import sys
import time
from typing import Any, Final

import pytest
import spotipy  # type: ignore[import-untyped]  # it has no types
import urllib3

from lastfm_gateway.limits.items import CallLog, log_item, parse_log
from lastfm_gateway.limits.sliding_window import Limit, recent
from local import aws
from local.stack import LocalStack
from tests.e2e.conftest import LIMIT
from tests.e2e.test_keys import make
from tests.support.spotify import PAGES, Error, Track, User

RANGES: Final = ("short_term", "medium_term", "long_term")
SPENT: Final = Limit(LIMIT, 60)

http = urllib3.PoolManager(retries=False)


@pytest.fixture(scope="module")
def key(stack: LocalStack) -> str:
    """A read key, as `make key` prints it. The function has started."""
    made = make(stack, "key")
    header = {"Authorization": f"Bearer {made}"}
    assert http.request("GET", f"{stack.base_url}/v1/me", headers=header).status == 200
    return made


def connect(stack: LocalStack, key: str, address: str, **options: Any) -> Any:
    """Return a client with an address of its own, and so with a quota of its own."""
    client = spotipy.Spotify(auth=key, **options)
    client.prefix = f"{stack.base_url}/v1/"
    client._session.headers["X-Forwarded-For"] = address  # noqa: SLF001 (there is no other way)
    return client


@pytest.fixture
def client(stack: LocalStack, key: str, request: pytest.FixtureRequest) -> Any:
    """A client for one test."""
    number = sum(request.node.nodeid.encode()) % 250
    return connect(stack, key, f"203.0.113.{number}")


@pytest.mark.parametrize("kind", PAGES)
def test_next_and_previous_walk_the_whole_list(client: Any, kind: str) -> None:
    """Each page has the strictest form, and no item appears twice."""
    ask = getattr(client, f"current_user_top_{kind}")
    page = ask(limit=50, time_range="short_term")
    names, last = list[str](), page
    while page:
        PAGES[kind].validate_python(page)
        names += [item["id"] for item in page["items"]]
        last, page = page, client.next(page)
    assert len(names) == len(set(names)) == last["total"] > 0
    if last["previous"]:
        PAGES[kind].validate_python(client.previous(last))


@pytest.mark.parametrize("kind", PAGES)
def test_all_three_ranges_are_answered(client: Any, kind: str) -> None:
    """Cold and warm, and the longest range has the most items."""
    ask = getattr(client, f"current_user_top_{kind}")
    totals = []
    for time_range in RANGES:
        for _ in ("cold", "warm"):
            page = ask(limit=5, time_range=time_range)
            PAGES[kind].validate_python(page)
        assert len(page["items"]) == 5
        totals.append(page["total"])
    assert totals == sorted(totals)


def test_href_of_an_item_returns_the_same_item(client: Any) -> None:
    """So does the href of its artist, and the item's `id`."""
    for item in client.current_user_top_tracks(limit=2)["items"]:
        assert client.track(item["id"]) == client._get(item["href"]) == item  # noqa: SLF001
        Track.model_validate(client.track(item["uri"]))
        artist = client._get(item["artists"][0]["href"])  # noqa: SLF001 (what `next` does)
        assert artist["name"] == item["artists"][0]["name"]
    for item in client.current_user_top_artists(limit=2)["items"]:
        assert client.artist(item["id"]) == item


def test_me_returns_the_keys_holder(client: Any) -> None:
    """`me()` and `current_user()` are the same."""
    me = client.me()
    User.model_validate(me)
    assert (me["id"], me["display_name"]) == ("rj", "Richard J")
    assert client.current_user() == me


def test_invalid_key_is_401(stack: LocalStack) -> None:
    """Spotipy reports the challenge in Spotify's form."""
    client = connect(stack, "rw_live_" + "0" * 80, "203.0.113.251")
    with pytest.raises(spotipy.SpotifyException) as refused:
        client.current_user_top_tracks()
    assert refused.value.http_status == 401
    challenge = refused.value.headers["WWW-Authenticate"]
    assert challenge == 'Bearer realm="spotify", error="invalid_token"'


@pytest.mark.parametrize(
    "query", [{"limit": 51}, {"limit": 0}, {"offset": -1}, {"time_range": "ever"}]
)
def test_invalid_parameter_is_400(client: Any, query: dict[str, Any]) -> None:
    """The error names the parameter."""
    with pytest.raises(spotipy.SpotifyException) as refused:
        client.current_user_top_tracks(**query)
    assert refused.value.http_status == 400
    (name,) = query
    assert name in refused.value.msg


def test_throttled_call_is_retried_by_spotipy(stack: LocalStack) -> None:
    """429 has Retry-After: spotipy sleeps, retries and gets its page."""
    address, key = "203.0.113.252", make(stack, "key", "hermit")
    client = connect(stack, key, address)
    client.current_user_top_artists(limit=1, time_range="short_term")
    _spend(stack, 2.0)
    raw = http.request(
        "GET",
        f"{stack.base_url}/v1/me/top/tracks",
        headers={"Authorization": f"Bearer {key}", "X-Forwarded-For": address},
    )
    assert raw.status == 429
    assert 1 <= int(raw.headers["Retry-After"]) <= 2
    Error.model_validate(raw.json())
    started = time.monotonic()
    page = client.current_user_top_tracks()
    assert time.monotonic() - started > 0.5
    PAGES["tracks"].validate_python(page)


def test_last_fms_limit_is_retried_by_spotipy(stack: LocalStack) -> None:
    """It is 503 with Retry-After: spotipy sleeps, retries and gets its page."""
    faults = f"{stack.simulator_url}/admin/faults"
    client = connect(stack, make(stack, "key", "newcomer"), "203.0.113.253")
    http.request(
        "POST", faults, json={"fault": "error:29", "times": 1, "method": "user.getTopTracks"}
    )
    started = time.monotonic()
    page = client.current_user_top_tracks(time_range="long_term")
    assert page["total"] == 1
    assert time.monotonic() - started > 1
    PAGES["tracks"].validate_python(page)


def _spend(stack: LocalStack, seconds: float) -> None:
    """Make the latest caller's quota look spent for some more seconds."""
    table = aws.session().client("dynamodb", endpoint_url=stack.endpoint_url)
    pages = table.get_paginator("scan").paginate(TableName=stack.table_name)
    items = (item for page in pages for item in page["Items"])
    logs = [item for item in items if item["pk"]["S"].startswith("caller#")]
    last = max(logs, key=lambda item: parse_log(item).times[-1])
    known, now = parse_log(last), int(time.time() * 1000)
    assert recent(known.times, now, SPENT)
    begin = int(now - SPENT.window * 1000 + seconds * 1000)
    spent = CallLog([begin] * SPENT.calls, known.version + 1)
    table.put_item(
        TableName=stack.table_name, Item=log_item(last["pk"]["S"], spent, now, SPENT.window)
    )


def test_readmes_five_lines_run(stack: LocalStack, key: str) -> None:
    """They print the holder's top ten."""
    page = (aws.ROOT / "README.md").read_text(encoding="utf-8")
    (lines,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len([line for line in lines.splitlines() if line]) == 5
    here = lines.replace("http://127.0.0.1:8080/local", stack.base_url)
    assert here != lines
    run = [sys.executable, "-c", here]
    env = {**os.environ, "KEY": key, "PYTHONIOENCODING": "utf-8"}
    told = subprocess.run(run, env=env, check=True, capture_output=True, text=True).stdout
    assert len(told.splitlines()) == 10
    assert all(" - " in line for line in told.splitlines())
