"""Cards of a user who is named: content, headers, caching."""

import json
import re
from collections.abc import Callable

import pytest

from lastfm_gateway.faces.cards.maker import CardMaker
from lastfm_gateway.faces.cards.rendered import RenderedCard
from lastfm_gateway.lastfm.deadline import Deadline
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Reply
from tests.integration.faces.cards.conftest import Cards, images_of, text_of
from tests.support.clock import Clock
from tests.support.patience import Patience
from tests.support.picture_server import PictureServer
from tests.support.scrobbles import scrobble

KINDS = ("recent", "now", "top", "stats")
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"


def test_every_card_is_a_picture_that_may_be_shown_anywhere(cards: Cards) -> None:
    """Kept for a minute and never shown stale by a proxy; opened by itself, it may do nothing."""
    for card in (*KINDS, "/svg"):
        check_headers(cards.get(card))


def cache_seconds(reply: Reply) -> int:
    """Return how long caches may keep a card, the same for all of them."""
    found = re.fullmatch(r"public, max-age=(\d+), s-maxage=\1", reply.headers["Cache-Control"])
    assert found
    return int(found[1])


def test_a_stored_card_is_kept_for_what_is_left(cards: Cards) -> None:
    """What the gateway has kept for a while, a proxy keeps for that much less."""
    clock = cards.runtime.clock
    first = cards.get()
    assert isinstance(clock, Clock)
    clock.later += 40
    again = cards.get()
    assert (first.headers["X-Cache"], again.headers["X-Cache"]) == ("MISS", "HIT")
    assert cache_seconds(again) in range(15, 21)


def check_headers(reply: Reply) -> None:
    """Check the headers of a whole card of rj."""
    assert (reply.status, reply.headers["Content-Type"]) == (200, "image/svg+xml")
    assert re.fullmatch(r"public, max-age=(60|5\d), s-maxage=\1", reply.headers["Cache-Control"])
    assert reply.headers["Content-Security-Policy"] == POLICY
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    assert "X-Card-Error" not in reply.headers
    assert "rj" in text_of(reply)


def test_all_origins_may_read_cards_whatever_is_allowed(
    new_cards: Callable[[], Cards], monkeypatch: pytest.MonkeyPatch
) -> None:
    """AllowedOrigins is for the other routes."""
    monkeypatch.setenv("CORS_ALLOW_ORIGINS", "https://example.org")
    reply = new_cards().get(headers={"Origin": "https://example.net"})
    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_recent_card_has_last_fms_newest_tracks(cards: Cards, lastfm: Simulator) -> None:
    """As many as asked for, from one answer for all counts."""
    now = int(cards.runtime.clock())
    newest = lastfm.service.world.histories["rj"].page((None, None), now, 0, 9)
    titles = [track.name for _, track in newest]
    shown, place = text_of(cards.get(query={"user": "rj", "count": "9", "width": "1000"})), 0
    for title in titles:
        place = shown.index(title, place) + len(title)
    few = text_of(cards.get(query={"user": "rj", "count": "1", "avatar": "0"}))
    assert titles[0] in few
    methods = [call.method for call in lastfm.log]
    assert methods.count("user.getRecentTracks") == 1


def test_a_scrobble_through_the_gateway_shows_in_the_next_card(
    cards: Cards, functions: Functions
) -> None:
    """In one that is not rendered yet: the answer of Last.fm counts as changed."""
    cards.get()
    at = int(cards.runtime.clock()) - 5
    assert scrobble(functions, "Airbag", at=at).status == 200
    assert "Airbag" in text_of(cards.get(query={"user": "rj", "count": "3"}))


def test_unique_shows_each_track_once(cards: Cards, lastfm: Simulator) -> None:
    """Out of more rows than are shown."""
    rows = [_row("Creep", at) for at in (9, 8, 7)] + [_row("Lucky", 6), _row("CREEP", 5)]
    answer = {"recenttracks": {"track": rows, "@attr": {"user": "rj", "total": "5"}}}
    lastfm.faults.add(Fault("body", method="user.getRecentTracks", body=json.dumps(answer)))
    shown = cards.get(query={"user": "rj", "unique": "1", "avatar": "0"}).text
    titles = re.findall("<text[^>]*>(Creep|CREEP|Lucky)</text>", shown)
    assert titles == ["Creep", "Lucky"]
    assert lastfm.log[-1].parameters["limit"] == "50"


