"""One scrobble in, every face out, on the deployed stack: Last.fm up, slow and down."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest
import urllib3

from lastfm_gateway.lastfm.signature import sign
from local import aws
from local.simulator import API_KEY, SHARED_SECRET
from local.stack import LocalStack
from tests.e2e.test_keys import sign_in
from tests.e2e.test_scrobble_queue import drain
from tests.support.writer import Writer

PATIENCE: Final = 60.0

#: How long a turn may take, in seconds, for the newest page to be fresh until its end.
AT_MOST: Final = 20.0
TURNS: Final = 5

#: Where a player's writes come in: signed here, or with "presigned" by the player.
FACES: Final = ("rest", "webservice", "presigned", "listenbrainz")

VENUS: Final = {"artist": "Air", "track": "Venus", "album": "Talkie Walkie"}

http = urllib3.PoolManager(retries=False)


@dataclass(frozen=True)
class Listener:
    """A user with a key and a player."""

    stack: LocalStack
    writer: Writer
    key: str

    def get(self, path: str) -> Any:
        """Return a face's answer to the key."""
        headers = {"Authorization": f"Bearer {self.key}", "X-Forwarded-For": self.writer.address}
        reply = http.request("GET", self.stack.base_url + path, headers=headers)
        assert reply.status == 200, reply.data
        return reply.json()

    def send(self, method: str, face: str, **more: str) -> urllib3.BaseHTTPResponse:
        """Send a write to a face, signed there or by the player."""
        if face == "listenbrainz":
            return self._submit({**VENUS, **more})
        form = {**VENUS, **more, "sk": self.writer.session()}
        path = "/" + method.replace(".", "/")
        if face != "rest":
            path, form["method"] = "/2.0/", method
        if face == "presigned":
            form["api_key"] = API_KEY
            form["api_sig"] = sign(form, SHARED_SECRET)
        return http.request(
            "POST",
            self.stack.base_url + path,
            fields=form,
            encode_multipart=False,
            headers={"X-Forwarded-For": self.writer.address},
        )

    def _submit(self, sent: Mapping[str, str]) -> urllib3.BaseHTTPResponse:
        """Send a write as ListenBrainz's clients do: with a timestamp a listen, else what plays."""
        metadata = {
            "artist_name": sent["artist"],
            "track_name": sent["track"],
            "release_name": sent["album"],
            "additional_info": {"duration": sent.get("duration")},
        }
        listen: dict[str, Any] = {"track_metadata": metadata}
        if "timestamp" in sent:
            listen["listened_at"] = int(sent["timestamp"])
        kind = "single" if "timestamp" in sent else "playing_now"
        return http.request(
            "POST",
            f"{self.stack.base_url}/1/submit-listens",
            json={"listen_type": kind, "payload": [listen]},
            headers={
                "Authorization": f"Token {self.key}",
                "X-Forwarded-For": self.writer.address,
            },
        )

    def calls(self) -> list[str]:
        """Return the methods of requests' calls to Last.fm since it was asked last."""
        log = http.request("GET", f"{self.stack.simulator_url}/admin/log").json()
        http.request("DELETE", f"{self.stack.simulator_url}/admin/log")
        return [call["method"] for call in log if not _is_import(call["parameters"])]

    def titles(self, limit: int = 10) -> list[str]:
        """Return the titles of the latest scrobbles, the newest first."""
        rows = self.get(f"/v1/listening/recent?limit={limit}")["data"]
        return [row["track"]["name"] for row in rows]


def _is_import(sent: Mapping[str, str]) -> bool:
    """Return whether a call is the importer's, which works in the background."""
    return sent.get("limit") == "1000" or (sent.get("limit") == "1" and "extended" not in sent)


@pytest.fixture
def listener(stack: LocalStack, writer: Writer) -> Listener:
    """A user who signed in to write, whose history is imported and whose session is known."""
    begin = http.request("GET", f"{stack.base_url}/auth/url?scope=write").json()["auth_url"]
    key = sign_in(stack, writer.name, at=begin).json()["key"]
    made = Listener(stack, writer, key)
    assert made.titles() == []
    end = time.monotonic() + PATIENCE
    while not made.get("/v1/listening/import")["verified_at"] and time.monotonic() < end:
        time.sleep(0.5)
    assert made.send("track.love", "rest").status == 200
    return made


@pytest.fixture
def fault(stack: LocalStack, request: pytest.FixtureRequest) -> Iterator[str]:
    """A fault of Last.fm's while the test runs; "" for none."""
    faults = f"{stack.simulator_url}/admin/faults"
    if request.param:
        assert http.request("POST", faults, json={"fault": request.param}).status == 200
    yield request.param
    http.request("DELETE", faults)


