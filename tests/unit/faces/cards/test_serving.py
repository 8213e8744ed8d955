"""What cards are made of, before they are drawn: rows, figures, addresses of pictures."""

import json
from typing import Any

import pytest

from lastfm_gateway.errors import UpstreamFault
from lastfm_gateway.faces.cards.model import CardTrack
from lastfm_gateway.faces.cards.parameters import CardKind
from lastfm_gateway.faces.cards.paths import card_at, card_kind, card_path
from lastfm_gateway.faces.cards.pictures import data_uri, media_type, picture_address
from lastfm_gateway.faces.cards.rows import (
    as_past,
    card_user,
    profile_of,
    recent_rows,
    top_rows,
)

HOST = "https://lastfm.freetls.fastly.net/i/u"
COVER = "0123456789abcdef0123456789abcdef"
NOW = 1_800_000_000.0


def track(**changed: object) -> dict[str, Any]:
    """Return a row of user.getRecentTracks."""
    row = {
        "name": "Creep",
        "artist": {"name": "Radiohead"},
        "album": {"#text": "Pablo Honey"},
        "image": [{"#text": f"{HOST}/34s/{COVER}.png"}, {"#text": ""}],
        "loved": "1",
        "date": {"uts": "1700000000"},
    }
    return {**row, **changed}


def recent(*rows: object) -> bytes:
    """Return an answer of user.getRecentTracks."""
    return json.dumps({"recenttracks": {"@attr": {"user": "RJ"}, "track": rows}}).encode()


def test_rows_of_recent_tracks() -> None:
    """One plays and has no time; links are built here, whatever Last.fm's say."""
    playing = track(**{"@attr": {"nowplaying": "true"}, "loved": "0", "url": "javascript:0"})
    del playing["date"]
    user, (first, second) = recent_rows(recent(playing, track()))
    assert user == "RJ"
    assert first.track.is_playing
    assert first.track.played_at is None
    assert first.track.url == "https://www.last.fm/music/Radiohead/_/Creep"
    assert (second.track.played_at, second.track.is_loved) == (1_700_000_000, True)
    assert (second.track.album, second.picture) == ("Pablo Honey", f"{HOST}/34s/{COVER}.png")


def test_malformed_rows_are_left_out_unless_all_are() -> None:
    """No rows at all are an empty history."""
    assert len(recent_rows(recent(track(artist=None), track(date={}), track())).rows) == 1
    assert recent_rows(recent()).rows == []
    for body in (recent({}), b"[]", b"{}", b"not json", b'{"recenttracks":{"track":[]}}'):
        with pytest.raises(UpstreamFault):
            recent_rows(body)


@pytest.mark.parametrize(
    ("list_type", "root", "row", "url"),
    [
        ("tracks", "toptracks", "track", "https://www.last.fm/music/Blur/_/Song+2"),
        ("albums", "topalbums", "album", "https://www.last.fm/music/Blur/Song+2"),
        ("artists", "topartists", "artist", "https://www.last.fm/music/Song+2"),
    ],
)
def test_rows_of_top_lists(list_type: str, root: str, row: str, url: str) -> None:
    """Plays, and links of each kind. A placeholder is no picture."""
    star = {"#text": f"{HOST}/34s/2a96cbd8b46e442fc41c2b86b821562f.png"}
    item = {"name": "Song 2", "artist": {"name": "Blur"}, "playcount": "7", "image": [star]}
    body = json.dumps({root: {"@attr": {"user": "rj"}, row: [item]}}).encode()
    [found] = top_rows(body, list_type).rows
    assert (found.track.title, found.track.plays, found.track.url) == ("Song 2", 7, url)
    assert found.track.artist == ("" if list_type == "artists" else "Blur")
    assert found.picture == ""


def test_figures_of_a_profile() -> None:
    """Unknown ones are None; the rate counts from the day of registration."""
    user = {
        "name": "rj",
        "playcount": "1000",
        "artist_count": "30",
        "registered": {"unixtime": str(int(NOW) - 100 * 86_400)},
        "image": [{"#text": f"{HOST}/34s/{COVER}.png"}],
    }
    profile = profile_of(json.dumps({"user": user}).encode(), NOW)
    assert (profile.user, profile.picture) == ("rj", f"{HOST}/34s/{COVER}.png")
    assert (profile.stats.scrobbles, profile.stats.artists) == (1000, 30)
    assert profile.stats.albums is None
    assert profile.stats.per_day == pytest.approx(10)


def test_new_users_rate_is_of_a_day_at_least() -> None:
    """Nobody has infinitely many scrobbles a day."""
    user = {"name": "rj", "playcount": "5", "registered": {"unixtime": str(int(NOW))}}
    assert profile_of(json.dumps({"user": user}).encode(), NOW).stats.per_day == 5


def test_old_playing_track_becomes_a_played_one() -> None:
    """At the time of the answer. Others stay."""
    playing = CardTrack("Creep", is_playing=True)
    assert as_past(playing, 7) == CardTrack("Creep", played_at=7)
    assert as_past(CardTrack("Lucky", played_at=3), 7).played_at == 3


def test_links_to_users_are_quoted() -> None:
    """Whatever the name."""
    assert card_user("a/b ?#&").url == "https://www.last.fm/user/a%2Fb+%3F%23%26"


def test_address_of_a_picture_has_the_size_that_is_drawn() -> None:
    """Whatever size and ending Last.fm names; see the integration tests for what is refused."""
    assert picture_address(f"{HOST}/300x300/{COVER}.jpg", "64s") == f"{HOST}/64s/{COVER}.jpg"
    assert picture_address(f"{HOST}/ar0/{COVER}", "174s") == f"{HOST}/174s/{COVER}"
    for wrong in ("", "x", f"{HOST}/64s/{COVER}.png\n", f"{HOST}/64s/{COVER.upper()}.png"):
        assert picture_address(wrong, "64s") is None


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBP", "image/webp"),
        (b"RIFF\0\0\0\0WAVE", None),
        (b"<svg", None),
        (b"", None),
    ],
)
def test_pictures_are_known_by_their_first_bytes(start: bytes, kind: str | None) -> None:
    """Never by a header, and never SVG."""
    assert media_type(start) == kind
    assert data_uri(start).startswith(f"data:{kind};base64," if kind else "")
    assert bool(data_uri(start)) == bool(kind)


def test_paths_name_cards() -> None:
    """In both directions; nothing else is a card."""
    for kind in CardKind:
        assert card_at(card_path(kind)) is kind
        assert card_kind(card_path(kind)) is None
        assert card_kind(card_path(kind)[len("/card/") :]) is kind
    for path in (
        "/svg",
        "/card/recent",
        "/card/.svg",
        "/card/x.svg",
        "/card/recent.svg/",
        "recent",
    ):
        assert card_at(path) is None
