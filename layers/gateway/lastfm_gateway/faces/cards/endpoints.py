"""Declarations of the cards' endpoints. No parameter is refused: see `options`.

The function does not import them: their models take a while to build, and validate nothing.
"""

from typing import Annotated, Any, Final, Literal

from pydantic import Field, create_model

from lastfm_gateway.faces.cards.parameters import PARAMETERS, CardKind, CardParameter
from lastfm_gateway.faces.cards.paths import ALIAS, SHARED, SVG, card_path
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Parameters

_USER: Final = "Name of the user. Only in `AccessMode=open`; otherwise use a share link"
_File = Literal["recent.svg", "now.svg", "top.svg", "stats.svg"]
_DESCRIPTION: Final = (
    "Always a picture with status 200, within 2.5 seconds: an error is drawn too, and named by the "
    "header `X-Card-Error`. While Last.fm fails, the card shows what is stored, up to a day old. "
    "Invalid values count as the default."
)
_SUMMARIES: Final = {
    CardKind.RECENT: "Draw what a user played last, as an SVG picture",
    CardKind.NOW: "Draw what a user plays now or played last, as an SVG picture",
    CardKind.TOP: "Draw a user's top tracks, artists or albums, as an SVG picture",
    CardKind.STATS: "Draw a user's totals, as an SVG picture",
}


def _parameters(name: str, kinds: tuple[CardKind, ...], **first: Any) -> type[Parameters]:
    """Return the model that documents the parameters of some cards."""
    listed = {
        parameter.name: (
            Annotated[str, Field(description=_described(parameter))],
            parameter.default,
        )
        for parameter in PARAMETERS
        if set(kinds) & set(parameter.cards)
    }
    fields: dict[str, Any] = {**first, **listed}
    return create_model(name, __base__=Parameters, __doc__="Parameters of cards.", **fields)


def _described(parameter: CardParameter) -> str:
    takes = parameter.kind.describe()
    return f"{parameter.description}: {takes}. Default: {parameter.default or 'none'}"


def _endpoint(kind: CardKind, path: str = "", operation: str = "") -> Endpoint:
    user = (str, Field("", description=_USER, examples=["rj"]))
    return Endpoint(
        path=path or card_path(kind),
        operation=operation or f"{kind}Card",
        summary=_SUMMARIES[kind],
        description=_DESCRIPTION,
        parameters=_parameters(f"{kind.capitalize()}CardParameters", (kind,), user=user),
        answer={},
        content=(SVG,),
    )


#: The cards of a user who is named, for everybody.
CARDS: Final = {kind: _endpoint(kind) for kind in CardKind}

RECENT_ALIAS: Final = _endpoint(CardKind.RECENT, ALIAS, "recentCardAlias")

SHARED_CARD: Final = Endpoint(
    path=SHARED,
    operation="sharedCard",
    summary="Draw a card of the user of a share token, hidden listening included",
    description=_DESCRIPTION,
    parameters=_parameters(
        "SharedCardParameters",
        tuple(CardKind),
        card=(_File, Field(description="Which card", examples=["recent.svg"])),
    ),
    answer={},
    content=(SVG,),
)

ENDPOINTS: Final = (*CARDS.values(), RECENT_ALIAS, SHARED_CARD)
