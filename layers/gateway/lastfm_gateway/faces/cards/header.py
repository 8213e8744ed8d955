"""The header of a card: the user, a heading and the words "last.fm". Pure."""

from typing import Final

from lastfm_gateway.faces.cards.canvas import MARGIN, Canvas, Section, hairline
from lastfm_gateway.faces.cards.labels import Lettering, label
from lastfm_gateway.faces.cards.links import linked, user_page
from lastfm_gateway.faces.cards.markup import EMPTY, Markup, join
from lastfm_gateway.faces.cards.tiles import avatar

LOGO: Final = "last.fm"
_AVATAR: Final = 34
_GAP: Final = 12


def header(canvas: Canvas, heading: str) -> Section:
    """Return the row with heading, user and logo, and the line below it."""
    options, inks, user = canvas.options, canvas.inks, canvas.content.user
    if not options.header:
        return Section(0)
    has_user = options.profile == "header"
    has_avatar = has_user and options.avatar
    has_name = has_user and options.username
    height = _AVATAR if has_user else 20
    left = MARGIN + (_AVATAR + _GAP if has_avatar else 0)
    logo, logo_width = logo_words(canvas, 14.5 if has_name else height / 2 + 5)
    big, small = Lettering(15, inks.title, bold=True), Lettering(12.5, inks.meta)
    room = canvas.right - left - (logo_width + _GAP if logo_width else 0)
    parts = [
        avatar(canvas, MARGIN, 0, _AVATAR) if has_avatar else EMPTY,
        label(left, 14.5 if has_name else height / 2 + 5.5, big.fit(heading, room), big),
        label(left, 31.5, small.fit(user.name, canvas.right - left), small) if has_name else EMPTY,
    ]
    owner = linked(join(parts), user_page(user))
    return Section(height + 25, join((owner, logo, hairline(canvas, height + 12))))


def logo_words(canvas: Canvas, baseline: float) -> tuple[Markup, float]:
    """Return the words "last.fm" at the right edge, and their width: 0 where they are off."""
    if not canvas.options.logo:
        return EMPTY, 0
    look = Lettering(13, canvas.inks.logo, bold=True)
    return label(canvas.right, baseline, LOGO, look, "end"), look.width(LOGO)