def _row(title: str, at: int) -> dict[str, object]:
    return {
        "name": title,
        "artist": {"name": "Radiohead"},
        "album": {"#text": "Album"},
        "image": [],
        "date": {"uts": str(at)},
    }


def test_hit_costs_nothing(
    cards: Cards, lastfm: Simulator, pictures: PictureServer, new_cards: Callable[[], Cards]
) -> None:
    """In another environment too, and for options that are written differently."""
    first = cards.get(query={"user": "rj", "theme": "dark", "count": "5"})
    lastfm.log.clear()
    pictures.paths.clear()
    again = new_cards().get(query={"user": " RJ", "count": "5", "cache_seconds": "90"})
    assert (first.headers["X-Cache"], again.headers["X-Cache"]) == ("MISS", "HIT")
    assert again.text == first.text
    assert cache_seconds(again) in (90, 89)  # less what it has been stored
    assert lastfm.log == []
    assert pictures.paths == []


def test_cache_seconds_are_clamped(cards: Cards) -> None:
    """From half a minute to an hour."""
    for sent, kept in (("1", 30), ("3600", 3600), ("99999", 3600), ("x", 60)):
        reply = cards.get("stats", {"user": "rj", "cache_seconds": sent})
        assert cache_seconds(reply) in range(kept - 3, kept + 1)  # the later ones are hits


def test_unchanged_card_is_304_and_head_has_no_body(cards: Cards) -> None:
    """Both have the headers of the card."""
    whole = cards.get()
    again = cards.get(headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status, again.text) == (304, "")
    head = cards.get(verb="HEAD")
    assert (head.status, head.text) == (200, "")
    for name in ("ETag", "Content-Type", "Content-Security-Policy"):
        assert again.headers[name] == head.headers[name] == whole.headers[name]


@pytest.mark.parametrize("list_type", ["tracks", "artists", "albums"])
def test_top_card_has_last_fms_list(cards: Cards, lastfm: Simulator, list_type: str) -> None:
    """Of the period, with one call for all counts. Only albums have pictures there."""
    query = {"user": "rj", "type": list_type, "period": "7day", "avatar": "0"}
    assert bool(images_of(cards.get("top", query))) == (list_type == "albums")
    assert cards.get("top", {**query, "count": "3"}).headers["X-Cache"] == "MISS"
    [call] = lastfm.log
    assert call.parameters["period"] == "7day"
    assert call.method.lower() == f"user.gettop{list_type}"


def test_card_without_a_profile_is_drawn_and_kept_briefly(cards: Cards, lastfm: Simulator) -> None:
    """The avatar is no reason to show nothing."""
    lastfm.faults.add(Fault("error", code=8, method="user.getInfo"))
    reply = cards.get()
    assert images_of(reply)
    assert reply.headers["Cache-Control"] == "public, max-age=15, s-maxage=15"


def test_malformed_row_is_left_out(cards: Cards, lastfm: Simulator) -> None:
    """Last.fm lists some for ever."""
    rows = [{"name": None}, _row("Creep", 9)]
    answer = {"recenttracks": {"track": rows, "@attr": {"user": "rj", "total": "2"}}}
    lastfm.faults.add(Fault("body", method="user.getRecentTracks", body=json.dumps(answer)))
    assert "Creep" in text_of(cards.get())


@pytest.mark.parametrize(("waited", "left"), [(0.0, 2.3), (1.0, 1.3), (2.2, 0.5), (9.0, 0.5)])
def test_time_in_front_of_the_function_counts(
    cards: Cards, monkeypatch: pytest.MonkeyPatch, patience: Patience, waited: float, left: float
) -> None:
    """An image proxy waits for the start of an environment too."""
    seen = list[float]()

    def note(_maker: CardMaker, *sent: object) -> RenderedCard:
        seen.extend(each.left() for each in sent if isinstance(each, Deadline))
        return RenderedCard("<svg xmlns='http://www.w3.org/2000/svg'/>", 60)

    patience.use_production()
    monkeypatch.setattr(CardMaker, "make", note)
    cards.get(received=cards.runtime.clock() - waited)
    assert seen == [pytest.approx(left, abs=0.2)]
