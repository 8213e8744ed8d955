"""Rows of a top list: rank, cover, name, plays, and a bar in proportion to them. Pure."""

from typing import Final

from lastfm_gateway.faces.cards.canvas import MARGIN, Canvas, Section, fill, stacked
from lastfm_gateway.faces.cards.frame import viewport
from lastfm_gateway.faces.cards.labels import Lettering, label
from lastfm_gateway.faces.cards.links import linked
from lastfm_gateway.faces.cards.markup import EMPTY, Markup, element, join
from lastfm_gateway.faces.cards.model import CardTrack
from lastfm_gateway.faces.cards.recent import GAP, ROW, TILE
from lastfm_gateway.faces.cards.tiles import cover, rank_tile
from lastfm_gateway.faces.cards.wording import grouped, short_number

_RANK: Final = 22
_BAR: Final = 3


def top_rows(canvas: Canvas) -> Section:
    """Return a row for each entry. Ranks are in the tiles where no entry has a picture."""
    entries = canvas.content.tracks
    most = max((entry.plays or 0 for entry in entries), default=0)
    rows = [
        Section(ROW, _row(canvas, entry, rank, (entry.plays or 0) / most if most else 0))
        for rank, entry in enumerate(entries, start=1)
    ]
    return stacked(rows, 0)._replace(height=len(rows) * ROW - GAP)


def _row(canvas: Canvas, entry: CardTrack, rank: int, share: float) -> Markup:
    inks = canvas.inks
    picture, left = _rank(canvas, entry, rank)
    has_artist = bool(entry.artist)
    plays = _plays(canvas, entry)
    number = Lettering(12, inks.meta)
    big, small = Lettering(14, inks.title, bold=True), Lettering(12.5, inks.artist)
    room = canvas.right - left
    title_room = room - (number.width(plays) + GAP if plays else 0)
    baseline = 12.5 if has_artist else 19
    words = viewport(
        left,
        -4,
        title_room,
        TILE + 6,
        label(0, baseline + 4, big.fit(entry.title, title_room), big),
        label(0, 33, small.fit(entry.artist, title_room), small),
    )
    figure = label(canvas.right, baseline, plays, number, "end")
    bar = _bar(canvas, left, room, share, 37 if has_artist else 29)
    return join((linked(join((picture, words)), entry.url), figure, bar))


def _rank(canvas: Canvas, entry: CardTrack, rank: int) -> tuple[Markup, float]:
    """Return rank and cover, and where the words begin."""
    look = Lettering(13, canvas.inks.meta, bold=True)
    has_pictures = any(each.picture in canvas.pictures for each in canvas.content.tracks)
    if canvas.options.art and not has_pictures:
        return rank_tile(canvas, rank, MARGIN, 0, TILE), MARGIN + TILE + GAP
    if not canvas.options.art:
        baseline = 16.5 if entry.artist else 23
        return label(MARGIN + 8, baseline - 4, str(rank), look, "middle"), MARGIN + _RANK + 4
    number = label(MARGIN + 8, TILE / 2 + 4.5, str(rank), look, "middle")
    picture = cover(canvas, entry.picture, MARGIN + _RANK, 0, TILE)
    return join((number, picture)), MARGIN + _RANK + TILE + GAP


def _plays(canvas: Canvas, entry: CardTrack) -> str:
    if entry.plays is None:
        return ""
    if canvas.is_narrow:
        return short_number(entry.plays)
    return f"{grouped(entry.plays)} {'play' if entry.plays == 1 else 'plays'}"


def _bar(canvas: Canvas, x: float, room: float, share: float, y: float) -> Markup:
    if not share:
        return EMPTY
    inks = canvas.inks
    lengths = ((room, fill(inks.title, 0.08)), (max(_BAR, room * share), fill(inks.accent, 0.85)))
    return join(
        element("rect", x=x, y=y, width=length, height=_BAR, rx=_BAR / 2, **look)
        for length, look in lengths
    )
