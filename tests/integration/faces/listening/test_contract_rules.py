"""Rules of Rewind's contract for all counted endpoints, and what its client relies on."""

from collections.abc import Mapping
from functools import partial

import pytest

from lastfm_gateway.faces.listening.answers import COUNTED, ENDPOINTS
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import HOUR
from local.simulator import Simulator
from tests.integration.faces.listening.filled import Filled
from tests.integration.faces.listening.support import DAY, NOW, Clock, Listener
from tests.integration.faces.listening.test_writes import Player
from tests.support import naive_listening as naive
from tests.support import naive_periods
from tests.support.rewind_answers import ANSWERS

LISTS = ("recent", "recent/albums", "history", "trends", "years")
COUNTED_PATHS = (*LISTS, "stats", "calendar", "streaks", "year/2026", "year/2020")


@pytest.mark.parametrize("path", [*COUNTED_PATHS, "now-playing"])
def test_user_without_scrobbles_has_empty_answers(fill: partial[Filled], path: str) -> None:
    """Nothing to tell is 200 with empty lists, zeros and nulls."""
    answer = fill("silent").get(path)
    assert answer.get("data", []) == []
    counts = [value for name, value in answer.items() if name.startswith(("total", "unique"))]
    assert not any(counts)


@pytest.mark.parametrize("path", ["recent", "history"])
def test_page_past_the_end_is_empty(fill: partial[Filled], path: str) -> None:
    """A page past the end is 200 without rows; the list's size stays."""
    answer = fill("leaper").get(path, page=1_000_000)
    assert answer["data"] == []
    if path == "history":
        total = naive.history(fill("leaper").raw)["pagination"]["total"]
        expected = {"page": 1_000_000, "limit": 50, "total": total, "total_pages": 1}
        assert answer["pagination"] == expected
        assert fill("silent").get(path)["pagination"]["total_pages"] == 0


@pytest.mark.parametrize(
    ("sent", "shown"),
    [("true", True), ("1", True)]
    + [(text, False) for text in ("false", "0", "TRUE", "yes", "", " ", "\ufffd")],
)
def test_sparklines_are_on_for_true_and_1_only(
    fill: partial[Filled],
    sent: str,
    shown: bool,  # noqa: FBT001
) -> None:
    """Every other value means off, and none is refused."""
    answer = fill("sporadic").get("year/2026", include_sparklines=sent)
    rows = [*answer["top_artists"], *answer["top_albums"], *answer["top_tracks"]]
    assert rows
    assert {"sparkline" in row for row in rows} == {shown}


def test_month_is_there_only_if_it_was_asked_for(fill: partial[Filled]) -> None:
    """A month's review has no months of its own, and sparklines of its days."""
    sporadic = fill("sporadic")
    whole = sporadic.get("year/2026", include_sparklines="true")
    month = sporadic.get("year/2026", month=3, include_sparklines="true")
    assert "month" not in whole
    assert [entry["month"] for entry in whole["monthly"]] == ["2026-03"]
    assert (month["month"], month["monthly"]) == (3, [])
    assert {row["sparkline"]["granularity"] for row in whole["top_tracks"]} == {"month"}
    [lengths] = {(len(row["sparkline"]["points"])) for row in month["top_tracks"]}
    assert lengths == 31


def test_strict_client_finds_what_it_needs(fill: partial[Filled]) -> None:
    """Ids are numbers, albums objects, images objects or null, and rates numbers."""
    namesake = fill("namesake")
    items = namesake.get("recent", limit=50)["data"]
    for item in items:
        assert isinstance(item["track"]["id"], int)
        assert isinstance(item["artist"]["id"], int)
        assert isinstance(item["album"], dict)
    bare = [item["album"] for item in items if item["album"]["name"] is None]
    assert bare == [{"id": None, "name": None, "image": None}] * len(bare)
    assert bare
    pictured = fill("rj").get("recent", limit=50)["data"]
    images = [item["album"]["image"] for item in pictured if item["album"]["image"]]
    assert images
    assert all(image["cdn_url"] == image["url"] for image in images)
    stats = namesake.get("stats")
    assert isinstance(stats["scrobbles_per_day"], (int, float))
    assert len(stats) == 7


