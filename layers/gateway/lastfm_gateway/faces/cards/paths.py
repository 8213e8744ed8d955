"""The cards' paths. Pure."""

from typing import Final

from lastfm_gateway.faces.cards.parameters import CardKind

SVG: Final = "image/svg+xml"

PREFIX: Final = "/card"
#: Below it, everything that is no card is refused by a picture.
ELSEWHERE: Final = PREFIX + "/{proxy+}"
#: Another path of the recent card: that of the widely used card project.
ALIAS: Final = "/svg"
SHARED: Final = "/share/{token}/card/{card}"


def card_path(kind: CardKind) -> str:
    """Return the path of a card of a user who is named."""
    return f"{PREFIX}/{kind}.svg"


def card_at(path: str) -> CardKind | None:
    """Return the card at the end of a path; None if there is none."""
    return card_kind(path.rpartition("/")[2])


def card_kind(name: str) -> CardKind | None:
    """Return the card of a name such as `recent.svg`; None if there is none."""
    kind = name.removesuffix(".svg")
    return CardKind(kind) if kind != name and kind in set(CardKind) else None
