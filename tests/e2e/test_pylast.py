"""pylast from PyPI, unmodified, against the deployed stack: XML over POST."""

from typing import Any
from urllib.parse import urlsplit

import httpx2
import pylast
import pytest
import urllib3

from lastfm_gateway.faces.webservice.calls import PLACEHOLDER_KEY
from local.simulator import SECOND_API_KEY, SECOND_SHARED_SECRET
from local.stack import LocalStack
from tests.support.writer import Writer

http = urllib3.PoolManager(retries=False)


class GatewayTransport(httpx2.BaseTransport):
    """Sends requests for Last.fm over https to the gateway on this machine."""

    def __init__(self, base_url: str, address: str) -> None:
        self._base_url = base_url
        self._caller = {"X-Forwarded-For": address} if address else {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the same path, query and body to the gateway."""
        assert request.url.host == "ws.audioscrobbler.com"
        reply = http.request(
            request.method,
            self._base_url + request.url.raw_path.decode(),
            body=request.read(),
            headers={"Content-Type": request.headers["Content-Type"], **self._caller},
        )
        kept = {"Content-Type": reply.headers["Content-Type"]}
        return httpx2.Response(reply.status, headers=kept, content=reply.data)


def connect(stack: LocalStack, address: str = "", **keys: str) -> Any:
    """Return a pylast network whose calls all go to the gateway. Half of it has no types."""
    network = pylast.LastFMNetwork(**keys)
    network.enable_proxy({"https://": GatewayTransport(stack.base_url, address)})
    return network


@pytest.fixture
def own(stack: LocalStack) -> Any:
    """An application with its own key and secret, without a session."""
    return connect(stack, api_key=SECOND_API_KEY, api_secret=SECOND_SHARED_SECRET)


@pytest.fixture
def keyless(stack: LocalStack) -> Any:
    """An application without key, secret and session."""
    return connect(stack, api_key=PLACEHOLDER_KEY)


def test_only_the_transport_is_replaced(stack: LocalStack) -> None:
    """Pylast itself still calls Last.fm's own address."""
    network = connect(stack, api_key=PLACEHOLDER_KEY)
    assert network.ws_server == ("ws.audioscrobbler.com", "/2.0/")
    assert urlsplit(stack.base_url).hostname == "127.0.0.1"


def test_client_reads_without_a_key(keyless: Any) -> None:
    """Info, lists and their pages, charts and a search work."""
    artist = keyless.get_artist("radiohead")
    assert artist.get_correction() == "Radiohead"
    assert artist.get_listener_count() > 0
    assert len(artist.get_top_tracks(limit=5)) == 5
    user = keyless.get_user("rj")
    recent = user.get_recent_tracks(limit=250)
    assert len(recent) == 250
    assert [int(track.timestamp) for track in recent] == sorted(
        (int(track.timestamp) for track in recent), reverse=True
    )
    assert len(keyless.get_top_artists(limit=3)) == 3
    search = keyless.search_for_track("Radiohead", "Creep")
    assert "Creep" in [track.title for track in search.get_next_page()]


@pytest.mark.usefixtures("moment")
def test_client_signs_in_and_writes_with_its_own_key(stack: LocalStack, writer: Writer) -> None:
    """A mobile session, one scrobble, twelve at once, a love and now playing work."""
    network = connect(
        stack, writer.address, api_key=SECOND_API_KEY, api_secret=SECOND_SHARED_SECRET
    )
    generator = pylast.SessionKeyGenerator(network)
    network.session_key = generator.get_session_key(writer.name, pylast.md5(writer.password))
    assert network.session_key == writer.session(SECOND_API_KEY)
    _write(network, writer)


@pytest.mark.usefixtures("moment")
def test_client_signs_in_with_a_password_and_the_placeholder_key(
    stack: LocalStack, writer: Writer
) -> None:
    """Pylast sends `authToken`; the gateway signs, and the session writes with its key."""
    network = connect(stack, writer.address, api_key=PLACEHOLDER_KEY, api_secret="none")
    generator = pylast.SessionKeyGenerator(network)
    network.session_key = generator.get_session_key(writer.name, pylast.md5(writer.password))
    assert network.session_key == writer.session()
    network.update_now_playing("Radiohead", "Lucky")


@pytest.mark.usefixtures("moment")
def test_client_writes_with_a_session_alone(stack: LocalStack, writer: Writer) -> None:
    """The gateway replaces the signature that pylast makes without a secret."""
    network = connect(stack, writer.address, api_key=PLACEHOLDER_KEY, api_secret="none")
    network.session_key = writer.session()
    _write(network, writer)


def _write(network: Any, writer: Writer) -> None:
    start = writer.start
    network.scrobble("Radiohead", "Lucky", start, album="OK Computer", duration=259)
    batch = [
        {"artist": "Radiohead", "title": f"Number {n}", "timestamp": start + 1 + n}
        for n in range(12)
    ]
    network.scrobble_many(batch)
    user = network.get_user(writer.name)
    played = user.get_recent_tracks(limit=13, time_from=start, time_to=start + 13)
    assert [track.track.title for track in played] == [
        *(f"Number {n}" for n in reversed(range(12))),
        "Lucky",
    ]
    track = network.get_track("Radiohead", "Lucky")
    track.love()
    loved = [each.track for each in user.get_loved_tracks(limit=5)]
    assert {"Radiohead", "Lucky"} in [{each.artist.name, each.title} for each in loved]
    track.unlove()
    network.update_now_playing("Radiohead", "Lucky")
    assert user.get_now_playing() == track
    track.add_tags(("one", "two"))
    assert {tag.name for tag in track.get_tags()} >= {"one", "two"}
    track.remove_tag("one")
    assert "one" not in {tag.name for tag in track.get_tags()}


def test_errors_become_the_clients_exceptions(stack: LocalStack, own: Any) -> None:
    """Errors 6, 10, 17 and 29 keep their codes."""
    with pytest.raises(pylast.WSError) as unknown:
        own.get_user("nobody-at-all").get_playcount()
    with pytest.raises(pylast.WSError) as hidden:
        own.get_user("hermit").get_recent_tracks(limit=1)
    with pytest.raises(pylast.WSError) as bad_key:
        connect(stack, api_key="f" * 32).get_user("rj").get_playcount()
    faults = f"{stack.simulator_url}/admin/faults"
    http.request("POST", faults, json={"fault": "error:29", "times": 1, "method": "user.getInfo"})
    with pytest.raises(pylast.WSError) as limited:
        own.get_user("rj").get_playcount()
    errors: list[Any] = [error.value for error in (unknown, bad_key, hidden, limited)]
    assert [error.get_id() for error in errors] == ["6", "10", "17", "29"]
