"""Plays page by page, before the history is imported and after."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.window import Window
from local.simulator import Simulator
from local.simulator.faults import Fault
from local.simulator.raw import raw_scrobbles
from tests.integration.conftest import Reply
from tests.integration.faces.spotify.conftest import TRACKS, Client
from tests.integration.history.support import key_with_session
from tests.support.clock import Clock
from tests.support.spotify import Error
from tests.support.spotify_player import PlaysPage

PLAYS = "/v1/me/player/recently-played"
DAY = 86_400

type Play = tuple[int, str, str]
type Connect = Callable[[str], Client]


@pytest.fixture
def connect(limited: Callable[[int], Client], lastfm: Simulator, clock: Clock) -> Connect:
    """A function that returns a user's client, without a relevant rate limit."""
    assert limited(10_000)
    return lambda user: Client(lastfm, clock, user)


def truth(lastfm: Simulator, user: str, clock: Clock) -> list[Play]:
    """Return time, artist and title of all scrobbles, each once, sorted."""
    found = raw_scrobbles(lastfm.service.world, user, clock())
    return sorted({(at, artist, track) for at, artist, _, track, _ in found})


def store(client: Client, lastfm: Simulator, clock: Clock, window: Window | None = None) -> None:
    """Store a user's history, as a finished import leaves it, or a window of it."""
    within = window or Window(0, int(clock()) + 1)
    found = raw_scrobbles(lastfm.service.world, client.user, clock())
    client.runtime.history.replace(
        client.user,
        within,
        [
            Scrobble(at, TrackNames(*names))
            for at, *names in found
            if within.start <= at < within.end
        ],
        lambda manifest: manifest._replace(
            begin=None if window else 0, status="running" if window else "complete"
        ),
    )


def plays(reply: Reply) -> list[Play]:
    """Return time, artist and title of a page's plays, in its order."""
    assert reply.status == 200, reply.text
    page = reply.json
    if page["items"] and page["cursors"]["before"] != "0":
        PlaysPage.model_validate(page)
    found = [
        (
            int(datetime.fromisoformat(item["played_at"]).timestamp()),
            item["track"]["artists"][0]["name"],
            item["track"]["name"],
        )
        for item in page["items"]
    ]
    times = [at for at, _, _ in found]
    assert times == sorted(times, reverse=True)
    return found


def walk(client: Client, **query: Any) -> tuple[list[Play], list[int]]:
    """Follow `next` to the end; return all plays, sorted, and the calls of each page."""
    reply = client.get(PLAYS, **query)
    found, calls = plays(reply), [len(client.calls)]
    while link := reply.json["next"]:
        reply = client.follow(link)
        found += plays(reply)
        calls.append(len(client.calls))
        assert len(calls) < 100
    return sorted(found), calls


@pytest.mark.parametrize("user", ["sporadic", "leaper", "namesake", "epoch", "newcomer"])
@pytest.mark.parametrize("limit", [7, 50])
def test_next_leads_to_the_beginning_of_a_stored_history(
    connect: Connect, lastfm: Simulator, clock: Clock, user: str, limit: int
) -> None:
    """The newest page costs one call, and every other page none."""
    client = connect(user)
    store(client, lastfm, clock)
    found, calls = walk(client, limit=limit)
    assert found == truth(lastfm, user, clock)
    assert calls == [1, *[0] * (len(calls) - 1)]


@pytest.mark.parametrize("user", ["sporadic", "leaper", "newcomer"])
def test_next_leads_to_the_beginning_before_the_import(
    connect: Connect, lastfm: Simulator, clock: Clock, user: str
) -> None:
    """A page costs one call at most, and one call serves many pages."""
    client = connect(user)
    found, calls = walk(client, limit=20)
    assert found == truth(lastfm, user, clock)
    assert max(calls) == calls[0] == 1
    assert sum(calls) <= 3


