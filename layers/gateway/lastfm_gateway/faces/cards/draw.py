"""Draws a card, or an error in a card's place, as SVG. Pure."""

from lastfm_gateway.faces.cards.model import CardContent
from lastfm_gateway.faces.cards.options import CardOptions


def draw_card(options: CardOptions, content: CardContent) -> str:
    """Return a card as an SVG document."""
    raise NotImplementedError


def draw_error(options: CardOptions, title: str, hint: str = "") -> str:
    """Return an error as an SVG document, 76 pixels high, or 58 without a hint."""
    raise NotImplementedError
