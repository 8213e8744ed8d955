"""Real clients of Spotify's that walk through a long list on the deployed stack."""

import json
import os
import subprocess
import time
from collections.abc import Callable
from itertools import count
from typing import Final

import httpx
import pytest
import spotipy  # type: ignore[import-untyped]  # it has no types
import tekore  # type: ignore[import-untyped]  # the same
import urllib3

from lastfm_gateway.lastfm.signature import sign
from local.npm import ROOT, installed
from local.simulator import API_KEY, SHARED_SECRET, session_key
from local.stack import LocalStack
from tests.e2e.test_keys import make

LENGTH: Final = 2500
http = urllib3.PoolManager(retries=False)


@pytest.fixture(scope="module")
def key(stack: LocalStack) -> str:
    """A key of a user with more than 2,500 tracks within a month."""
    now = int(time.time())
    for first in range(0, LENGTH, 50):
        played = {"method": "track.scrobble", "api_key": API_KEY, "sk": session_key("hermit")}
        for row in range(50):
            played[f"artist[{row}]"] = "Radiohead"
            played[f"track[{row}]"] = f"Walked {first + row}"
            played[f"timestamp[{row}]"] = str(now - 400_000 - first - row)
        form = {**played, "api_sig": sign(played, SHARED_SECRET), "format": "json"}
        told = http.request(
            "POST", f"{stack.simulator_url}/2.0/", fields=form, encode_multipart=False
        )
        assert told.json()["scrobbles"]["@attr"]["accepted"] == 50
    made = make(stack, "key", "hermit")
    header = {"Authorization": f"Bearer {made}"}  # once it answers, the function has started
    assert http.request("GET", f"{stack.base_url}/v1/me", headers=header).status == 200
    return made


def _by_spotipy(stack: LocalStack, key: str, address: str, step: int) -> list[str]:
    client = spotipy.Spotify(auth=key, retries=0, status_retries=0, requests_timeout=30)
    client.prefix = f"{stack.base_url}/v1/"
    client._session.headers["X-Forwarded-For"] = address  # noqa: SLF001 (there is no other way)
    pages = (
        client.current_user_top_tracks(step, offset, "short_term")
        for offset in range(0, LENGTH, step)
    )
    return [item["name"] for page in pages for item in page["items"]]


def _by_tekore(stack: LocalStack, key: str, address: str, step: int) -> list[str]:
    headers = {"X-Forwarded-For": address}
    with (
        httpx.Client(headers=headers, timeout=30) as connection,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("tekore._client.base.prefix", f"{stack.base_url}/v1/")
        client = tekore.Spotify(key, sender=tekore.SyncSender(connection))
        pages = (
            client.current_user_top_tracks("short_term", step, offset)
            for offset in range(0, LENGTH, step)
        )
        return [item.name for page in pages for item in page.items]


def _by_sdk(stack: LocalStack, key: str, address: str, step: int) -> list[str]:
    sdk = installed("clients", "@spotify/web-api-ts-sdk") / "dist" / "mjs" / "index.js"
    arguments = {
        "base": stack.base_url,
        "key": key,
        "address": address,
        "step": step,
        "length": LENGTH,
    }
    done = subprocess.run(
        ["node", str(ROOT / "tests" / "support" / "spotify-walk.mjs"), json.dumps(arguments)],
        env={**os.environ, "CLIENT": str(sdk)},
        check=True,
        capture_output=True,
        text=True,
    )
    titles: list[str] = json.loads(done.stdout)
    return titles


_ADDRESSES = count(10)


@pytest.mark.filterwarnings("ignore::tekore.model.UnknownModelAttributeWarning")
@pytest.mark.parametrize("step", [50, 20, 3])
@pytest.mark.parametrize(
    "walk", [_by_spotipy, _by_tekore, _by_sdk], ids=("spotipy", "tekore", "sdk")
)
def test_walk_through_2500_tracks_meets_no_429(
    stack: LocalStack,
    key: str,
    walk: Callable[[LocalStack, str, str, int], list[str]],
    step: int,
) -> None:
    """None of the clients retries: each would raise at its first refusal."""
    titles = walk(stack, key, f"203.0.113.{next(_ADDRESSES)}", step)
    assert len(titles) >= LENGTH
    assert len(set(titles)) >= LENGTH * 0.9