def test_each_page_of_a_long_history_costs_one_call_at_most(
    connect: Connect, lastfm: Simulator, clock: Clock
) -> None:
    """30,000 scrobbles, two in each second: a second is never cut, also where calls end."""
    client = connect("marathon")
    expected = truth(lastfm, "marathon", clock)[::-1]
    reply, found, calls = client.get(PLAYS, limit=49), list[Play](), list[int]()
    for _ in range(30):
        page = plays(reply)
        assert len(page) in (49, 50)
        found += page
        calls.append(len(client.calls))
        reply = client.follow(reply.json["next"])
    assert sorted(found) == sorted(expected[: len(found)])
    assert max(calls) == 1
    assert sum(calls) <= 4
    deep = client.get(PLAYS, limit=50, before=(expected[15_000][0] + 1) * 1000)
    assert len(client.calls) == 1
    assert plays(deep)[0][0] == expected[15_000][0]


def test_after_leads_on_to_the_present(connect: Connect, lastfm: Simulator, clock: Clock) -> None:
    """Pages are newest first, and the first one has the oldest plays after the time."""
    client = connect("sporadic")
    store(client, lastfm, clock)
    every = truth(lastfm, "sporadic", clock)
    for start in (0, 40, 41, 100, 239):
        after = every[start][0]
        found, calls = walk(client, limit=30, after=after * 1000)
        assert found == every[start + 1 :]
        assert sum(calls) <= 1
    first = client.get(PLAYS, limit=30, after=0).json
    query = parse_qs(urlsplit(first["next"]).query)
    assert query == {"after": [first["cursors"]["after"]], "limit": ["30"]}


def test_after_a_recent_time_before_the_import(
    connect: Connect, lastfm: Simulator, clock: Clock
) -> None:
    """The newest page answers for the last 200 scrobbles."""
    client = connect("rj")
    every = truth(lastfm, "rj", clock)
    found, calls = walk(client, limit=50, after=every[-120][0] * 1000)
    assert found == every[-119:]
    assert sum(calls) == 1


def test_after_a_time_that_is_not_imported_says_so(connect: Connect) -> None:
    """It is 503 with a short Retry-After until all is known up to there, never a wrong page."""
    client = connect("marathon")
    client.get(PLAYS)
    reply = client.get(PLAYS, after=1000)
    assert Error.model_validate(reply.json).error.status == reply.status == 503
    assert reply.headers["Retry-After"] == "1"
    assert len(client.calls) <= 1


def test_user_without_scrobbles_has_an_empty_page(connect: Connect) -> None:
    """It is 200, and all keys are there."""
    page = connect("silent").get(PLAYS)
    assert page.status == 200
    assert PlaysPage.model_validate(page.json).items == []
    assert (page.json["next"], page.json["cursors"], page.json["limit"]) == (None, None, 20)


def test_time_beyond_the_newest_play_is_empty(
    connect: Connect, lastfm: Simulator, clock: Clock
) -> None:
    """After the newest one, and before the oldest one, there is nothing."""
    client = connect("sporadic")
    store(client, lastfm, clock)
    every = truth(lastfm, "sporadic", clock)
    queries: list[dict[str, Any]] = [
        {"after": every[-1][0] * 1000},
        {"before": every[0][0] * 1000},
        {"before": 0},
    ]
    for query in queries:
        page = client.get(PLAYS, **query).json
        assert (page["items"], page["next"], page["cursors"]) == ([], None, None)
    assert len(client.get(PLAYS, after=8_640_000_000_000_000).json["items"]) == 0
    assert len(client.get(PLAYS, before=8_640_000_000_000_000).json["items"]) == 20


def test_newest_page_is_shared_for_half_a_minute(connect: Connect, clock: Clock) -> None:
    """Requests of the same page are answered from the cache, and other sizes cost no call."""
    client = connect("rj")
    client.get(PLAYS)  # begins the history
    clock.later += 31
    first = client.get(PLAYS)
    assert (client.calls, first.headers["Cache-Control"][:8]) == (
        ["user.getRecentTracks"],
        "private,",
    )
    again = client.get(PLAYS)
    assert (again.json, again.headers["X-Cache"], client.calls) == (first.json, "HIT", [])
    assert client.get(PLAYS, limit=50).json["items"][:20] == first.json["items"]
    assert client.calls == []
    clock.later += 31
    client.get(PLAYS)
    assert client.calls == ["user.getRecentTracks"]


