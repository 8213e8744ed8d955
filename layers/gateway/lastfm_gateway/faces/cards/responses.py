"""Responses of cards: their headers, and errors as cards."""

from typing import Final

from lastfm_gateway.errors import GatewayError, VerbNotAllowed
from lastfm_gateway.faces.cards.draw import draw_error
from lastfm_gateway.faces.cards.errors import shown_for
from lastfm_gateway.faces.cards.options import card_options
from lastfm_gateway.faces.cards.parameters import CardKind
from lastfm_gateway.faces.cards.paths import SVG, card_at
from lastfm_gateway.http.caching_headers import conditional_response
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response

#: A card that is opened by itself is a document of this origin: it may do nothing.
_SAFETY: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; sandbox"
    ),
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def error_card(request: Request, error: GatewayError) -> Response:
    """Return an error as a card of the size and theme that were asked for."""
    shown = shown_for(error)
    kind = card_at(request.path) or CardKind.RECENT
    svg = draw_error(card_options(kind, request.query), shown.title, shown.hint)
    headers = {**card_headers(shown.max_age), "X-Card-Error": shown.code}
    if isinstance(error, VerbNotAllowed):
        return Response(error.status, svg, {**headers, "Allow": error.allowed})
    return conditional_response(request, svg, headers)


def card_headers(max_age: int) -> dict[str, str]:
    """Return the headers of every card. Nothing lets a proxy show it for longer."""
    return {
        "Content-Type": SVG,
        "Cache-Control": f"public, max-age={max_age}, s-maxage={max_age}",
        **_SAFETY,
    }
