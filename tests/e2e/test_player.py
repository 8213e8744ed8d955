"""tekore, spotipy and Spotify's own SDK from npm, unmodified, on every route of the player."""

import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import httpx
import pytest
import spotipy  # type: ignore[import-untyped]  # it has no types
import tekore  # type: ignore[import-untyped]  # the same
import urllib3

from local.npm import ROOT, installed
from local.stack import LocalStack
from tests.e2e.test_keys import make
from tests.support.spotify import Error
from tests.support.spotify_player import CurrentlyPlaying, PlaybackState, TokenError
from tests.support.writer import Writer, new_writer

#: Listens of the user, two in each second, and how many are on a page.
LISTENS: Final = 130
LIMIT: Final = 20

http = urllib3.PoolManager(retries=False)


class Listener(NamedTuple):
    """A user with listens, who plays a track, and their key. `titles` are newest first."""

    writer: Writer
    key: str
    titles: list[str]


class Found(NamedTuple):
    """What a client read: the playing track's title, its progress, and all titles."""

    current: str
    progress: int
    devices: list[Any]
    titles: list[str]
    refused: str


@pytest.fixture(scope="module")
def listener(stack: LocalStack) -> Listener:
    """A user who scrobbled through the gateway, and who plays a track through it."""
    assert stack.simulator_url
    writer = new_writer(stack.simulator_url)
    session = writer.session()
    for first in range(0, LISTENS, 50):
        form = {"sk": session}
        for place, n in enumerate(range(first, min(first + 50, LISTENS))):
            at = str(writer.start + n // 2)
            names = {"artist": "Radiohead", "track": f"Track {n:03}", "timestamp": at}
            form |= {f"{name}[{place}]": value for name, value in names.items()}
        _post(stack, "/track/scrobble", writer, form)
    playing = {"artist": "Air", "track": "Run", "album": "Talkie Walkie", "duration": "244"}
    _post(stack, "/track/updateNowPlaying", writer, {**playing, "sk": session})
    titles = [f"Track {n:03}" for n in range(LISTENS)]
    return Listener(writer, make(stack, "key", writer.name), sorted(titles, reverse=True))


def _post(stack: LocalStack, path: str, writer: Writer, form: dict[str, str]) -> None:
    headers = {"X-Forwarded-For": writer.address}
    reply = http.request_encode_body(
        "POST", stack.base_url + path, fields=form, headers=headers, encode_multipart=False
    )
    assert reply.status == 200, reply.data


def by_spotipy(stack: LocalStack, key: str, address: str, *, pkce: bool) -> Found:
    """Read all by spotipy, whose cached token has expired."""
    scope = "user-read-recently-played"
    expired = {
        "access_token": "old",
        "token_type": "Bearer",
        "expires_in": 1,
        "expires_at": 1,
        "refresh_token": key,
        "scope": scope,
    }
    cache = spotipy.cache_handler.MemoryCacheHandler(expired)
    shared = {"redirect_uri": "http://127.0.0.1/", "scope": scope, "cache_handler": cache}
    manager: Any
    if pkce:
        manager = spotipy.SpotifyPKCE(client_id="any", **shared)
    else:
        manager = spotipy.SpotifyOAuth(client_id="any", client_secret="any", **shared)
    manager.OAUTH_TOKEN_URL = f"{stack.base_url}/api/token"
    client = spotipy.Spotify(auth_manager=manager, retries=0)
    client.prefix = f"{stack.base_url}/v1/"
    for session in (client._session, manager._session):  # noqa: SLF001 (there is no other way)
        session.headers["X-Forwarded-For"] = address
    current, state = client.currently_playing(), client.current_playback()
    assert state["item"] == current["item"] == client.queue()["currently_playing"]
    assert client.current_user_playing_track()["item"] == current["item"]
    page, titles = client.current_user_recently_played(limit=LIMIT), list[str]()
    while page:
        titles += [item["track"]["name"] for item in page["items"]]
        page = client.next(page)
    with pytest.raises(spotipy.SpotifyException) as refused:
        client.pause_playback()
    devices = client.devices()["devices"]
    return Found(current["item"]["name"], state["progress_ms"], devices, titles, str(refused.value))


@pytest.fixture
def sender(stack: LocalStack, listener: Listener) -> Iterator[Any]:
    """What tekore sends its requests by, at the stack's addresses."""
    headers = {"X-Forwarded-For": listener.writer.address}
    with (
        httpx.Client(headers=headers, timeout=30) as connection,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr("tekore._client.base.prefix", f"{stack.base_url}/v1/")
        patch.setattr("tekore._auth.expiring.client.OAUTH_TOKEN_URL", f"{stack.base_url}/api/token")
        yield tekore.SyncSender(connection)


def by_tekore(sender: Any, key: str, *, pkce: bool) -> Found:
    """Read all by tekore, which validates every answer against its models."""
    secret = None if pkce else "any"
    credentials = tekore.RefreshingCredentials("any", secret, "http://127.0.0.1/", sender=sender)
    refresh = credentials.refresh_pkce_token if pkce else credentials.refresh_user_token
    token = refresh(key)
    assert not token.is_expiring
    assert "user-read-recently-played" in token.scope
    client = tekore.Spotify(token, sender=sender)
    current, state = client.playback_currently_playing(), client.playback()
    assert client.playback_queue().currently_playing.name == state.item.name
    page, titles = client.playback_recently_played(LIMIT), list[str]()
    while page:
        titles += [item.track.name for item in page.items]
        page = client.next(page)
    with pytest.raises(tekore.Forbidden) as refused:
        client.playback_pause()
    devices = client.playback_devices()
    return Found(current.item.name, state.progress_ms, devices, titles, str(refused.value))


def by_sdk(stack: LocalStack, key: str, address: str) -> Found:
    """Read all by the SDK, whose token has expired."""
    sdk = installed("clients", "@spotify/web-api-ts-sdk") / "dist" / "mjs" / "index.js"
    arguments = {"base": stack.base_url, "key": key, "address": address, "limit": LIMIT}
    done = subprocess.run(
        ["node", str(ROOT / "tests" / "support" / "spotify-player.mjs"), json.dumps(arguments)],
        env={**os.environ, "CLIENT": str(sdk)},
        check=True,
        capture_output=True,
        text=True,
    )
    got = json.loads(done.stdout)
    CurrentlyPlaying.model_validate(got["current"])
    PlaybackState.model_validate(got["state"])
    assert got["queue"]["queue"] == []
    return Found(
        got["current"]["item"]["name"],
        got["state"]["progress_ms"],
        got["devices"],
        got["titles"],
        got["refused"],
    )


def check(listener: Listener, found: Found) -> None:
    """Fail unless a client read the track that plays and every listen once."""
    assert (found.current, found.devices) == ("Run", [])
    assert 0 < found.progress <= 244_000
    # Of the two listens of a second, either one may come first.
    assert sorted(found.titles, reverse=True) == listener.titles
    assert len(found.titles) == LISTENS
    assert "takes no commands" in found.refused


@pytest.mark.parametrize("pkce", [False, True], ids=["basic", "pkce"])
def test_spotipy_reads_the_player(stack: LocalStack, listener: Listener, *, pkce: bool) -> None:
    """It refreshes its token by itself, and follows `next` to the end."""
    check(listener, by_spotipy(stack, listener.key, listener.writer.address, pkce=pkce))


@pytest.mark.filterwarnings("ignore::tekore.model.UnknownModelAttributeWarning")
@pytest.mark.parametrize("pkce", [False, True], ids=["basic", "pkce"])
def test_tekore_reads_the_player(sender: Any, listener: Listener, *, pkce: bool) -> None:
    """Each answer fits its models, and `next` leads to the end."""
    check(listener, by_tekore(sender, listener.key, pkce=pkce))


def test_spotifys_own_sdk_reads_the_player(stack: LocalStack, listener: Listener) -> None:
    """It pages by its cursors."""
    check(listener, by_sdk(stack, listener.key, listener.writer.address))


def test_idle_player_and_refusals_on_the_deployed_stack(
    stack: LocalStack, listener: Listener
) -> None:
    """204 while nothing plays, and each refusal in its face's shape, whatever the verb."""
    assert stack.simulator_url
    headers = {"X-Forwarded-For": listener.writer.address}
    idle = make(stack, "key", new_writer(stack.simulator_url).name)
    with_key = {**headers, "Authorization": f"Bearer {idle}"}
    url = f"{stack.base_url}/v1/me/player"
    for path in ("", "/currently-playing"):
        reply = http.request("GET", url + path, headers=with_key)
        assert (reply.status, reply.data) == (204, b"")
    for verb, path in (("PUT", ""), ("PUT", "/play"), ("POST", "/next"), ("POST", "/queue")):
        reply = http.request(verb, url + path, headers=with_key)
        assert Error.model_validate(reply.json()).error.status == reply.status == 403
    token = f"{stack.base_url}/api/token"
    for body, status, code in (
        (b"grant_type=refresh_token&refresh_token=AQD", 400, "invalid_grant"),
        (b"grant_type=client_credentials", 400, "unsupported_grant_type"),
        (b'{"grant_type": "refresh_token"}', 400, "invalid_request"),
    ):
        reply = http.request("POST", token, body=body, headers=headers)
        assert (reply.status, TokenError.model_validate(reply.json()).error) == (status, code)
    reply = http.request("GET", token, headers=headers)
    assert TokenError.model_validate(reply.json()).error == "invalid_request"
    assert reply.status == 405
