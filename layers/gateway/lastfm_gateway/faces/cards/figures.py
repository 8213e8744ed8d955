"""A user's figures: as columns, as one line, and as a card of their own. Pure."""

from typing import Final

from lastfm_gateway.faces.cards.canvas import MARGIN, Canvas, Section, hairline
from lastfm_gateway.faces.cards.labels import Lettering, Side, Span, label, line, line_width
from lastfm_gateway.faces.cards.markup import EMPTY, Markup, join
from lastfm_gateway.faces.cards.wording import grouped, month, short_number

_STRIP: Final = ("scrobbles", "artists", "tracks")
_BELOW: Final = ("artists", "albums", "tracks")


def figures_strip(canvas: Canvas) -> Section:
    """Return the totals above the rows, with the line below them. Nothing if none is known."""
    how, known = canvas.options.stats, _known(canvas, _STRIP)
    if how == "off" or not known:
        return Section(0)
    if how == "compact":
        words = figures_line(canvas, 11, MARGIN, "start")
        return Section(40, join((words, hairline(canvas, 25))))
    side: Side = "middle" if how == "block-center" else "start"
    return Section(62, join((columns(canvas, known, 14, side), hairline(canvas, 48))))


def figures_line(canvas: Canvas, baseline: float, x: float, side: Side) -> Markup:
    """Return the totals in one line, with short numbers or fewer of them if it is too long."""
    strong, weak = Lettering(12, canvas.inks.title, bold=True), Lettering(12, canvas.inks.meta)
    known = _known(canvas, _STRIP)
    for write in (grouped, short_number):
        for count in range(len(known), 0, -1) if write is short_number else (len(known),):
            spans = [
                span
                for index, (name, number) in enumerate(known[:count])
                for span in (
                    Span("·", weak, gap=7 if index else 0) if index else Span("", weak),
                    Span(write(number), strong, gap=7 if index else 0),
                    Span(_noun(name, number), weak, gap=4),
                )
            ]
            if line_width(spans) <= canvas.right - MARGIN:
                return line(x, baseline, spans, side)
    return EMPTY


def columns(
    canvas: Canvas, known: list[tuple[str, int]], baseline: float, side: Side = "start"
) -> Markup:
    """Return figures side by side: the number, and its noun below."""
    big, small = Lettering(17, canvas.inks.title, bold=True), Lettering(12, canvas.inks.meta)
    room = (canvas.right - MARGIN) / len(known)
    numbers = [grouped(number) for _, number in known]
    if any(big.width(number) > room - 16 for number in numbers):
        numbers = [short_number(number) for _, number in known]
    left = MARGIN + (room / 2 if side == "middle" else 0)
    return join(
        join(
            (
                label(left + index * room, baseline, written, big, side),
                label(left + index * room, baseline + 18, _noun(name, number), small, side),
            )
        )
        for index, ((name, number), written) in enumerate(zip(known, numbers, strict=True))
    )


def figures_body(canvas: Canvas) -> Section:
    """Return the body of the card of figures: scrobbles large, the others below."""
    stats, inks = canvas.content.stats, canvas.inks
    others, height = _known(canvas, _BELOW), 0.0
    parts = []
    if stats.scrobbles is not None:
        huge, weak = Lettering(32, inks.title, bold=True), Lettering(13, inks.meta)
        since = f"since {month(stats.registered)}" if stats.registered is not None else ""
        number = Span(grouped(stats.scrobbles), huge)
        noun = Span(_noun("scrobbles", stats.scrobbles), weak, gap=8)
        parts += [line(MARGIN, 28, (number, noun)), _pace(canvas, since)]
        height = 58 if since or stats.per_day is not None else 36
    if others:
        parts.append(_below(canvas, others, height))
        height += 54 if parts[:-1] else 36
    return Section(height, join(parts))


def _pace(canvas: Canvas, since: str) -> Markup:
    """Return the line below the scrobbles: how many a day, since when."""
    per_day = canvas.content.stats.per_day
    look = Lettering(12.5, canvas.inks.artist)
    pace = f"{per_day:,.1f} a day" if per_day is not None else ""
    words = " · ".join(part for part in (pace, since) if part)
    return label(MARGIN, 50, look.fit(words, canvas.right - MARGIN), look)


def _below(canvas: Canvas, known: list[tuple[str, int]], top: float) -> Markup:
    if not top:
        return columns(canvas, known, 14)
    return join((hairline(canvas, top + 6), columns(canvas, known, top + 34)))


def _known(canvas: Canvas, names: tuple[str, ...]) -> list[tuple[str, int]]:
    stats = canvas.content.stats._asdict()
    return [(name, stats[name]) for name in names if stats[name] is not None]


def _noun(plural: str, number: int) -> str:
    return plural[:-1] if number == 1 else plural
