"""What is below a card's rows: totals, waves, the user, the age of stale content. Pure."""

from typing import Final

from lastfm_gateway.faces.cards.canvas import MARGIN, Canvas, Section, hairline
from lastfm_gateway.faces.cards.frame import bottom_clip
from lastfm_gateway.faces.cards.icons import wave
from lastfm_gateway.faces.cards.labels import Lettering, label
from lastfm_gateway.faces.cards.links import linked, user_page
from lastfm_gateway.faces.cards.markup import EMPTY, Markup, join
from lastfm_gateway.faces.cards.tiles import avatar
from lastfm_gateway.faces.cards.totals import totals_line
from lastfm_gateway.faces.cards.wording import clock

BOTTOM: Final = 16
_AVATAR: Final = 22
_WAVE: Final = 40
_AIR: Final = 8


def footer(canvas: Canvas) -> Section:
    """Return everything below the body, with the space at the card's bottom edge."""
    options = canvas.options
    top = 0.0
    parts = []
    if options.profile.startswith("footer"):
        parts += [hairline(canvas, 13), _owner(canvas, 25)]
        top = 25 + _AVATAR - 4
    elif options.footer == "stats":
        words = totals_line(canvas, 33, canvas.width / 2, "middle")
        parts += [hairline(canvas, 13), words] if words else []
        top = 34 if words else 0
    stale = _age(canvas, top + 24)
    if stale:
        parts.append(stale)
        top += 26
    if options.footer == "wave":
        parts.append(bottom_clip(canvas, wave(canvas, _WAVE), top + _AIR, _WAVE))
        return Section(top + _AIR + _WAVE, join(parts))
    return Section(top + BOTTOM, join(parts))


def _owner(canvas: Canvas, top: float) -> Markup:
    """Return the user at the left or the right edge."""
    options, user = canvas.options, canvas.content.user
    look = Lettering(12.5, canvas.inks.meta)
    space = _AVATAR + 8 if options.avatar else 0
    name = look.fit(user.name, canvas.right - MARGIN - space) if options.username else ""
    is_left = options.profile == "footer-left"
    left = MARGIN if is_left else canvas.right - _AVATAR
    face = avatar(canvas, left, top - 4, _AVATAR) if options.avatar else EMPTY
    edge = MARGIN + space if is_left else canvas.right - space
    words = label(edge, top + 11.5, name, look, "start" if is_left else "end")
    return linked(join((face, words)), user_page(user))


def _age(canvas: Canvas, baseline: float) -> Markup:
    content = canvas.content
    if content.as_of is None:
        return EMPTY
    words = f"as of {clock(content.as_of, content.now)}"
    return label(canvas.right, baseline, words, Lettering(11, canvas.inks.meta), "end")