@pytest.mark.parametrize("path", COUNTED_PATHS)
def test_answer_counted_from_part_of_the_history_says_so(
    fill: partial[Filled], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Its shape is full, it names the progress, asks to come again, and is not stored."""
    monkeypatch.setattr("lastfm_gateway.faces.listening.routes.MAX_CALLS_PER_REQUEST", 1)
    imported = Window(int(NOW) - 45 * HOUR, int(NOW) + 1)  # more than the newest page
    rj = fill("rj", imported)
    reply = rj.reply(path, **({"page": 9, "limit": 50} if path == "recent" else {}))
    assert reply.status == 200
    assert reply.json["partial"] is True
    ANSWERS["year" if path.startswith("year/") else path].model_validate(reply.json)
    assert reply.headers["Retry-After"] == "5"
    assert reply.headers["X-History-Progress"] == f"{len(rj.raw)}/{rj.total}"
    assert "X-History-Progress" in reply.headers["Access-Control-Expose-Headers"]
    assert reply.headers["Cache-Control"] == "no-store"
    assert rj.reply(path).headers["X-Cache"] == "MISS"


def test_answer_within_what_is_imported_is_whole(fill: partial[Filled]) -> None:
    """While older months are missing, answers of an imported range are right and stored."""
    rj = fill("rj", Window(int(NOW) - 40 * DAY, int(NOW) + 1))
    day = naive.within(rj.raw, naive.at(2026, 11, 1), naive.at(2026, 11, 2))
    assert rj.get("recent", date="2026-11-01", limit=50) == naive.recent(day, limit=50)
    assert rj.get("stats", date="2026-11-01") == naive.stats_of_range(day)
    assert rj.get("recent") == naive.recent(rj.raw)
    assert rj.get("recent/albums") == naive.recent_albums(rj.raw)
    november = [raw for raw in rj.raw if naive.day_of(raw).month == 11]
    assert rj.get("year/2026", month=11) == naive_periods.review(november, 2026, 11)
    assert rj.reply("recent").headers["X-Cache"] == "HIT"


@pytest.mark.parametrize("path", COUNTED_PATHS)
def test_answers_are_stored_private_and_conditional(fill: partial[Filled], path: str) -> None:
    """The second request is a hit without a call, and If-None-Match gets 304."""
    leaper = fill("leaper")
    first = leaper.reply(path)
    age = DAY if path == "year/2020" else 30
    assert first.headers["Cache-Control"].startswith(f"private, max-age={age},")
    assert first.headers["Vary"] == "Accept-Encoding, Authorization"
    again = leaper.reply(path)
    assert (again.headers["X-Cache"], again.text) == ("HIT", first.text)
    same = leaper.reply(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (same.status, same.text) == (304, "")
    assert leaper.listener.calls == 0


def test_answer_is_shown_to_its_own_key_only(fill: partial[Filled]) -> None:
    """Two users' keys get their own answers, whatever is stored."""
    one, other = fill("leaper"), fill("sporadic")
    for filled in (one, other, one):
        assert filled.get("history") == naive.history(filled.raw)


def test_day_ends_an_answer(fill: partial[Filled], clock: Clock) -> None:
    """Ten seconds before midnight an answer stays fresh for ten seconds."""
    clock.now = NOW + (DAY - NOW % DAY) - 10
    reply = fill("leaper").reply("streaks")
    assert reply.headers["Cache-Control"].startswith("private, max-age=10,")


def test_write_through_the_gateway_ends_an_answer(fill: partial[Filled], clock: Clock) -> None:
    """After a scrobble the stored answer is composed again."""
    rj = fill("rj")
    assert rj.reply("recent").headers["X-Cache"] == "MISS"
    assert rj.reply("recent").headers["X-Cache"] == "HIT"
    clock.now += 1
    Player(clock).play("Radiohead", "Creep")
    clock.now += 1
    assert rj.reply("recent").headers["X-Cache"] == "MISS"


@pytest.mark.parametrize("path", COUNTED_PATHS)
def test_hidden_history_is_refused_to_a_key_without_a_session(
    environment: Mapping[str, str], lastfm: Simulator, clock: Clock, path: str
) -> None:
    """The error is 403 in the face's shape, also after the history was stored."""
    assert environment
    reply = Listener(lastfm, clock, "hermit").get(f"/v1/listening/{path}")
    assert (reply.status, reply.json["status"]) == (403, 403)
    stored = Filled(lastfm, clock, "hermit")
    assert stored.reply(path).status == 403


def test_unknown_paths_are_not_found(fill: partial[Filled]) -> None:
    """Paths beside the declared ones are 404 in the face's shape."""
    silent = fill("silent")
    for path in ("year", "year/2020/1", "recent/tracks", "nothing"):
        assert silent.listener.get(f"/v1/listening/{path}").status == 404


def test_every_counted_endpoint_can_be_partial() -> None:
    """Each declares `partial`, and all have their own operation, verb and path."""
    assert all("partial" in endpoint.answer for endpoint in COUNTED)
    assert len({endpoint.operation for endpoint in ENDPOINTS}) == len(ENDPOINTS)
    assert len({(endpoint.verb, endpoint.path) for endpoint in ENDPOINTS}) == len(ENDPOINTS)
