"""A user's totals, as columns or as one line. Pure."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from lastfm_gateway.faces.cards.canvas import MARGIN, Canvas, Section, hairline
from lastfm_gateway.faces.cards.labels import Lettering, Side, TextRun, label, line, line_width
from lastfm_gateway.faces.cards.markup import EMPTY, Markup, join
from lastfm_gateway.faces.cards.wording import grouped, short_number

_STRIP: Final = ("scrobbles", "artists", "tracks")


class Total(NamedTuple):
    """A number of something, with its noun."""

    number: int
    noun: str


def known_totals(canvas: Canvas, names: Sequence[str] = _STRIP) -> list[Total]:
    """Return those of the totals that are known, in order."""
    stats = canvas.content.stats._asdict()
    numbers = ((stats[name], name) for name in names if stats[name] is not None)
    return [Total(number, noun[:-1] if number == 1 else noun) for number, noun in numbers]


def totals_strip(canvas: Canvas) -> Section:
    """Return the totals above the rows, with the line below them. Nothing if none is known."""
    how, totals = canvas.options.stats, known_totals(canvas)
    if how == "off" or not totals:
        return Section(0)
    if how == "compact":
        words = totals_line(canvas, 11, MARGIN, "start")
        return Section(40, join((words, hairline(canvas, 25))))
    side: Side = "middle" if how == "block-center" else "start"
    return Section(62, join((columns(canvas, totals, 14, side), hairline(canvas, 48))))


def totals_line(canvas: Canvas, baseline: float, x: float, side: Side) -> Markup:
    """Return the totals in one line: in full, else in short numbers, else fewer of them."""
    totals = known_totals(canvas)
    fewer = (_runs(canvas, totals[:count], short_number) for count in range(len(totals), 0, -1))
    for runs in (_runs(canvas, totals, grouped), *fewer):
        if line_width(runs) <= canvas.right - MARGIN:
            return line(x, baseline, runs, side)
    return EMPTY


def columns(
    canvas: Canvas, totals: Sequence[Total], baseline: float, side: Side = "start"
) -> Markup:
    """Return totals side by side, each with its noun 18 pixels below."""
    room = (canvas.right - MARGIN) / len(totals)
    left = MARGIN + (room / 2 if side == "middle" else 0)
    big, small = Lettering(17, canvas.inks.title, bold=True), Lettering(12, canvas.inks.meta)
    is_tight = any(big.width(grouped(total.number)) > room - 16 for total in totals)
    write = short_number if is_tight else grouped
    return join(
        label(left + index * room, y, words, look, side)
        for index, total in enumerate(totals)
        for y, words, look in (
            (baseline, write(total.number), big),
            (baseline + 18, total.noun, small),
        )
    )


def _runs(canvas: Canvas, totals: Sequence[Total], write: Callable[[int], str]) -> list[TextRun]:
    return list(_each_run(canvas, totals, write))


def _each_run(
    canvas: Canvas, totals: Sequence[Total], write: Callable[[int], str]
) -> Iterator[TextRun]:
    strong, weak = Lettering(12, canvas.inks.title, bold=True), Lettering(12, canvas.inks.meta)
    for index, total in enumerate(totals):
        if index:
            yield TextRun("·", weak, gap=7)
        yield TextRun(write(total.number), strong, gap=7 if index else 0)
        yield TextRun(total.noun, weak, gap=4)
