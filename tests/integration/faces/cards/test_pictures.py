"""Pictures of cards: where they come from, what is refused, what is stored."""

import json
import re
from collections.abc import Callable

import pytest

from lastfm_gateway.faces.cards import inlining, maker
from lastfm_gateway.faces.cards.picture_store import picture_key
from lastfm_gateway.faces.cards.pictures import MAX_BYTES
from lastfm_gateway.lastfm.pictures import PLACEHOLDERS
from local.simulator import Simulator
from local.simulator.faults import Fault as LastfmFault
from tests.integration.faces.cards.conftest import Cards, images_of
from tests.support.picture_server import JPEG, Fault, PictureServer

DAY = 86_400
ROWS = {"user": "rj", "avatar": "0"}
COVER = "0123456789abcdef0123456789abcdef"
HOST = "https://lastfm.freetls.fastly.net/i/u"
COVERS = [f"{HOST}/34s/{digit * 32}.png" for digit in "01234"]


def show_picture(lastfm: Simulator, *urls: str) -> None:
    """Let Last.fm list tracks with these pictures."""
    rows = [
        {
            "name": f"Track {place}",
            "artist": {"name": "Radiohead"},
            "album": {"#text": "Album"},
            "image": [{"size": "small", "#text": url}],
            "date": {"uts": str(1000 - place)},
        }
        for place, url in enumerate(urls)
    ]
    answer = {"recenttracks": {"track": rows, "@attr": {"user": "rj", "total": "9"}}}
    body = json.dumps(answer)
    lastfm.faults.clear()
    lastfm.faults.add(LastfmFault("body", method="user.getRecentTracks", body=body))


def test_rows_have_small_pictures_and_now_a_large_one(
    cards: Cards, lastfm: Simulator, pictures: PictureServer
) -> None:
    """Each picture is fetched once, in the size that is drawn."""
    show_picture(lastfm, *COVERS)
    shown = images_of(cards.get())
    assert len(shown) == 6
    assert all(link.startswith("data:image/jpeg;base64,") for link in shown)
    assert all(path.startswith("/i/u/64s/") for path in pictures.paths)
    assert len(set(pictures.paths)) == len(pictures.paths)
    pictures.paths.clear()
    cards.get("now")
    assert [path[:10] for path in pictures.paths] == ["/i/u/174s/"]


def test_art_and_avatar_can_be_left_out(cards: Cards, pictures: PictureServer) -> None:
    """Nothing is fetched for them."""
    reply = cards.get(query={"user": "rj", "art": "0", "avatar": "0"})
    assert images_of(reply) == []
    assert pictures.paths == []


def test_pictures_are_stored_for_a_week(
    cards: Cards, lastfm: Simulator, pictures: PictureServer, new_cards: Callable[[], Cards]
) -> None:
    """For all cards and environments."""
    show_picture(lastfm, *COVERS)
    cards.get()
    fetched = len(pictures.paths)
    assert len(images_of(new_cards().get(query={"user": "rj", "theme": "light"}))) == 6
    assert len(pictures.paths) == fetched
    show_again = {"user": "rj", "theme": "nord", "avatar": "0", "count": "1"}
    cards.runtime.clock.later = 8 * DAY  # type: ignore[attr-defined]  # the tests' clock
    cards.get(query=show_again)
    assert len(pictures.paths) == fetched + 1


OTHERS = [
    f"https://example.org/i/u/64s/{COVER}.png",
    f"http://lastfm.freetls.fastly.net/i/u/64s/{COVER}.png",
    f"https://other.freetls.fastly.net/i/u/64s/{COVER}.png",
    f"https://lastfm.freetls.fastly.net.example.org/i/u/64s/{COVER}.png",
    f"https://rj@lastfm.freetls.fastly.net/i/u/64s/{COVER}.png",
    f"https://lastfm.freetls.fastly.net:8443/i/u/64s/{COVER}.png",
    "https://169.254.169.254/latest/meta-data",
    "file:///etc/passwd",
    f"{HOST}/64s/../../../admin",
    f"{HOST}/64s/{COVER}.svg",
]


