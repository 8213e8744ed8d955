"""Rows of recent tracks: cover, title, artist, heart, time. Pure."""

from typing import Final

from lastfm_gateway.faces.cards.canvas import MARGIN, Canvas, Section, fill, moved, stacked
from lastfm_gateway.faces.cards.frame import viewport
from lastfm_gateway.faces.cards.icons import BARS, HEART, bars, heart
from lastfm_gateway.faces.cards.labels import Lettering, TextRun, label, line
from lastfm_gateway.faces.cards.links import linked
from lastfm_gateway.faces.cards.markup import EMPTY, Markup, element, join
from lastfm_gateway.faces.cards.model import CardTrack
from lastfm_gateway.faces.cards.tiles import cover
from lastfm_gateway.faces.cards.wording import elapsed

TILE: Final = 40
GAP: Final = 12
ROW: Final = TILE + GAP

#: Space of a row beside the covers, above and below, inside the tint of what plays.
_TINT: Final = 6
_HEART_AND_GAP: Final = HEART + 6
_LOVED_SIGN: Final = "♥\ufe0e"


def recent_rows(canvas: Canvas) -> Section:
    """Return a row for each track."""
    rows = [Section(ROW, _row(canvas, track)) for track in canvas.content.tracks]
    return stacked(rows, 0)._replace(height=len(rows) * ROW - GAP)


def _row(canvas: Canvas, track: CardTrack) -> Markup:
    left = MARGIN + (TILE + GAP if canvas.options.art else 0)
    aside, aside_width = _aside(canvas, track)
    room = canvas.right - left - (aside_width + GAP if aside_width else 0)
    picture = cover(canvas, track.picture, MARGIN, 0, TILE) if canvas.options.art else EMPTY
    words = viewport(left, -2, room, TILE + 4, moved(names(canvas, track, room), 0, 2))
    tint = _tint(canvas) if track.is_playing else EMPTY
    return join((tint, linked(join((picture, words)), track.url), aside))


def names(canvas: Canvas, track: CardTrack, room: float) -> Markup:
    """Return the two lines of a row: title with its heart, artist with the album."""
    options, inks = canvas.options, canvas.inks
    big, small = Lettering(14, inks.title, bold=True), Lettering(12.5, inks.artist)
    is_between = options.loved == "between-all" or (options.loved == "between" and track.is_loved)
    indent = _HEART_AND_GAP if is_between else 0
    has_sign = options.loved == "title" and track.is_loved
    sign = TextRun(_LOVED_SIGN, Lettering(13, inks.loved), gap=6)
    title = big.fit(track.title, room - indent - (20 if has_sign else 0))
    heading = (
        line(0, 16, (TextRun(title, big), sign)) if has_sign else label(indent, 16, title, big)
    )
    mark = heart(canvas, 0, 5, is_loved=track.is_loved) if is_between else EMPTY
    return join((mark, heading, credits_line(canvas, track, 34, room, small)))


def credits_line(
    canvas: Canvas, track: CardTrack, y: float, room: float, look: Lettering
) -> Markup:
    """Return the artist, and the album where it is wanted and has room."""
    artist = look.fit(track.artist, room)
    paler = look._replace(ink=canvas.inks.meta)
    separator = "  ·  "
    left = room - look.width(artist + separator)
    album = paler.fit(track.album, left) if canvas.options.album else ""
    if len(album) < 2 or not artist:  # noqa: PLR2004 (one character is the ellipsis)
        return label(0, y, artist, look)
    dot = TextRun("·", paler, gap=5)
    return line(0, y, (TextRun(artist, look), dot, TextRun(album, paler, gap=5)))


def _aside(canvas: Canvas, track: CardTrack) -> tuple[Markup, float]:
    """Return heart and time, or the sign of what plays, at the right edge; and its width."""
    options, inks = canvas.options, canvas.inks
    look = Lettering(12, inks.accent if track.is_playing else inks.meta, bold=track.is_playing)
    words = _when(canvas, track)
    edge: float = canvas.right
    parts = []
    if track.is_playing:
        edge -= BARS
        parts.append(bars(canvas, edge, TILE / 2 + 5))
        edge -= 7
    parts.append(label(edge, TILE / 2 + 4.5, words, look, "end"))
    edge -= look.width(words)
    if options.loved == "time" and track.is_loved:
        edge -= HEART + (8 if words else 0)
        parts.append(heart(canvas, edge, TILE / 2 - 6))
    return join(parts), canvas.right - edge


def _when(canvas: Canvas, track: CardTrack) -> str:
    if track.is_playing:
        return "Now" if canvas.is_narrow else "Now playing"
    if not canvas.options.time or track.played_at is None:
        return ""
    words = elapsed(track.played_at, canvas.content.now)
    return words.removesuffix(" ago").removeprefix("just ") if canvas.is_narrow else words


def _tint(canvas: Canvas) -> Markup:
    return element(
        "rect",
        x=MARGIN - _TINT - 2,
        y=-_TINT,
        width=canvas.width - 2 * (MARGIN - _TINT - 2),
        height=TILE + 2 * _TINT,
        rx=8,
        **fill(canvas.inks.accent, 0.1),
    )
