"""Faults of the simulator over HTTP."""

import json
import time
from collections.abc import Iterator
from http.client import IncompleteRead, RemoteDisconnected

import pytest

from tests.integration.simulator_client import Client, running


@pytest.fixture
def client() -> Iterator[Client]:
    """A client of a running simulator."""
    with running() as (_, client):
        yield client


def test_fault_with_times_strikes_that_often(client: Client) -> None:
    """times=1 strikes the next call of the method, and not the one after."""
    good = client.get()
    for name, status in (("error:29", 429), ("html", 502), ("html-200", 200), ("empty", 200)):
        payload = {"fault": name, "times": 1, "method": "user.getinfo"}
        assert client.admin("POST", "faults", **payload)[0] == 200
        bad = client.get()
        assert bad[0] == status
        assert bad != good
        assert client.get() == good


def test_fault_without_times_stays_until_deleted(client: Client) -> None:
    """A malformed fault is refused and strikes nothing."""
    client.admin("POST", "faults", fault="body", status=503, body="busy")
    assert [client.get() for _ in range(3)] == [(503, b"busy")] * 3
    client.admin("DELETE", "faults")
    assert client.admin("POST", "faults", fault="no such")[0] == 400
    assert client.admin("POST", "faults", times=1)[0] == 400
    assert client.get()[0] == 200
    assert client.admin("GET", "no-such-path")[0] == 404


def test_fault_in_a_header_strikes_its_own_call(client: Client) -> None:
    """X-Simulate names a fault for one call; a misspelt one is refused."""
    assert client.get(X_Simulate="error:11")[0] == 503
    assert client.get()[0] == 200
    assert client.get(X_Simulate="eror:11")[0] == 400


def test_wrong_user_fault_answers_with_another_users_data(client: Client) -> None:
    """`wrong-user` answers with somebody else's data."""
    assert json.loads(client.get(X_Simulate="wrong-user")[1])["user"]["name"] == "newcomer"


def test_drop_faults_close_the_connection(client: Client) -> None:
    """`drop` closes before answering, `drop-midway` after half of the body."""
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        client.get(X_Simulate="drop")
    client.connection.close()
    with pytest.raises(IncompleteRead) as cut:
        client.get(X_Simulate="drop-midway")
    assert cut.value.partial.startswith(b'{"user"')
    client.connection.close()
    assert client.get()[0] == 200


def test_truncated_json_is_complete_http(client: Client) -> None:
    """`truncated` sends half of the JSON as a complete HTTP response."""
    good = client.get()[1]
    assert client.get(X_Simulate="truncated") == (200, good[: len(good) // 2])


@pytest.mark.parametrize("fault", ["delay:200", "slow-drip:10"])
def test_slow_answers_are_late_and_whole(client: Client, fault: str) -> None:
    """A delay waits first, a drip between pieces; both answers are whole."""
    good = client.get()
    start = time.monotonic()
    assert client.get(X_Simulate=fault) == good
    assert time.monotonic() - start >= 0.2


def test_big_answers_have_their_documented_sizes(client: Client) -> None:
    """`huge` comes as 10 MB, `bomb` as a small compressed body of far more."""
    assert len(client.get(X_Simulate="huge")[1]) > 10 * 2**20
    status, packed = client.get(X_Simulate="bomb")
    assert (status, len(packed) < 2**20) == (200, True)
