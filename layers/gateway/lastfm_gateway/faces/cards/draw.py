"""Draws a card, or an error in a card's place, as an SVG document. Pure.

Same options and content give the same bytes. The content is believed in nothing: names may hold
anything, links lead to Last.fm only, pictures are data: URIs of images.
"""

from hashlib import sha256
from typing import Final

from lastfm_gateway.faces.cards.canvas import MARGIN, Canvas, Section, fill, stacked
from lastfm_gateway.faces.cards.characters import clean
from lastfm_gateway.faces.cards.contents import tidied, without_pictures
from lastfm_gateway.faces.cards.figures import figures_body
from lastfm_gateway.faces.cards.footer import BOTTOM, footer
from lastfm_gateway.faces.cards.frame import document
from lastfm_gateway.faces.cards.header import header
from lastfm_gateway.faces.cards.labels import Lettering, label
from lastfm_gateway.faces.cards.markup import element, join
from lastfm_gateway.faces.cards.model import CardContent, CardStats, CardUser
from lastfm_gateway.faces.cards.now import now_body
from lastfm_gateway.faces.cards.options import CardOptions
from lastfm_gateway.faces.cards.parameters import CardKind
from lastfm_gateway.faces.cards.recent import recent_rows
from lastfm_gateway.faces.cards.summaries import accessible_name, description, heading, note
from lastfm_gateway.faces.cards.themes import inks_of
from lastfm_gateway.faces.cards.tiles import usable_pictures
from lastfm_gateway.faces.cards.top import top_rows
from lastfm_gateway.faces.cards.totals import totals_strip

#: GitHub's image proxy refuses pictures of megabytes; readers would wait for them long before.
MAX_BYTES: Final = 250_000

TOP: Final = 16
_BODIES: Final = {
    CardKind.RECENT: recent_rows,
    CardKind.NOW: now_body,
    CardKind.TOP: top_rows,
    CardKind.STATS: figures_body,
}
_ERROR: Final = 58
_ERROR_WITH_HINT: Final = 76


def draw_card(options: CardOptions, content: CardContent) -> str:
    """Return a card as an SVG document of less than 250 kB, if need be without its pictures."""
    content = tidied(options, content)
    drawn = _drawn(options, content)
    return drawn if len(drawn.encode()) < MAX_BYTES else _drawn(options, without_pictures(content))


def _drawn(options: CardOptions, content: CardContent) -> str:
    canvas = _canvas(options, content)
    shown = content.stats if options.kind is CardKind.STATS else content.tracks
    is_empty = not shown or shown == CardStats()
    body = (_empty if is_empty else _BODIES[options.kind])(canvas)
    if options.kind is CardKind.NOW:
        sections = [body, Section(BOTTOM)]
    else:
        top = header(canvas, heading(options), note(options))
        sections = [top, totals_strip(canvas), body, footer(canvas)]
    whole = stacked(sections, TOP)
    return document(
        canvas, whole.height, whole.markup, accessible_name(content), description(options, content)
    )


def draw_error(options: CardOptions, title: str, hint: str = "") -> str:
    """Return an error as an SVG document, 76 pixels high, or 58 without a hint."""
    canvas = _canvas(options, CardContent(CardUser("")))
    inks = canvas.inks
    height = _ERROR_WITH_HINT if hint else _ERROR
    middle = height / 2
    big, small = Lettering(14, inks.title, bold=True), Lettering(12.5, inks.meta)
    left = MARGIN + 36 + 12
    room = canvas.right - left
    sign = Lettering(18, inks.accent, bold=True)
    parts = (
        element("circle", cx=MARGIN + 18, cy=middle, r=18, **fill(inks.accent, 0.12)),
        label(MARGIN + 18, middle + 6.5, "!", sign, "middle"),
        label(left, middle - 3 if hint else middle + 5, big.fit(clean(title), room), big),
        label(left, middle + 16, small.fit(clean(hint), room), small),
    )
    words = f"{title}. {hint}" if hint else title
    return document(canvas, height, join(parts), "Last.fm card", clean(words))


def _canvas(options: CardOptions, content: CardContent) -> Canvas:
    seed = f"{options.canonical()}&user={content.user.name}"
    prefix = f"k{sha256(seed.encode()).hexdigest()[:6]}"
    covers = (track.picture for track in content.tracks if options.needs_art)
    avatars = (content.user.avatar,) if options.needs_avatar else ()
    pictures = usable_pictures((*avatars, *covers), prefix)
    return Canvas(options, content, inks_of(options, prefix), prefix, pictures)


def _empty(canvas: Canvas) -> Section:
    look = Lettering(13, canvas.inks.meta)
    return Section(40, label(canvas.width / 2, 25, "Nothing scrobbled yet", look, "middle"))
