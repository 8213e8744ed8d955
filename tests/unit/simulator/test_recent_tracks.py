"""Pages, windows and totals of user.getRecentTracks."""

import time
from typing import Any

import pytest

from local.simulator.raw import raw_scrobbles
from tests.unit.simulator.in_process import NOW, InProcess


def _recent(lastfm: InProcess, user: str, **query: Any) -> Any:
    sent = {name.rstrip("_"): str(value) for name, value in query.items()}
    return lastfm.json("user.getRecentTracks", user=user, **sent)["recenttracks"]


def _tuple(item: dict[str, Any]) -> tuple[int, str, str, str]:
    names = item["artist"]["#text"], item["album"]["#text"], item["name"]
    return int(item["date"]["uts"]), *names


@pytest.mark.parametrize("user", ["hermit", "marathon", "namesake", "leaper", "sporadic", "epoch"])
def test_pages_hold_the_raw_scrobbles(lastfm: InProcess, user: str) -> None:
    """The pages of 1000, read to the last one, are the raw scrobbles, newest first."""
    lastfm.service.world.hide("hermit", hidden=False)
    raw = raw_scrobbles(lastfm.service.world, user, NOW)
    pages = -(-len(raw) // 1000)
    got = list[Any]()
    for page in range(1, pages + 1):
        answer = _recent(lastfm, user, limit=1000, page=page)
        got += answer["track"]
        assert answer["@attr"] == {
            "page": str(page),
            "perPage": "1000",
            "total": str(len(raw)),
            "totalPages": str(pages),
            "user": user,
        }
    assert [_tuple(item) for item in got] == [row[:4] for row in reversed(raw)]
    pictures = [item["image"][-1]["#text"] for item in reversed(got)]
    assert all(row[4] in {"", picture} for row, picture in zip(raw, pictures, strict=True))


def test_window_includes_its_first_second_and_excludes_its_end(lastfm: InProcess) -> None:
    """`total` counts the window, totalPages by the limit; a page beyond the end is empty."""
    raw = raw_scrobbles(lastfm.service.world, "rj", NOW)
    start, end = raw[100][0], raw[1350][0]
    answer = _recent(lastfm, "rj", from_=start, to=end, limit=1000)
    assert [_tuple(item) for item in answer["track"]] == [r[:4] for r in raw[1349:349:-1]]
    assert (answer["@attr"]["total"], answer["@attr"]["totalPages"]) == ("1250", "2")
    last = _recent(lastfm, "rj", from_=start, to=end, limit=1000, page=2)
    assert [_tuple(item) for item in last["track"]] == [r[:4] for r in raw[349:99:-1]]
    beyond = _recent(lastfm, "rj", from_=start, to=end, limit=1000, page=3)
    assert (beyond["track"], beyond["@attr"]["total"]) == ([], "1250")
    assert _recent(lastfm, "rj", from_=end, to=start)["@attr"]["total"] == "0"


def test_window_without_an_end_or_a_start_is_open(lastfm: InProcess) -> None:
    """The two halves add up to the total of all time."""
    middle = NOW - 90 * 86_400
    halves = _recent(lastfm, "rj", from_=middle), _recent(lastfm, "rj", to=middle)
    total = _recent(lastfm, "rj")["@attr"]["total"]
    assert sum(int(half["@attr"]["total"]) for half in halves) == int(total)


def test_user_without_scrobbles_has_an_empty_page(lastfm: InProcess) -> None:
    """An empty list, no page of 0; only what plays now stands there, as an object."""
    answer = _recent(lastfm, "silent", limit=200)
    assert answer["track"] == []
    assert (answer["@attr"]["total"], answer["@attr"]["totalPages"]) == ("0", "0")
    world = lastfm.service.world
    world.playing["silent"] = world.catalogue.track("Radiohead", "Creep") or pytest.fail("no Creep")
    answer = _recent(lastfm, "silent", limit=200)
    assert (answer["track"]["name"], answer["@attr"]["total"]) == ("Creep", "0")
    assert "date" not in answer["track"]


def test_rows_follow_a_love(lastfm: InProcess) -> None:
    """extended=1 says `loved` as it is at the time of the call."""
    names = {"artist": "Radiohead", "track": "Creep"}
    lastfm.write("track.scrobble", **names, timestamp=str(NOW))
    for method, loved in (("track.love", "1"), ("track.unlove", "0")):
        lastfm.write(method, **names)
        assert _recent(lastfm, "newcomer", extended=1)["track"][0]["loved"] == loved


@pytest.mark.parametrize("user", ["rj", "collector"])
def test_pages_of_a_thousand_are_fast(lastfm: InProcess, user: str) -> None:
    """The first and the last page take a tenth of a second of the processor at the most.

    The least of some turns counts: what else the machine does only adds to a turn.
    """
    total = int(_recent(lastfm, user, limit=1)["@attr"]["total"])
    for page in (1, total // 1000):
        turns = list[float]()
        while not turns or (min(turns) > 0.1 and len(turns) < 5):
            start = time.process_time()
            lastfm.reply("user.getRecentTracks", user=user, limit="1000", page=str(page))
            turns.append(time.process_time() - start)
        assert min(turns) <= 0.1
