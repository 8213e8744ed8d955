"""Palettes of the cards, and the inks of one card: readable on its background. Pure."""

from typing import Final, NamedTuple

from lastfm_gateway.faces.cards.colours import contrast
from lastfm_gateway.faces.cards.options import CardOptions


class Palette(NamedTuple):
    """Colours of a theme in 6 hex digits. `background` is "" for a transparent card."""

    background: str
    title: str
    artist: str
    meta: str
    accent: str
    loved: str


PALETTES: Final = {
    "dark": Palette("151b23", "e9eef5", "9fadbd", "8b9aab", "ff6257", "f2555a"),
    "legacy": Palette("212121", "f0f0f0", "b0b0b0", "9a9a9a", "ff6a5c", "f25a5a"),
    "light": Palette("ffffff", "1f2328", "59636e", "6b7581", "c30f07", "d1242f"),
    "dracula": Palette("282a36", "f8f8f2", "bd93f9", "9aa6d0", "ff79c6", "ff5555"),
    "tokyonight": Palette("1a1b26", "c0caf5", "7aa2f7", "8a93b8", "bb9af7", "f7768e"),
    "nord": Palette("2e3440", "eceff4", "88c0d0", "a3b0c4", "8fbcbb", "d57780"),
    "catppuccin": Palette("1e1e2e", "cdd6f4", "cba6f7", "9399b2", "f38ba8", "f38ba8"),
    # One colour cannot have 4.5:1 on both white and GitHub's dark page; 4.35:1 is the most.
    "transparent": Palette("", "727a85", "727a85", "7a828d", "e5382c", "e5382c"),
}

LEAST_TITLE: Final = 4.5
LEAST_OTHER: Final = 3.0

#: The themes behind `auto`, for light and dark mode.
_MODES: Final = ("light", "dark")

#: The default of `logo_color`.
_LOGO: Final = "d51007"

_WHITE: Final = "ffffff"
_BLACK: Final = "000000"
_SOLID: Final = 0x80


class Ink(NamedTuple):
    """One colour of a card, of 6 or 8 digits, "" for none.

    `dark` replaces it in dark mode, by the rules of `name`.
    """

    name: str
    colour: str
    dark: str = ""


class Inks(NamedTuple):
    """The colours of one card."""

    background: Ink
    title: Ink
    artist: Ink
    meta: Ink
    accent: Ink
    loved: Ink
    logo: Ink


def inks_of(options: CardOptions, prefix: str) -> Inks:
    """Return the colours of a card: the caller's, else the theme's as far as they can be read."""
    names = [f"{prefix}-{role}" for role in Inks._fields]
    logo = options.logo_color
    if options.theme == "auto" and not options.bg_color:
        light, dark = (_chosen(_with_logo(PALETTES[name], logo), options) for name in _MODES)
        pairs = zip(names, light, dark, strict=True)
        return Inks(*(Ink(name, day, night if night != day else "") for name, day, night in pairs))
    palette = PALETTES["light" if options.theme == "auto" else options.theme]
    if options.bg_color:
        palette = _readable(palette, options.bg_color)
    colours = _chosen(_with_logo(palette, logo), options)
    return Inks(*map(Ink, names, colours))


def _chosen(colours: tuple[str, ...], options: CardOptions) -> tuple[str, ...]:
    """Return the colours with the caller's in their place."""
    wanted = (
        options.bg_color,
        options.text_color,
        options.artist_color,
        options.meta_color,
        options.accent_color,
        options.loved_color,
        "",
    )
    return tuple(own or colour for own, colour in zip(wanted, colours, strict=True))


def _with_logo(palette: Palette, logo: str) -> tuple[str, ...]:
    """Return a palette's colours and the logo's: the accent where the default cannot be seen."""
    is_lost = logo == _LOGO and contrast(logo, palette.background[:6] or _WHITE) < LEAST_OTHER
    return (*palette, palette.accent if is_lost else logo)


def _readable(palette: Palette, background: str) -> Palette:
    """Return a palette on another background, with inks that can be read on it.

    A mostly transparent background takes the inks of the transparent theme.
    """
    if int(background[6:] or "ff", 16) < _SOLID:
        return PALETTES["transparent"]._replace(background=background)
    solid = background[:6]
    if not _is_readable(palette, solid):
        palette = max(
            (PALETTES[name] for name in _MODES), key=lambda each: contrast(each.title, solid)
        )
    title = palette.title
    if contrast(title, solid) < LEAST_TITLE:
        title = max(_WHITE, _BLACK, key=lambda each: contrast(each, solid))
    others = (
        ink if contrast(ink, solid) >= LEAST_OTHER else title
        for ink in (palette.artist, palette.meta, palette.accent, palette.loved)
    )
    return Palette(background, title, *others)


def _is_readable(palette: Palette, background: str) -> bool:
    title, *others = palette[1:]
    return contrast(title, background) >= LEAST_TITLE and all(
        contrast(ink, background) >= LEAST_OTHER for ink in others
    )
