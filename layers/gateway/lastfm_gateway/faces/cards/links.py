"""Links of a card: pages at Last.fm, and nothing else. Pure."""

import re
from typing import Final
from urllib.parse import quote

from lastfm_gateway.faces.cards.markup import Markup, element
from lastfm_gateway.faces.cards.model import CardUser

#: Characters of RFC 3986 that need no escape in XML either, but for "&".
_PAGE: Final = re.compile(r"https://www\.last\.fm/[A-Za-z0-9\-._~!$&()*+,;=:@%/?#]{0,600}")


def linked(markup: Markup, url: str) -> Markup:
    """Return markup as a link, if the address is a page of Last.fm's."""
    if not markup or _PAGE.fullmatch(url) is None:
        return markup
    return element("a", markup, href=url, rel="noopener noreferrer")


def user_page(user: CardUser) -> str:
    """Return the address of a user's page."""
    return user.url or f"https://www.last.fm/user/{quote(user.name, safe='')}"
