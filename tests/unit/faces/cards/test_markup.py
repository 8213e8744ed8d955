"""Markup: one function makes text safe; elements and links are built from it."""

from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.faces.cards.links import linked, user_page
from lastfm_gateway.faces.cards.markup import element, text
from lastfm_gateway.faces.cards.model import CardUser

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_any_text_is_safe_in_elements_and_attributes(content: str) -> None:
    """Whatever a name holds, the document parses, and no markup comes from the name."""
    parsed = fromstring(element("text", text(content), title=content))  # noqa: S314 (our own)
    assert len(parsed) == 0
    assert "".join((parsed.text or "").split()) == "".join(parsed.get("title", "").split())


def test_markup_is_escaped_once() -> None:
    """The five special characters are escaped, and what looks escaped is, too."""
    assert text("<&>\"'&amp;") == "&lt;&amp;&gt;&quot;&#39;&amp;amp;"


def test_attributes_are_written_plainly() -> None:
    """Numbers are short, absent attributes are left out, zero is not."""
    made = element("rect", x=0, y=1.5, rx=1 / 3, fill_opacity=0.1, class_="a", href=None, d="")
    assert made == '<rect x="0" y="1.5" rx="0.33" fill-opacity="0.1" class="a"/>'


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "http://www.last.fm/user/rj",
        "https://www.last.fm.evil.example/",
        "https://www.last.fm",
        "https://evil.example/https://www.last.fm/",
        'https://www.last.fm/"onclick="x',
        "https://www.last.fm/a b",
        "https://www.last.fm/\n",
        "https://www.last.fm/é",
        "https://www.last.fm/" + "x" * 2000,
    ],
)
def test_only_last_fms_pages_are_linked(url: str) -> None:
    """Any other address, and any with characters that a URL cannot have, is no link."""
    assert linked(text("x"), url) == "x"


def test_pages_are_linked() -> None:
    """A page of Last.fm's is a link that tells nothing of where it was followed."""
    page = "https://www.last.fm/music/AC%2FDC/_/T.N.T.?a=1&b=(2)"
    assert linked(text("x"), page) == (
        '<a href="https://www.last.fm/music/AC%2FDC/_/T.N.T.?a=1&amp;b=(2)"'
        ' rel="noopener noreferrer">x</a>'
    )


def test_a_users_page_is_built_where_it_is_not_given() -> None:
    """The name is escaped whole: it cannot lead to another page."""
    assert user_page(CardUser("a/../b?&")) == "https://www.last.fm/user/a%2F..%2Fb%3F%26"
    assert user_page(CardUser("a", "https://www.last.fm/user/A")) == "https://www.last.fm/user/A"
