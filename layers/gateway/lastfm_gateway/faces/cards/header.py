"""The header of a card: the user, a heading and the words "last.fm". Pure."""

from typing import Final

from lastfm_gateway.faces.cards.canvas import MARGIN, Canvas, Section, hairline
from lastfm_gateway.faces.cards.frame import viewport
from lastfm_gateway.faces.cards.labels import Lettering, TextRun, label, line, line_width
from lastfm_gateway.faces.cards.links import linked, user_page
from lastfm_gateway.faces.cards.markup import EMPTY, Markup, join
from lastfm_gateway.faces.cards.tiles import avatar

LOGO: Final = "last.fm"
_AVATAR: Final = 34
_GAP: Final = 12


def header(canvas: Canvas, heading: str, note: str = "") -> Section:
    """Return the row with heading, user, note and logo, and the line below it."""
    options, inks, user = canvas.options, canvas.inks, canvas.content.user
    if not options.header:
        return Section(0)
    has_user = options.profile == "header"
    has_avatar = has_user and options.avatar
    name = user.name if has_user and options.username else ""
    has_two_lines = bool(name or note)
    height = _AVATAR if has_two_lines or has_avatar else 20
    left = MARGIN + (_AVATAR + _GAP if has_avatar else 0)
    baseline = 14.5 if has_two_lines else height / 2 + 5.5
    logo, logo_width = logo_words(canvas, baseline)
    big = Lettering(15, inks.title, bold=True)
    room = canvas.right - left - (logo_width + _GAP if logo_width else 0)
    parts = (
        avatar(canvas, MARGIN, 0, _AVATAR) if has_avatar else EMPTY,
        viewport(left, -4, room, 28, label(0, baseline + 4, big.fit(heading, room), big)),
        _second_line(canvas, left, name, note),
    )
    owner = linked(join(parts), user_page(user))
    return Section(height + 25, join((owner, logo, hairline(canvas, height + 12))))


def _second_line(canvas: Canvas, left: float, name: str, note: str) -> Markup:
    look = Lettering(12.5, canvas.inks.meta)
    rest = (TextRun("·", look, gap=5), TextRun(note, look, gap=5)) if name and note else ()
    room = canvas.right - left - line_width(rest)
    return line(left, 31.5, (TextRun(look.fit(name or note, room), look), *rest))


def logo_words(canvas: Canvas, baseline: float) -> tuple[Markup, float]:
    """Return the words "last.fm" at the right edge, and their width: 0 where they are off."""
    if not canvas.options.logo:
        return EMPTY, 0
    look = Lettering(13, canvas.inks.logo, bold=True)
    return label(canvas.right, baseline, LOGO, look, "end"), look.width(LOGO)
