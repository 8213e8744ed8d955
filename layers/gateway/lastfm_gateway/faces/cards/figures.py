"""The body of the card of figures: scrobbles large, the other totals below. Pure."""

from typing import Final

from lastfm_gateway.faces.cards.canvas import MARGIN, Canvas, Section, hairline
from lastfm_gateway.faces.cards.labels import Lettering, TextRun, label, line, line_width
from lastfm_gateway.faces.cards.markup import join
from lastfm_gateway.faces.cards.totals import columns, known_totals
from lastfm_gateway.faces.cards.wording import grouped, month, short_number

_BELOW: Final = ("artists", "albums", "tracks")


def figures_body(canvas: Canvas) -> Section:
    """Return the figures that are known. There must be one."""
    totals = known_totals(canvas, _BELOW)
    above = _scrobbles(canvas)
    if not totals:
        return above
    if not above.height:
        return Section(34, columns(canvas, totals, 14))
    top = above.height + 12
    below = (hairline(canvas, top), columns(canvas, totals, top + 28))
    return Section(top + 48, join((above.markup, *below)))


def _scrobbles(canvas: Canvas) -> Section:
    """Return the scrobbles, and in a line below how many a day and since when."""
    inks, totals = canvas.inks, known_totals(canvas, ("scrobbles",))
    pace = _pace(canvas)
    look = Lettering(12.5, inks.artist)
    if not totals:
        return Section(16 if pace else 0, label(MARGIN, 11, pace, look))
    huge, weak = Lettering(32, inks.title, bold=True), Lettering(13, inks.meta)
    noun = TextRun(totals[0].noun, weak, gap=8)
    written = TextRun(grouped(totals[0].number), huge)
    if line_width((written, noun)) > canvas.right - MARGIN:
        written = TextRun(short_number(totals[0].number), huge)
    number = line(MARGIN, 27, (written, noun))
    words = label(MARGIN, 49, look.fit(pace, canvas.right - MARGIN), look)
    return Section(52 if pace else 30, join((number, words)))


def _pace(canvas: Canvas) -> str:
    stats = canvas.content.stats
    pace = f"{stats.per_day:,.1f} a day" if stats.per_day is not None else ""
    since = f"since {month(stats.registered)}" if stats.registered is not None else ""
    return " · ".join(part for part in (pace, since) if part)
