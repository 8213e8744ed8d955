"""lastfm-ts-api from npm, unmodified, against the deployed stack."""

import json
import os
import subprocess
from typing import Any
from urllib.parse import urlsplit

import pytest
import urllib3

from lastfm_gateway.faces.webservice.calls import PLACEHOLDER_KEY
from local.npm import ROOT, installed
from local.simulator import API_KEY, SECOND_API_KEY, SECOND_SHARED_SECRET, session_key
from local.stack import LocalStack
from tests.support.writer import Writer

SUPPORT = ROOT / "tests" / "support"
OWN = {
    "api_key": SECOND_API_KEY,
    "secret": SECOND_SHARED_SECRET,
    "session": session_key("rj", SECOND_API_KEY),
}
#: A made-up key and secret, which the gateway replaces with the deployment's own.
PLACEHOLDER = {"api_key": PLACEHOLDER_KEY, "secret": "none", "session": session_key("rj")}

type Outcomes = list[dict[str, Any]]


def run(stack: LocalStack, keys: dict[str, str], *calls: tuple[str, str, object]) -> Outcomes:
    """Call the client's methods, given as class, method and arguments.

    An `address` among the keys is the caller's address that the gateway sees.
    """
    listed = [{"of": of, "does": does, "takes": takes} for of, does, takes in calls]
    path = urlsplit(stack.base_url).path + "/2.0"
    client = installed("clients", "lastfm-ts-api") / "dist" / "index.js"
    done = subprocess.run(
        [
            *("node", "--require", str(SUPPORT / "transport.cjs"), str(SUPPORT / "client.mjs")),
            json.dumps({"keys": keys, "path": path, "calls": listed}),
        ],
        env={
            **os.environ,
            "BASE_URL": stack.base_url,
            "CLIENT": str(client),
            "ADDRESS": keys.get("address", ""),
        },
        check=True,
        capture_output=True,
        text=True,
    )
    outcomes: Outcomes = json.loads(done.stdout)
    return outcomes


@pytest.mark.parametrize("keys", [OWN, PLACEHOLDER], ids=["own key", "placeholder"])
def test_client_reads_pages_and_searches(stack: LocalStack, keys: dict[str, str]) -> None:
    """All calls are GETs in JSON."""
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


def test_client_scrobbles_loves_and_signs_in(
    stack: LocalStack, writer: Writer, moment: int
) -> None:
    """One scrobble, twelve at once, a love, now playing and a mobile session work.

    The client and the gateway sign at alternate moments.
    """
    keys, application = ((OWN, SECOND_API_KEY), (PLACEHOLDER, API_KEY))[moment % 2]
    granted, start = writer.session(application), writer.start
    one = {"artist": "Radiohead", "track": "Creep", "timestamp": start}
    many = [
        {"artist": "Radiohead", "track": f"Track {n}", "timestamp": start + 1 + n}
        for n in range(12)
    ]
    window = {"user": writer.name, "limit": 50, "from": start, "to": start + 13}
    found = run(
        stack,
        {**keys, "session": granted, "address": writer.address},
        ("LastFMTrack", "scrobble", one),
        ("LastFMTrack", "scrobbleMany", many),
        ("LastFMTrack", "love", {"artist": "Radiohead", "track": "Lucky"}),
        ("LastFMTrack", "updateNowPlaying", {"artist": "Radiohead", "track": "Lucky"}),
        (
            "LastFMAuth",
            "getMobileSession",
            {"username": writer.name, "password": writer.password},
        ),
        ("LastFMUser", "getRecentTracks", window),
    )
    single, batch, love, playing, session, recent = [outcome["answer"] for outcome in found]
    assert single["scrobbles"]["@attr"] == {"accepted": 1, "ignored": 0}
    assert batch["scrobbles"]["@attr"] == {"accepted": 12, "ignored": 0}
    assert love == {}
    assert playing["nowplaying"]["track"]["#text"] == "Lucky"
    assert session["session"]["key"] == granted
    titles = [row["name"] for row in recent["recenttracks"]["track"] if "date" in row]
    assert titles == [*(f"Track {n}" for n in reversed(range(12))), "Creep"]


def test_errors_reach_the_client(stack: LocalStack) -> None:
    """Errors 6, 10, 17 and 29 keep Last.fm's status."""
    asked = ("LastFMUser", "getRecentTracks", {"user": "hermit"})
    nobody = ("LastFMUser", "getInfo", {"user": "nobody-at-all"})
    assert run(stack, OWN, nobody, asked) == [
        {"status": 404, "error": 6},
        {"status": 403, "error": 17},
    ]
    assert run(stack, OWN | {"api_key": "f" * 32}, asked) == [{"status": 403, "error": 10}]
    faults = f"{stack.simulator_url}/admin/faults"
    limited = {"fault": "error:29", "times": 1, "method": "user.getInfo"}
    urllib3.request("POST", faults, json=limited)
    assert run(stack, OWN, nobody) == [{"status": 429, "error": 29}]