@pytest.mark.parametrize("face", FACES)
@pytest.mark.parametrize("fault", ["", "delay:1500"], indirect=True, ids=["up", "slow"])
def test_writes_show_at_once_without_further_calls(
    listener: Listener, face: str, fault: str
) -> None:
    """What plays, and what was played, in all faces; Last.fm gets the two writes alone.

    The newest page is asked for each 30 seconds anyhow: a turn that took longer is repeated.
    """
    assert fault is not None
    for turn in range(1, TURNS + 1):
        listener.titles(limit=10 + turn)  # the newest page is less than 30 seconds old
        begun = time.monotonic()
        listener.calls()
        _play_and_look(listener, face, f"Track {turn}", turn)
        calls = listener.calls()
        if time.monotonic() - begun < AT_MOST:
            break
        time.sleep(30 - AT_MOST)
    assert calls == ["track.updateNowPlaying", "track.scrobble"]


def _play_and_look(listener: Listener, face: str, title: str, played: int) -> None:
    """Play a track and scrobble it; check that every face shows it."""
    update = listener.send("track.updateNowPlaying", face, track=title, duration="300")
    assert update.status == 200
    flat = listener.get("/v1/now-playing")
    assert (flat["status"], flat["title"], flat["duration"]) == ("playing", title, 300)
    rewind = listener.get("/v1/listening/now-playing")
    assert (rewind["is_playing"], rewind["track"]["name"]) == (True, title)
    player = listener.get("/v1/me/player/currently-playing")
    assert (player["is_playing"], player["item"]["name"]) == (True, title)
    again = listener.get("/v1/me/player/currently-playing")
    assert again["progress_ms"] > player["progress_ms"]
    listens = listener.get(f"/1/user/{listener.writer.name}/playing-now")["payload"]["listens"]
    assert listens[0]["track_metadata"]["track_name"] == title
    started = str(int(time.time()) - 60)
    reply = listener.send("track.scrobble", face, track=title, timestamp=started)
    assert (reply.status, reply.headers["X-Scrobble"]) == (200, "delivered")
    assert listener.titles()[0] == title
    recent = listener.get("/v1/me/player/recently-played?limit=1")["items"]
    assert recent[0]["track"]["name"] == title
    assert listener.get("/v1/listening/history")["pagination"]["total"] == played


@pytest.mark.parametrize("fault", ["refuse:11"], indirect=True)
def test_queued_listens_show_at_once_and_once(
    stack: LocalStack, listener: Listener, fault: str
) -> None:
    """While Last.fm is down, and after their delivery. A player of ListenBrainz's is told 200."""
    assert fault
    began = int(time.time()) - 600
    reply = listener.send("track.scrobble", "rest", timestamp=str(began))
    assert (reply.status, reply.headers["X-Scrobble"]) == (202, "queued")
    later = {"track": "Run", "timestamp": str(began + 300)}
    reply = listener.send("track.scrobble", "listenbrainz", **later)
    assert (reply.status, reply.headers["X-Scrobble"]) == (200, "queued")
    assert listener.titles() == ["Run", "Venus"]
    http.request("DELETE", f"{stack.simulator_url}/admin/faults")
    url = aws.deployed_stack(stack.endpoint_url).outputs["ScrobbleQueueUrl"]
    drain(aws.session().client("sqs", endpoint_url=stack.endpoint_url), url)
    assert listener.titles() == ["Run", "Venus"]
    listener.calls()
    time.sleep(31)  # the next page of Last.fm's
    assert listener.titles() == ["Run", "Venus"]
    listener.titles(limit=11)
    assert "user.getRecentTracks" in listener.calls()


def test_share_token_shows_what_plays(stack: LocalStack, listener: Listener) -> None:
    """To anybody, without a header; not the rest of the face."""
    headers = {"Authorization": f"Bearer {listener.key}"}
    made = http.request("POST", f"{stack.base_url}/v1/keys/share", headers=headers)
    assert made.status == 201, made.data
    listener.send("track.updateNowPlaying", "rest", duration="300")
    shared = f"{stack.base_url}/share/{made.json()['key']}"
    reply = http.request("GET", f"{shared}/now-playing?format=text")
    assert (reply.status, reply.data.decode()) == (200, "Air \N{EN DASH} Venus")
    assert http.request("GET", f"{shared}/nothing").status == 404
    refused = http.request("GET", f"{stack.base_url}/share/{listener.key}/now-playing")
    assert (refused.status, refused.json()["status"]) == (401, "unavailable")