def test_other_addresses_are_never_requested(
    cards: Cards,
    lastfm: Simulator,
    pictures: PictureServer,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The card is whole without them; a metric and the log say that Last.fm has a new host."""
    show_picture(lastfm, *OTHERS)
    reply = cards.get(query={**ROWS, "count": "10"})
    assert images_of(reply) == []
    assert pictures.paths == []
    assert re.search(r"max-age=(60|5\d)", reply.headers["Cache-Control"])
    assert f'"CardPicturesRefused":[{",".join(["1.0"] * 10)}]' in capsys.readouterr().out
    cards.get(query={**ROWS, "count": "9"})
    hosts = [vars(each)["host"] for each in caplog.records if hasattr(each, "host")]
    assert len(hosts) == len(set(hosts)) == 8
    assert "example.org" in hosts


def test_last_fms_hosts_are_requested(
    cards: Cards, lastfm: Simulator, pictures: PictureServer
) -> None:
    """In the size that is drawn, whatever size Last.fm names."""
    files = [
        f"{digit * 32}{ending}"
        for digit, ending in zip("0123", (".jpg", "", ".gif", ".webp"), strict=True)
    ]
    show_picture(
        lastfm,
        f"{HOST}/300x300/{files[0]}",
        f"{HOST}/avatar170s/{files[1]}",
        f"https://lastfm-img.freetls.fastly.net/i/u/34s/{files[2]}",
        f"https://lastfm-img2.akamaized.net/i/u/ar0/{files[3]}",
    )
    assert len(images_of(cards.get(query=ROWS))) == 4
    assert sorted(pictures.paths) == [f"/i/u/64s/{name}" for name in files]


def test_placeholders_are_no_pictures(
    cards: Cards, lastfm: Simulator, pictures: PictureServer
) -> None:
    """Neither Last.fm's four, nor an empty address. They are not counted as refused."""
    show_picture(lastfm, *(f"{HOST}/34s/{name}.png" for name in PLACEHOLDERS), "")
    reply = cards.get(query=ROWS)
    assert images_of(reply) == []
    assert pictures.paths == []
    assert re.search(r"max-age=(60|5\d)", reply.headers["Cache-Control"])


@pytest.mark.parametrize("fault", ["404", "redirect", "oversize", "text", "svg"])
def test_what_is_no_picture_is_remembered(
    cards: Cards, lastfm: Simulator, pictures: PictureServer, fault: Fault
) -> None:
    """For an hour: the card is whole without it. Redirects are not followed."""
    show_picture(lastfm, *COVERS)
    pictures.fault = fault
    reply = cards.get(query=ROWS)
    assert images_of(reply) == []
    assert re.search(r"max-age=(60|5\d)", reply.headers["Cache-Control"])
    asked = list(pictures.paths)
    assert len(asked) == 5
    assert not any("elsewhere" in path for path in asked)
    pictures.fault = ""
    cards.get(query={**ROWS, "theme": "light"})
    assert pictures.paths == asked
    cards.runtime.clock.later = 3700  # type: ignore[attr-defined]  # the tests' clock
    assert images_of(cards.get(query=ROWS))


@pytest.mark.parametrize("fault", ["slow", "drip", "500", "drop"])
def test_late_pictures_are_tried_again_soon(
    cards: Cards,
    lastfm: Simulator,
    pictures: PictureServer,
    fault: Fault,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The card is drawn without them, and kept for some seconds only."""
    show_picture(lastfm, *COVERS)
    monkeypatch.setattr(inlining, "FETCH_SECONDS", 0.02)
    pictures.fault = fault
    reply = cards.get(query=ROWS)
    assert images_of(reply) == []
    assert reply.headers["Cache-Control"] == "public, max-age=15, s-maxage=15"
    pictures.fault = ""
    monkeypatch.undo()
    cards.runtime.clock.later = 16  # type: ignore[attr-defined]  # the tests' clock
    again = cards.get(query=ROWS)
    assert len(images_of(again)) == 5
    assert re.search(r"max-age=(60|5\d)", again.headers["Cache-Control"])


def test_large_pictures_are_fetched_once(
    cards: Cards, lastfm: Simulator, pictures: PictureServer, new_cards: Callable[[], Cards]
) -> None:
    """As many are shown as a card may hold: the first ones. Others draw them from the store."""
    show_picture(lastfm, *COVERS)
    pictures.body = JPEG + b"\0" * 60_000
    reply = cards.get(query=ROWS)
    assert len(images_of(reply)) == 2
    assert len(reply.text) < 250_000
    for width in range(300, 305):
        assert len(images_of(new_cards().get(query={**ROWS, "width": str(width)}))) == 2
    assert len(pictures.paths) == 5


def test_pictures_that_are_too_large_count_as_none(
    cards: Cards, lastfm: Simulator, pictures: PictureServer
) -> None:
    """They are not fetched for each variant of a card, and the card is whole without them."""
    show_picture(lastfm, *COVERS)
    pictures.body = JPEG + b"\0" * MAX_BYTES
    for width in range(300, 303):
        reply = cards.get(query={**ROWS, "width": str(width)})
        assert images_of(reply) == []
        assert re.search(r"max-age=(60|5\d)", reply.headers["Cache-Control"])
    assert len(pictures.paths) == 5


def test_fetching_has_an_allowance(
    new_cards: Callable[[], Cards],
    lastfm: Simulator,
    pictures: PictureServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Of an environment and minute, also for pictures that do not arrive. Then cards lack them."""
    monkeypatch.setattr(maker, "MOST_FETCHED", 7)
    cards = new_cards()
    show_picture(lastfm, *COVERS)
    pictures.fault = "500"
    for width in range(300, 306):
        reply = cards.get(query={**ROWS, "width": str(width)})
        assert images_of(reply) == []
        assert "max-age=15" in reply.headers["Cache-Control"]
    assert len(pictures.paths) == 10
    pictures.fault = ""
    cards.runtime.clock.later = 61  # type: ignore[attr-defined]  # the tests' clock
    assert len(images_of(cards.get(query=ROWS))) == 5


def test_unreadable_store_costs_fetches_only(
    cards: Cards, lastfm: Simulator, pictures: PictureServer
) -> None:
    """A malformed item counts as absent."""
    show_picture(lastfm, *COVERS)
    cards.get()
    cards.runtime.table.bulk.write(
        {"pk": item["pk"], "b": {"S": "text"}}
        for item in cards.runtime.table.bulk.read(_keys(pictures.paths))
    )
    fetched = len(pictures.paths)
    assert len(images_of(cards.get(query={"user": "rj", "theme": "light"}))) == 6
    assert len(pictures.paths) == 2 * fetched


def _keys(paths: list[str]) -> list[str]:
    return [picture_key("https://lastfm.freetls.fastly.net" + path) for path in paths]
