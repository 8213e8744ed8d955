"""The parts of cards: hearts, directions, ranks, pictures, profile, totals, links."""

from xml.etree.ElementTree import Element, fromstring

import pytest

from lastfm_gateway.faces.cards.draw import draw_card
from lastfm_gateway.faces.cards.model import CardContent, CardStats, CardTrack, CardUser
from tests.unit.faces.cards.samples import CONTENT, NOW, PAGE, PIXEL, TRACKS, options

SVG = "{http://www.w3.org/2000/svg}"
HEART = "M6 11C2.7"
SIGN = "♥\ufe0e"


def drawn(kind: str = "recent", content: CardContent = CONTENT, **query: object) -> str:
    """Return a card."""
    return draw_card(options(kind, **query), content)


def lines(card: str) -> dict[str, Element]:
    """Return the texts of a card by their words, parts of a line joined."""
    root = fromstring(card)  # noqa: S314 (our own)
    return {"".join(each.itertext()): each for each in root.iter(f"{SVG}text")}


def row(name: str, **rest: object) -> CardContent:
    """Return content with one track."""
    return CONTENT._replace(tracks=(CardTrack(name, **rest),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("loved", "hearts", "signs"),
    [("off", 0, 0), ("between", 2, 0), ("between-all", 3, 0), ("title", 0, 2), ("time", 2, 0)],
)
def test_hearts_are_where_they_are_wanted(loved: str, hearts: int, signs: int) -> None:
    """Two of three tracks are loved; `between-all` marks the third with an outline."""
    card = drawn(loved=loved)
    assert (card.count(HEART), card.count(SIGN)) == (hearts, signs)


def test_hearts_of_one_track() -> None:
    """The card of one track has its heart in one place, whatever the mode."""
    for loved in ("between", "title", "time"):
        assert drawn("now", loved=loved).count(HEART) == 1
    assert HEART not in drawn("now", loved="off")


@pytest.mark.parametrize("name", ["مرحبا", "שלום עולם!"])
def test_right_to_left_names_are_isolated_and_flush_left(name: str) -> None:
    """No attribute turns an anchor: viewers differ in what that does to the column."""
    for kind in ("recent", "now", "top"):
        title = lines(drawn(kind, row(name)))[f"\u2068{name}\u2069"]
        plain = lines(drawn(kind, row("Mogwai")))["Mogwai"]
        assert title.attrib == plain.attrib
        assert "direction" not in title.attrib
        assert "text-anchor" not in title.attrib


def test_a_long_right_to_left_name_ends_with_its_ellipsis() -> None:
    """The ellipsis is inside the isolation, so it is at the left."""
    name = "مرحبا"
    card = lines(drawn(content=row(f"{name} " * 40)))
    assert next(words for words in card if name in words).endswith("…\u2069")


def test_names_in_one_line_are_isolated_from_each_other() -> None:
    """Artist and album keep their order and directions; no part turns the line's anchor."""
    artist, album = "مرحبا", "ألبوم"
    card = drawn(content=row("x", artist=artist, album=album), album=1)
    line = lines(card)[f"\u2068{artist}\u2069·\u2068{album}\u2069"]
    assert all(each.get("direction") is None for each in line.iter())


def test_remaster_notes_can_be_hidden() -> None:
    """`hide_remaster` shortens what is drawn and what is read out."""
    assert "Remaster" in drawn()
    assert "Remaster" not in drawn(hide_remaster=1)
    assert "Remaster" not in drawn("top", hide_remaster=1)


def test_albums_are_shown_where_wanted() -> None:
    """The album is beside the artist, and left out where it has no room."""
    assert "As the Love Continues" not in drawn()
    assert "As the Love Continues" in drawn(album=1, width=500)
    assert "As the Love Continues" in drawn("now", album=1)
    long = row("x", artist="W" * 200, album="Kid A")
    assert "Kid A" not in drawn(content=long, album=1)


def test_as_many_rows_as_asked() -> None:
    """More tracks than `count` are not drawn, nor read out."""
    assert "Teardrop" in drawn(count=3)
    assert "Teardrop" not in drawn(count=2)


def test_times_can_be_left_out() -> None:
    """`time=0` leaves the sign of what plays."""
    assert "3m ago" in drawn()
    card = drawn(time=0)
    assert "ago" not in card
    assert ">Now playing<" in card
    assert ">Last played<" in drawn("now", CONTENT._replace(tracks=TRACKS[1:]), time=0)


def test_narrow_cards_have_short_times() -> None:
    """Below 340 pixels titles need the room."""
    card = lines(drawn(width=300))
    assert {"3m", "1h", "Now"} <= card.keys()


@pytest.mark.parametrize("kind", ["recent", "now", "top"])
def test_pictures_can_be_left_out(kind: str) -> None:
    """`art=0` and `avatar=0` leave no picture in the file, though content has them."""
    assert PIXEL in drawn(kind)
    assert "data:" not in drawn(kind, art=0, avatar=0)


def test_a_missing_picture_is_a_tile() -> None:
    """Rows without a cover have two notes on a tile; users without one their first letter."""
    card = drawn(content=CardContent(CardUser("élan"), TRACKS, now=NOW))
    assert card.count("<path d=") == 2 + card.count(HEART)
    assert "É" in lines(card)


def test_a_list_without_pictures_has_ranks_on_its_tiles() -> None:
    """Last.fm sends no pictures of artists and tracks: tiles of notes would say nothing."""
    plain = CONTENT._replace(tracks=tuple(t._replace(picture="", plays=5) for t in TRACKS))
    assert {"1", "2", "3"} <= lines(drawn("top", plain)).keys()
    assert "<path" not in drawn("top", plain)
    assert "<path" in drawn("top")
    assert {"1", "2", "3"} <= lines(drawn("top", plain, art=0)).keys()


def test_plays_are_in_proportion() -> None:
    """The first entry's bar is full, half the plays are half a bar, none have none."""
    plays = (200, 100, 0)
    content = CONTENT._replace(
        tracks=tuple(t._replace(plays=n, picture="") for t, n in zip(TRACKS, plays, strict=True))
    )
    card = drawn("top", content)
    bars = [
        float(each.get("width", ""))
        for each in fromstring(card).iter(f"{SVG}rect")  # noqa: S314 (our own)
        if each.get("height") == "3"
    ]
    assert bars == [316, 316, 316, 158]
    assert {"200 plays", "100 plays", "0 plays"} <= lines(card).keys()
    one = content._replace(tracks=(TRACKS[0]._replace(plays=1),))
    assert "1 play" in lines(drawn("top", one))


def test_the_heading_can_be_chosen() -> None:
    """`title` replaces the heading, or stands before what plays."""
    assert {"Recently played", "rj"} <= lines(drawn()).keys()
    assert "Coding to" in lines(drawn(title="Coding to"))
    assert "Coding to·Now playing" in lines(drawn("now", title="Coding to"))


def test_top_lists_say_their_period() -> None:
    """Type and period are in the header."""
    shown = lines(drawn("top", type="albums", period="12month"))
    assert {"Top albums", "rj·last 365 days"} <= shown.keys()


def test_the_profile_moves_and_goes() -> None:
    """The user is in the header, in the footer, or nowhere; the logo goes with the header."""
    heights = {
        profile: fromstring(drawn(profile=profile)).get("height")  # noqa: S314 (our own)
        for profile in ("header", "footer-left", "footer-right", "off")
    }
    assert heights["footer-left"] == heights["footer-right"]
    assert int(heights["off"] or 0) < int(heights["header"] or 0)
    assert "rj" not in lines(drawn(profile="off"))
    assert "last.fm" in lines(drawn())
    assert "last.fm" not in lines(drawn(logo=0))
    assert "last.fm" not in lines(drawn(header=0))


def test_totals_are_above_or_below() -> None:
    """The strip has scrobbles, artists and tracks; numbers get short where room is."""
    for shape in ("block", "block-center"):
        assert {"123,456", "scrobbles", "4,321", "34,567"} <= lines(drawn(stats=shape)).keys()
    for name, shape in (("stats", "compact"), ("footer", "stats")):
        wide, narrow = (draw_card(options(width=w, **{name: shape}), CONTENT) for w in (400, 260))
        assert "123,456scrobbles·4,321artists·34,567tracks" in lines(wide)
        assert "123kscrobbles·4.3kartists" in lines(narrow)


def test_unknown_totals_are_left_out() -> None:
    """A figure that Last.fm did not give is not shown as 0."""
    some = CONTENT._replace(stats=CardStats(scrobbles=1, tracks=2))
    shown = lines(drawn("stats", some))
    assert {"2", "tracks"} <= shown.keys()
    assert "1scrobble" in shown
    assert "artists" not in shown
    none = CONTENT._replace(stats=CardStats())
    assert drawn("recent", none, stats=1).count("<rect") == drawn("recent", none).count("<rect")
    assert "scrobbles" not in drawn("recent", none, stats=1, footer="stats")


def test_the_card_of_figures_has_pace_and_age() -> None:
    """Scrobbles a day and the month of registration are below the scrobbles."""
    assert "41.3 a day · since Nov 2002" in lines(drawn("stats"))


def test_rows_and_user_are_linked() -> None:
    """In a direct view a row leads to its page, the user to theirs."""
    card = drawn()
    assert card.count(f'href="{PAGE}"') == 1
    assert 'href="https://www.last.fm/user/rj"' in card


def test_a_users_own_url_is_checked() -> None:
    """Addresses from upstream are not believed."""
    evil = CONTENT._replace(user=CardUser("rj", "javascript:alert(1)"))
    assert "javascript" not in drawn(content=evil)
