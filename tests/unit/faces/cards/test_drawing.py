"""Every card: well-formed, inert, self-contained, small, the same each time."""

import re
from base64 import b64encode
from itertools import product
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lastfm_gateway.faces.cards.draw import draw_card, draw_error
from lastfm_gateway.faces.cards.model import CardContent
from lastfm_gateway.faces.cards.options import CardOptions
from lastfm_gateway.faces.cards.parameters import THEMES, CardKind
from tests.unit.faces.cards.samples import (
    CONTENT,
    CONTENTS,
    HOSTILE,
    OPTIONS,
    TRACKS,
    named,
    options,
)

SVG = "{http://www.w3.org/2000/svg}"
KNOWN_ELEMENTS = {
    *("svg", "title", "desc", "style", "defs", "clipPath", "g", "a", "rect", "circle", "path"),
    *("text", "tspan", "image", "use"),
}


def parsed(drawn: str) -> Element:
    """Return a card's document, checked: known elements only, nothing that loads or runs."""
    drawn.encode()
    root = fromstring(drawn)  # noqa: S314 (our own)
    ids = [each.get("id") for each in root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    for each in root.iter():
        assert each.tag.removeprefix(SVG) in KNOWN_ELEMENTS
        assert not any(name.lower().startswith("on") or name == "style" for name in each.attrib)
        target = each.get("href", "")
        if each.tag == f"{SVG}a":
            assert target.startswith("https://www.last.fm/")
        elif each.tag == f"{SVG}image":
            assert re.match(r"data:image/(png|jpeg|gif|webp);base64,", target)
        else:
            assert target == "" or target[1:] in ids
        for value in each.attrib.values():
            assert all(name in ids for name in re.findall(r"url\(#(.*?)\)", value))
    return root


def addresses(root: Element) -> set[str]:
    """Return what looks like an address anywhere but in text that is read or drawn."""
    loud = {f"{SVG}{name}" for name in ("title", "desc", "text", "tspan")}
    words = [*(value for each in root.iter() for value in each.attrib.values())]
    words += [each.text or "" for each in root.iter() if each.tag not in loud]
    return {word for word in words if "http" in word or "//" in word}


@settings(max_examples=150)
@given(OPTIONS, CONTENTS)
def test_any_content_gives_a_document(chosen: CardOptions, content: CardContent) -> None:
    """Whatever the names, times, numbers and parameters are, the card parses and is inert."""
    root = parsed(draw_card(chosen, content))
    assert root.get("width") == str(chosen.width)
    assert root.get("viewBox") == f"0 0 {chosen.width} {root.get('height')}"
    links = addresses(root)
    assert all(each.startswith(("https://www.last.fm/", "data:image/")) for each in links)


@given(OPTIONS, st.text(st.characters(exclude_categories=())), st.sampled_from(HOSTILE))
def test_any_error_gives_a_document(chosen: CardOptions, title: str, hint: str) -> None:
    """Errors have the card's width and a height of their own."""
    root = parsed(draw_error(chosen, title, hint))
    assert root.get("width") == str(chosen.width)
    assert root.get("height") == ("76" if hint else "58")


@pytest.mark.parametrize("kind", CardKind)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_text(kind: str, name: str) -> None:
    """Names in every place of every card, wide and narrow, stay text."""
    for width, loved in product((260, 1000), ("between-all", "title")):
        chosen = options(kind, width=width, loved=loved, album=1, title=name, stats=1)
        parsed(draw_card(chosen, named(name)))


@pytest.mark.parametrize("kind", CardKind)
def test_every_combination_of_choices_gives_a_document(kind: str) -> None:
    """Layout options do not break each other."""
    choices = {
        "profile": ("header", "footer-left", "off"),
        "stats": ("off", "block-center", "compact"),
        "footer": ("off", "stats", "wave"),
        "loved": ("between-all", "title", "time"),
        "header": (0, 1),
        "art": (0, 1),
    }
    combined = (dict(zip(choices, chosen, strict=True)) for chosen in product(*choices.values()))
    for chosen in {options(kind, **each) for each in combined}:
        parsed(draw_card(chosen, CONTENT))


@pytest.mark.parametrize("kind", CardKind)
def test_the_same_input_gives_the_same_bytes(kind: str) -> None:
    """An ETag of the bytes changes only when something to see does."""
    chosen = options(kind, theme="auto")
    assert draw_card(chosen, CONTENT) == draw_card(chosen, CONTENT)
    soon = CONTENT._replace(now=CONTENT.now + 30)
    assert draw_card(chosen, soon) == draw_card(chosen, CONTENT)
    assert draw_card(chosen, CONTENT._replace(user=CONTENT.user._replace(name="x"))) != draw_card(
        chosen, CONTENT
    )


def pictures(count: int, size: int) -> list[str]:
    """Return different data: URIs of so many bytes."""
    return [
        "data:image/jpeg;base64," + b64encode(bytes([index]) * size).decode()
        for index in range(count)
    ]


@pytest.mark.parametrize("kind", ["recent", "top"])
def test_no_card_exceeds_its_size(kind: str) -> None:
    """Ten rows of 20 kB pictures and long names stay below 250 kB; what is beyond is a tile."""
    rows = tuple(
        TRACKS[0]._replace(title="あ" * 500, album="<" * 500, picture=picture, url="")
        for picture in pictures(10, 20_000)
    )
    chosen = options(kind, count=10, width=1000, album=1, theme="auto", stats=1, footer="wave")
    drawn = draw_card(chosen, CONTENT._replace(tracks=rows))
    assert len(drawn.encode()) < 250_000
    assert drawn.count("<image") >= 7


@pytest.mark.parametrize("kind", ["recent", "top"])
def test_a_card_of_the_longest_markup_gives_up_its_pictures(kind: str) -> None:
    """Names and addresses that take six times their length do not break the limit."""
    rows = tuple(
        TRACKS[0]._replace(
            title="'" * 900,
            artist='"' * 900,
            picture=picture,
            url="https://www.last.fm/" + "&" * 600,
            plays=9,
        )
        for picture in pictures(10, 16_000)
    )
    chosen = options(kind, count=10, width=1000)
    drawn = draw_card(chosen, CONTENT._replace(tracks=rows))
    assert 50_000 < len(drawn.encode()) < 250_000
    parsed(drawn)


def test_one_cover_is_sent_once() -> None:
    """Rows of one album share their picture."""
    rows = tuple(TRACKS[0]._replace(picture=pictures(1, 9000)[0]) for _ in range(10))
    drawn = draw_card(options(count=10, avatar=0), CONTENT._replace(tracks=rows))
    assert drawn.count("<image") == 1
    assert drawn.count("<use") == 10


@pytest.mark.parametrize("kind", CardKind)
def test_cards_have_a_name_and_a_description_first(kind: str) -> None:
    """Screen readers find an image with a title and a description."""
    root = parsed(draw_card(options(kind), CONTENT))
    title, description = root[0], root[1]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text == "rj on Last.fm"


def test_descriptions_say_what_is_shown() -> None:
    """Rows are named with their artists, ranks, plays and hearts."""
    said = {kind: parsed(draw_card(options(kind), CONTENT))[1].text for kind in CardKind}
    assert said[CardKind.RECENT] == (
        "Now playing: Ritchie Sacramento by Mogwai, loved. Then: "
        "Hyperballad - 2011 Remaster by Björk; Teardrop by Massive Attack, loved"
    )
    assert said[CardKind.NOW] == "Now playing: Ritchie Sacramento by Mogwai, loved"
    assert str(said[CardKind.TOP]).startswith("Top tracks, last 30 days: 1. Ritchie Sacramento by")
    assert said[CardKind.STATS] == "123,456 scrobbles, 4,321 artists, 7,890 albums, 34,567 tracks"


def test_what_played_last_is_not_said_to_play() -> None:
    """Old songs are not presented as playing."""
    silent = CONTENT._replace(tracks=TRACKS[1:])
    for kind in (CardKind.RECENT, CardKind.NOW):
        drawn = draw_card(options(kind), silent)
        assert "ow playing" not in drawn
        assert "Last played: Hyperballad" in drawn
    assert "Last played 3m ago" in draw_card(options("now"), silent)


def test_playing_is_said_in_words_without_motion_and_colour() -> None:
    """`animate=0` leaves out all motion; the words remain, on narrow cards too."""
    still = draw_card(options(animate=0, footer="wave"), CONTENT)
    assert "animation" not in still
    assert ">Now playing<" in still
    assert ">Now<" in draw_card(options(width=260), CONTENT)


def test_motion_needs_consent() -> None:
    """Bars and waves move only for readers who did not ask for less motion."""
    style = parsed(draw_card(options(footer="wave"), CONTENT)).findtext(f"{SVG}style") or ""
    allowed, _, frames = style.partition("@keyframes")
    assert allowed.startswith("@media (prefers-reduced-motion:no-preference){")
    assert allowed.count("{") == allowed.count("}")
    assert "animation" in allowed
    assert "animation" not in frames
    assert "opacity" not in style


def test_a_card_without_motion_has_no_style() -> None:
    """A theme without dark mode and bars needs no rule at all."""
    assert "<style" not in draw_card(options(), CONTENT._replace(tracks=TRACKS[1:]))


def test_auto_follows_the_browser() -> None:
    """`theme=auto` has rules for dark mode, for classes that are used, from our palette only."""
    drawn = draw_card(options(theme="auto", artist_color="123456"), CONTENT)
    style = parsed(drawn).findtext(f"{SVG}style") or ""
    rules = dict(re.findall(r"\.(k\w+-\w+-fill)\{fill:#(\w{6})\}", style))
    assert "@media (prefers-color-scheme:dark)" in style
    assert {name.split("-")[1] for name in rules} == {
        *("background", "title", "meta", "accent", "loved")
    }
    assert all(f'class="{name}"' in drawn for name in rules)
    assert "123456" not in style


@pytest.mark.parametrize("theme", THEMES)
def test_error_cards_look_like_their_card(theme: str) -> None:
    """Width, radius and theme are as asked, and title and hint are read out."""
    chosen = options("top", theme=theme, width=333, radius=7)
    drawn = draw_error(chosen, "User not found", "Check the name at last.fm")
    root = parsed(drawn)
    assert root[1].text == "User not found. Check the name at last.fm"
    assert ('rx="7"' in drawn) is (theme != "transparent")


def test_stale_cards_say_so() -> None:
    """Content that is not current carries its time on every card."""
    stale = CONTENT._replace(as_of=CONTENT.now - 3600)
    for kind in CardKind:
        assert "as of " in draw_card(options(kind), stale)
        assert "as of " not in draw_card(options(kind), CONTENT)


def test_empty_cards_say_so() -> None:
    """No tracks and no figures are told, not drawn as an empty frame."""
    for kind in CardKind:
        drawn = draw_card(options(kind), CardContent(CONTENT.user))
        assert "Nothing scrobbled yet" in drawn