def test_page_of_the_past_is_six_reads(connect: Connect, lastfm: Simulator, clock: Clock) -> None:
    """Key and cache, manifest, names, one span or two, own listens, details: nothing is written."""
    client = connect("sporadic")
    store(client, lastfm, clock)
    older = client.get(PLAYS).json["next"]
    operations = list[str]()
    client.runtime._database.meta.events.register(  # noqa: SLF001 (to count its operations)
        "before-parameter-build.dynamodb", lambda model, **_: operations.append(model.name)
    )
    assert client.follow(older).status == 200
    assert client.calls == []
    assert sorted(operations) == [*["BatchGetItem"] * 5, "Query"]


def test_ids_and_details_agree_with_the_top_lists(connect: Connect) -> None:
    """A track that the top list has looked up has its length and number, without a call."""
    client = connect("newcomer")
    before = client.get(PLAYS).json["items"][0]["track"]
    [top] = client.get(TRACKS, time_range="long_term").json["items"]
    client.get(PLAYS, limit=1)
    after = client.get(PLAYS, limit=2).json["items"][0]["track"]
    assert client.calls == []
    assert before["id"] == after["id"] == top["id"]
    assert client.follow(after["href"]).json["id"] == top["id"]
    assert before["duration_ms"] == 0 < after["duration_ms"] == top["duration_ms"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"limit": 0}, "limit"),
        ({"limit": 51}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"after": -1}, "after"),
        ({"before": "yesterday"}, "before"),
        ({"before": ""}, "before"),
        ({"after": 1, "before": 2}, "exclude"),
    ],
)
def test_bad_parameters_are_400(
    rj: Client, lastfm: Simulator, query: dict[str, Any], named: str
) -> None:
    """The error names the parameter, and nothing is read."""
    reply = rj.get(PLAYS, **query)
    assert Error.model_validate(reply.json).error.status == reply.status == 400
    assert named in reply.json["error"]["message"]
    assert lastfm.log == []


def test_hidden_plays_need_the_session(connect: Connect, lastfm: Simulator, clock: Clock) -> None:
    """A key from signing in reads them; another is 403, also for what is stored."""
    plain, own = (
        connect("hermit"),
        Client(lastfm, clock, "hermit", key=key_with_session(lastfm, "hermit")),
    )
    assert Error.model_validate(plain.get(PLAYS).json).error.status == 403
    page = own.get(PLAYS, limit=5)
    assert len(plays(page)) == 5
    older = own.follow(page.json["next"])
    assert (len(plays(older)), own.calls) == (5, [])
    queries: list[dict[str, Any]] = [{}, {"before": page.json["cursors"]["before"]}]
    for query in queries:
        refused = plain.get(PLAYS, limit=5, **query)
        assert Error.model_validate(refused.json).error.status == refused.status == 403


def test_last_fm_down_shows_what_is_stored(
    connect: Connect, lastfm: Simulator, clock: Clock
) -> None:
    """With nothing stored, or not up to there, it is 503: never an end that is none."""
    client, other = connect("sporadic"), connect("leaper")
    every = truth(lastfm, "sporadic", clock)
    store(client, lastfm, clock, Window(every[150][0], int(clock())))
    clock.later += 600
    lastfm.faults.add(Fault("error", code=11))
    found, link = list[Play](), "?limit=50"
    reply = client.get(PLAYS, limit=50)
    while reply.status == 200:
        found += plays(reply)
        link = reply.json["next"]
        reply = client.follow(link)
    assert sorted(found) == every[150:]
    for refused in (reply, other.get(PLAYS)):
        assert Error.model_validate(refused.json).error.status == refused.status == 503
        assert 1 <= int(refused.headers["Retry-After"]) <= 5
    lastfm.faults.clear()
    clock.later += 600
    assert plays(client.follow(link))[0] == every[149]


def test_failing_history_table_is_503(
    connect: Connect, lastfm: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error has Spotify's shape."""
    monkeypatch.setenv("HISTORY_TABLE", "no-such-table")
    reply = Client(lastfm, clock, key=connect("rj").key).get(PLAYS)
    assert Error.model_validate(reply.json).error.status == reply.status == 503
