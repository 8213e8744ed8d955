"""The card of one track: what plays, or what played last. Pure."""

from typing import Final, NamedTuple

from lastfm_gateway.faces.cards.canvas import MARGIN, Canvas, Section, moved
from lastfm_gateway.faces.cards.frame import viewport
from lastfm_gateway.faces.cards.header import logo_words
from lastfm_gateway.faces.cards.icons import BARS, HEART, bars, heart
from lastfm_gateway.faces.cards.labels import Lettering, TextRun, label, line, line_width
from lastfm_gateway.faces.cards.links import linked, user_page
from lastfm_gateway.faces.cards.markup import EMPTY, Markup, join
from lastfm_gateway.faces.cards.model import CardTrack
from lastfm_gateway.faces.cards.recent import credits_line
from lastfm_gateway.faces.cards.tiles import avatar, cover
from lastfm_gateway.faces.cards.wording import clock, elapsed


class _Measures(NamedTuple):
    """Cover and avatar, size and baseline of title and artist, in pixels."""

    cover: int
    avatar: int
    title: float
    title_y: float
    artist: float
    artist_y: float


_WIDE: Final = _Measures(96, 20, 18, 38.5, 14, 59)
_NARROW: Final = _Measures(76, 16, 15, 32, 12.5, 49)


def now_body(canvas: Canvas) -> Section:
    """Return cover, status, title, artist, and whose it is."""
    sizes, track, options = _sizes(canvas), canvas.content.tracks[0], canvas.options
    left = MARGIN + (sizes.cover + MARGIN if options.art else 0)
    room = canvas.right - left
    picture = cover(canvas, track.picture, MARGIN, 0, sizes.cover) if options.art else EMPTY
    inks = canvas.inks
    big = Lettering(sizes.title, inks.title, bold=True)
    title = label(0, sizes.title_y, big.fit(track.title, room), big)
    artist = Lettering(sizes.artist, inks.artist)
    names = join((title, credits_line(canvas, track, sizes.artist_y, room, artist)))
    words = join((_status(canvas, track, room), linked(names, track.url)))
    column = viewport(left, -3, room, sizes.cover + 6, moved(words, 0, 3))
    return Section(sizes.cover, join((picture, column, _owner(canvas, left))))


def _status(canvas: Canvas, track: CardTrack, room: float) -> Markup:
    """Return the top line: whether it plays, and a heart at the right."""
    options, inks = canvas.options, canvas.inks
    look = Lettering(12, inks.accent if track.is_playing else inks.meta, bold=track.is_playing)
    left = BARS + 7 if track.is_playing else 0
    has_heart = options.loved == "between-all" or (options.loved != "off" and track.is_loved)
    space = room - left - (HEART + 8 if has_heart else 0)
    words = _status_words(canvas, track, look, space)
    dot = TextRun("·", look, gap=5)
    title = look.fit(options.title, space - look.width(words) - line_width((dot, dot)))
    runs = (
        (TextRun(title, look), dot, TextRun(words, look, gap=5))
        if title
        else (TextRun(words, look),)
    )
    mark = heart(canvas, room - HEART, 1, is_loved=track.is_loved) if has_heart else EMPTY
    signs = bars(canvas, 0, 12) if track.is_playing else EMPTY
    return join((signs, line(left, 11.5, runs), mark))


def _status_words(canvas: Canvas, track: CardTrack, look: Lettering, room: float) -> str:
    """Return what the track does, and the age of stale content, which matters more."""
    content = canvas.content
    words = "Now playing" if track.is_playing else _last_played(canvas, track)
    if content.as_of is None:
        return look.fit(words, room)
    age = f"as of {clock(content.as_of, content.now)}"
    both = f"{words} · {age}"
    return both if look.width(both) <= room else look.fit(age.replace("as", "As", 1), room)


def _last_played(canvas: Canvas, track: CardTrack) -> str:
    if not canvas.options.time or track.played_at is None:
        return "Last played"
    return f"Last played {elapsed(track.played_at, canvas.content.now)}"


def _owner(canvas: Canvas, left: float) -> Markup:
    """Return the bottom line: the user, and the words "last.fm"."""
    options, user, sizes = canvas.options, canvas.content.user, _sizes(canvas)
    top = sizes.cover - sizes.avatar
    baseline = top + sizes.avatar / 2 + 4.5
    logo, logo_width = logo_words(canvas, baseline)
    look = Lettering(12, canvas.inks.meta)
    start = left + (sizes.avatar + 8 if options.avatar else 0)
    room = canvas.right - start - (logo_width + 12 if logo_width else 0)
    name = label(start, baseline, look.fit(user.name, room), look) if options.username else EMPTY
    face = avatar(canvas, left, top, sizes.avatar) if options.avatar else EMPTY
    return join((linked(join((face, name)), user_page(user)), logo))


def _sizes(canvas: Canvas) -> _Measures:
    return _NARROW if canvas.is_narrow else _WIDE
