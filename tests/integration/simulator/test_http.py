"""The simulator as an HTTP server."""

import gzip
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import RemoteDisconnected
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from local.simulator import API_KEY, SHARED_SECRET, Simulator, session_key, sign
from tests.integration.simulator_client import NOW, RJ, Client, connect, running

_ROOT = Path(__file__).parents[3]


@pytest.fixture
def both() -> Iterator[tuple[Simulator, Client]]:
    """A running simulator and a client of it."""
    with running() as pair:
        yield pair


@pytest.fixture
def simulator(both: tuple[Simulator, Client]) -> Simulator:
    """The running simulator."""
    return both[0]


@pytest.fixture
def client(both: tuple[Simulator, Client]) -> Client:
    """A client of the running simulator."""
    return both[1]


def test_both_paths_answer_over_one_connection(client: Client) -> None:
    """/2.0 and /2.0/ answer alike, one after the other over the same connection."""
    first = client.get()
    socket = client.connection.sock
    assert first[0] == 200
    assert client.get(RJ.replace("/2.0/", "/2.0")) == first
    assert client.connection.sock is socket
    assert client.get("/3.0/")[0] == 404


def test_body_is_urlencoded_whatever_its_content_type(client: Client) -> None:
    """Query and body are merged, and the body wins."""
    body = urlencode({"artist": "Björk & co", "artist ": "x"}) + "&artist=Bj%C3%B6rk"
    query = f"/2.0/?method=artist.getInfo&artist=Nobody&api_key={API_KEY}&format=json"
    client.connection.request(
        "POST", query, body=body, headers={"Content-Type": "application/json"}
    )
    assert json.loads(client.connection.getresponse().read())["artist"]["name"] == "Björk"


def test_answers_are_compressed_on_request(client: Client) -> None:
    """With Accept-Encoding the same answer comes compressed, and is smaller."""
    plain = client.get()[1]
    client.connection.request("GET", RJ, headers={"Accept-Encoding": "gzip"})
    response = client.connection.getresponse()
    packed = response.read()
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert len(packed) < len(plain)


def test_signed_write_is_seen_by_a_read(client: Client) -> None:
    """A posted love is in the list afterwards."""
    form = {"method": "track.love", "artist": "AC/DC", "track": "Hells Bells", "format": "json"}
    form |= {"api_key": API_KEY, "sk": session_key("newcomer")}
    form["api_sig"] = sign(form, SHARED_SECRET)
    client.connection.request("POST", "/2.0", body=urlencode(form))
    assert client.connection.getresponse().read() == b"{}"
    path = RJ.replace("getInfo", "getLovedTracks").replace("user=rj", "user=newcomer")
    assert json.loads(client.get(path)[1])["lovedtracks"]["@attr"]["total"] == "1"


def test_consent_page_redirects_to_the_callback(client: Client) -> None:
    """/api/auth/ redirects to `cb` with a token."""
    client.connection.request("GET", f"/api/auth/?api_key={API_KEY}&cb=http%3A%2F%2Fapp.example%2F")
    response = client.connection.getresponse()
    response.read()
    assert response.status == 302
    assert re.fullmatch(r"http://app\.example/\?token=\w{32}", response.headers["Location"])


def test_log_shows_calls_without_secrets(simulator: Simulator, client: Client) -> None:
    """Every call is logged with its user agent and no session key; the log can be emptied."""
    key = session_key("rj")
    client.get(f"{RJ}&sk={key}", User_Agent="tests/1")
    status, log = client.admin("GET", "log")
    assert (status, len(log), log[0]["user_agent"], log[0]["verb"]) == (200, 1, "tests/1", "GET")
    assert (log[0]["method"], log[0]["time"]) == ("user.getInfo", NOW)
    assert log[0]["parameters"]["sk"] == "***"
    assert key not in repr(simulator.log)
    client.admin("DELETE", "log")
    assert simulator.log == []


def test_now_playing_starts_and_stops(client: Client) -> None:
    """The admin path sets the track that plays; an unknown track is refused."""
    path = RJ.replace("getInfo", "getRecentTracks") + "&limit=1"
    assert client.admin("POST", "now-playing", artist="Radiohead", track="Nothing")[0] == 400
    assert client.admin("POST", "now-playing", artist="Radiohead", track="Creep")[0] == 200
    assert len(json.loads(client.get(path)[1])["recenttracks"]["track"]) == 2
    assert client.admin("POST", "now-playing")[0] == 200
    assert len(json.loads(client.get(path)[1])["recenttracks"]["track"]) == 1


def test_twenty_concurrent_callers_get_the_same_answer(simulator: Simulator) -> None:
    """Twenty callers at once get the same right answer."""

    def call(_: int) -> tuple[int, bytes]:
        with connect(simulator) as client:
            return client.get()

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(call, range(100)))
    assert len(answers) == 1
    assert answers.pop()[0] == 200
    assert len(simulator.log) == 100


def test_closing_the_simulator_ends_open_connections() -> None:
    """A client that keeps its connection open doesn't keep the simulator alive."""
    with Simulator() as simulator:
        client = Client(urlsplit(simulator.url).netloc)
        assert client.get()[0] == 200
    with pytest.raises((RemoteDisconnected, ConnectionError)):
        client.get()
    client.connection.close()


def test_program_prints_its_address_and_stops_on_sigterm() -> None:
    """`python -m local.simulator` answers at the loopback address that it prints."""
    program = [sys.executable, "-m", "local.simulator"]
    with subprocess.Popen(program, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            line = process.stdout.readline() if process.stdout else ""
            found = re.fullmatch(r"Simulator: http://(127\.0\.0\.1:\d+)/2\.0/\n", line)
            assert found
            client = Client(found[1])
            assert client.get()[0] == 200
            client.connection.close()
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
        finally:
            process.kill()
