"""Simulated users whose whole history comes from a test's own writes."""

from collections.abc import Iterator

import pytest
import urllib3

from local.simulator import API_KEY, SHARED_SECRET, Simulator, sign
from tests.support.writer import HOURS, Writer, clock_ahead, new_writer

http = urllib3.PoolManager(retries=False)


@pytest.fixture
def root(lastfm: Simulator) -> str:
    """The address of the simulator, without the web service's path."""
    return lastfm.url.removesuffix("/2.0/")


@pytest.fixture(params=HOURS, ids=lambda hours: f"in {hours} h")
def writer(root: str, request: pytest.FixtureRequest) -> Iterator[Writer]:
    """A new user, at each of 24 moments of a day."""
    with clock_ahead(root, request.param * 3600):
        yield new_writer(root)


def _recent(lastfm: Simulator, user: str, **window: str) -> list[tuple[str, int]]:
    """Return titles and times of a user's scrobbles, the newest first."""
    query = {"method": "user.getRecentTracks", "user": user, "api_key": API_KEY, "format": "json"}
    reply = http.request("GET", lastfm.url, fields={**query, "limit": "200", **window}).json()
    rows = reply["recenttracks"]["track"]
    return [(row["name"], int(row["date"]["uts"])) for row in rows]


def test_history_of_a_writer_holds_their_writes_only(lastfm: Simulator, writer: Writer) -> None:
    """Nothing is there before, and the scrobble alone afterwards, in every window.

    For `rj` the simulator makes up scrobbles at any hour: one of his windows may hold one already.
    """
    assert _recent(lastfm, writer.name) == []
    form = {
        "method": "track.scrobble",
        "artist": "Radiohead",
        "track": "Lucky",
        "timestamp": str(writer.start),
        "sk": writer.session(),
        "api_key": API_KEY,
    }
    done = http.request(
        "POST",
        lastfm.url,
        fields={**form, "api_sig": sign(form, SHARED_SECRET)},
        encode_multipart=False,
    )
    assert done.status == 200
    assert b'accepted="1"' in done.data
    written = [("Lucky", writer.start)]
    assert _recent(lastfm, writer.name) == written
    within = {"from": str(writer.start), "to": str(writer.start + 13)}
    assert _recent(lastfm, writer.name, **within) == written


def test_name_of_an_existing_user_is_refused(root: str) -> None:
    """A writer never has a made-up history."""
    for name in ("rj", "RJ", "newcomer"):
        payload = {"name": name, "password": "x"}
        assert http.request("POST", f"{root}/admin/people", json=payload).status == 400
    assert http.request("POST", f"{root}/admin/people", json={"name": "x"}).status == 400


def test_clock_can_be_set_ahead_and_back(root: str, lastfm: Simulator) -> None:
    """The service tells the time it was set to, then the true time again."""
    true = lastfm.now()
    with clock_ahead(root, 5 * 3600):
        ahead = http.request("GET", f"{root}/admin/clock").json()["now"]
        assert 5 * 3600 <= ahead - true < 6 * 3600
    assert lastfm.now() - true < 3600


def test_daily_limit_is_set_and_lifted(lastfm: Simulator, root: str) -> None:
    """Null lifts it; anything else that is no number is refused."""
    for limit in (3, None):
        reply = http.request("POST", f"{root}/admin/daily-limit", json={"scrobbles": limit})
        assert reply.status == 200
        assert lastfm.service.world.daily_limit == limit
    for payload in ({"scrobbles": "many"}, {}):
        assert http.request("POST", f"{root}/admin/daily-limit", json=payload).status == 400
