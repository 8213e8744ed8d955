"""The admin paths that edit a user's history."""

import json
from collections.abc import Iterator

import pytest

from tests.integration.simulator_client import RJ, Client, running

OLD = 1_200_000_000
RECENT = RJ.replace("getInfo", "getRecentTracks")


@pytest.fixture
def client() -> Iterator[Client]:
    """A client of a running simulator."""
    with running() as (_, client):
        yield client


def _total(client: Client, start: int, end: int) -> str:
    answer = json.loads(client.get(f"{RECENT}&from={start}&to={end}")[1])
    return str(answer["recenttracks"]["@attr"]["total"])


def test_old_scrobbles_are_added_moved_and_deleted(client: Client) -> None:
    """Each edit tells how many scrobbles it took, and shows at once."""
    scrobbles = [[OLD, "Björk", "Debut", "A"], [OLD + 1, "Björk", "", "B"], [OLD + 1, "X", "", "B"]]
    added = client.admin("POST", "scrobbles", user="rj", scrobbles=scrobbles)
    assert added == (200, {"added": 3})
    assert _total(client, OLD, OLD + 2) == "3"
    moved = client.admin("POST", "scrobbles/move", user="RJ", uts=OLD + 1, to=OLD + 9, artist="X")
    assert moved == (200, {"moved": 1})
    assert _total(client, OLD, OLD + 2) == "2"
    window = {"from": OLD, "to": OLD + 9}
    assert client.admin("DELETE", "scrobbles", user="rj", **window) == (200, {"deleted": 2})
    assert (_total(client, OLD, OLD + 9), _total(client, OLD, OLD + 10)) == ("0", "1")


def test_history_is_hidden(client: Client) -> None:
    """403 with error 17 until it is shown again."""
    assert client.get(RECENT)[0] == 200
    assert client.admin("POST", "hidden", user="rj", hidden=True)[0] == 200
    status, body = client.get(RECENT)
    assert (status, json.loads(body)["error"]) == (403, 17)
    client.admin("POST", "hidden", user="rj", hidden=False)
    assert client.get(RECENT)[0] == 200


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("POST", "scrobbles", {"user": "nobody", "scrobbles": []}),
        ("POST", "scrobbles", {"user": "rj", "scrobbles": [[OLD, "A", "B"]]}),
        ("POST", "scrobbles", {"user": "rj", "scrobbles": [[-1, "A", "", "B"]]}),
        ("DELETE", "scrobbles", {"user": "rj"}),
        ("POST", "scrobbles/move", {"user": "rj", "uts": OLD}),
        ("POST", "hidden", {"user": "rj"}),
    ],
)
def test_invalid_edits_are_refused(
    client: Client, verb: str, path: str, body: dict[str, object]
) -> None:
    """400 with a reason."""
    status, answer = client.admin(verb, path, **body)
    assert (status, "error" in answer) == (400, True)
