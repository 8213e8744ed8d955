"""lastfm-ts-api from npm, unmodified, against the deployed stack."""

import json
import os
import subprocess
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
import urllib3

from lastfm_gateway.faces.webservice import PLACEHOLDER_KEY
from local.simulator import API_KEY, PASSWORDS, SHARED_SECRET, session_key
from local.stack import LocalStack
from tests.support.npm import ROOT, installed

SUPPORT = ROOT / "tests" / "support"
OWN = {"api_key": API_KEY, "secret": SHARED_SECRET, "session": session_key("rj")}
#: Both key and secret are made up: the gateway puts the deployment's own in their place.
PLACEHOLDER = {"api_key": PLACEHOLDER_KEY, "secret": "none", "session": session_key("rj")}
START = int(time.time()) - 7000

type Outcomes = list[dict[str, Any]]


def run(stack: LocalStack, keys: dict[str, str], *calls: tuple[str, str, object]) -> Outcomes:
    """Make some calls by the client: its class, its method and what that takes."""
    listed = [{"of": of, "does": does, "takes": takes} for of, does, takes in calls]
    path = urlsplit(stack.base_url).path + "/2.0"
    client = installed("clients", "lastfm-ts-api") / "dist" / "index.js"
    done = subprocess.run(
        [
            *("node", "--require", str(SUPPORT / "transport.cjs"), str(SUPPORT / "client.mjs")),
            json.dumps({"keys": keys, "path": path, "calls": listed}),
        ],
        env={**os.environ, "BASE_URL": stack.base_url, "CLIENT": str(client)},
        check=True,
        capture_output=True,
        text=True,
    )
    outcomes: Outcomes = json.loads(done.stdout)
    return outcomes


@pytest.mark.parametrize("keys", [OWN, PLACEHOLDER], ids=["own key", "placeholder"])
def test_it_reads(stack: LocalStack, keys: dict[str, str]) -> None:
    """Reads, pages and searches, in JSON by GET."""
    found = run(
        stack,
        keys,
        ("LastFMArtist", "getInfo", {"artist": "Radiohead"}),
        ("LastFMUser", "getTopArtists", {"user": "rj", "limit": 2, "page": 1}),
        ("LastFMUser", "getTopArtists", {"user": "rj", "limit": 2, "page": 2}),
        ("LastFMArtist", "search", {"artist": "radio"}),
    )
    info, first, second, search = [outcome["answer"] for outcome in found]
    assert info["artist"]["name"] == "Radiohead"
    ranks = [
        row["@attr"]["rank"] for page in (first, second) for row in page["topartists"]["artist"]
    ]
    assert ranks == ["1", "2", "3", "4"]
    assert "Radiohead" in json.dumps(search["results"]["artistmatches"])


@pytest.mark.parametrize("keys", [OWN, PLACEHOLDER], ids=["own key", "placeholder"])
def test_it_writes(stack: LocalStack, keys: dict[str, str]) -> None:
    """A scrobble, twelve at once, a love, what is playing, a mobile session: signed by either."""
    one = {"artist": "Radiohead", "track": "Creep", "timestamp": START}
    many = [
        {"artist": "Radiohead", "track": f"Track {n}", "timestamp": START + n} for n in range(12)
    ]
    found = run(
        stack,
        keys,
        ("LastFMTrack", "scrobble", one),
        ("LastFMTrack", "scrobbleMany", many),
        ("LastFMTrack", "love", {"artist": "Radiohead", "track": "Lucky"}),
        ("LastFMTrack", "updateNowPlaying", {"artist": "Radiohead", "track": "Lucky"}),
        ("LastFMAuth", "getMobileSession", {"username": "rj", "password": PASSWORDS["rj"]}),
    )
    single, batch, love, playing, session = [outcome["answer"] for outcome in found]
    assert single["scrobbles"]["@attr"] == {"accepted": 1, "ignored": 0}
    assert batch["scrobbles"]["@attr"] == {"accepted": 12, "ignored": 0}
    assert love == {}
    assert playing["nowplaying"]["track"]["#text"] == "Lucky"
    assert session["session"]["key"] == session_key("rj")


def test_it_is_told_of_errors(stack: LocalStack) -> None:
    """Errors 6, 10, 17 and 29 reach it with Last.fm's own status."""
    asked = ("LastFMUser", "getRecentTracks", {"user": "hermit"})
    nobody = ("LastFMUser", "getInfo", {"user": "nobody-at-all"})
    assert run(stack, OWN, nobody, asked) == [
        {"status": 404, "error": 6},
        {"status": 403, "error": 17},
    ]
    assert run(stack, OWN | {"api_key": "f" * 32}, asked) == [{"status": 403, "error": 10}]
    faults = f"{stack.simulator_url}/admin/faults"
    urllib3.request("POST", faults, json={"fault": "error:29", "times": 1})
    assert run(stack, OWN, asked) == [{"status": 429, "error": 29}]
