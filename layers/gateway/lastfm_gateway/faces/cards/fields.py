"""The cards' parameters as fields of a form, in HTML. Pure."""

from collections.abc import Iterable
from html import escape
from typing import Any, Final

from lastfm_gateway.faces.cards.parameters import PARAMETERS, CardKind, CardParameter
from lastfm_gateway.faces.cards.values import Choice, Colour, Flag, Number, ParameterKind, Words

#: Parameters that most people set. The form shows the others on request.
_COMMON: Final = ("theme", "width", "count", "type", "period", "title", "loved", "art")


def card_fields() -> str:
    """Return a select of the card's kind, and a labelled field for each parameter.

    Each field names in `data-cards` the cards that take it, and in `data-default` its default.
    """
    common = [parameter for parameter in PARAMETERS if parameter.name in _COMMON]
    rest = [parameter for parameter in PARAMETERS if parameter.name not in _COMMON]
    kinds = "".join(f'<option value="{kind}">{kind}</option>' for kind in CardKind)
    return f"""\
<p hidden><label for="card-kind">Card</label><select id="card-kind">{kinds}</select></p>
{_group(sorted(common, key=lambda parameter: _COMMON.index(parameter.name)))}
<details><summary>More options</summary>
{_group(rest)}
</details>
"""


def _group(parameters: Iterable[CardParameter]) -> str:
    fields = "\n".join(_field(parameter) for parameter in parameters)
    return f'<div class="fields">\n{fields}\n</div>'


def _field(parameter: CardParameter) -> str:
    name, takes, default, description, cards = parameter
    attributes = (
        f'id="card-{name}" name="{name}" data-default="{escape(default)}" '
        f'data-cards="{" ".join(cards)}" aria-describedby="about-{name}"'
    )
    return (
        f'<div><label for="card-{name}">{name}</label>{_control(takes, default, attributes)}'
        f'<small id="about-{name}">{escape(description.replace("`", ""))}</small></div>'
    )


def _control(takes: ParameterKind[Any], default: str, attributes: str) -> str:
    """Return the control that fits the values of a parameter."""
    match takes:
        case Number(low, high):
            bounds = f'type="number" min="{low}" max="{high}"'
            return f'<input {attributes} {bounds} value="{default}">'
        case Flag():
            return _select({"1": "yes", "0": "no"}, default, attributes)
        case Choice(words):
            return _select({word: word for word in words}, default, attributes)
        case Colour():
            rule = 'maxlength="8" pattern="[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8}"'
            plain = 'spellcheck="false" autocomplete="off" title="Hex digits without #"'
            return f'<input {attributes} {rule} {plain} value="{default}">'
        case Words(most):
            return f'<input {attributes} maxlength="{most}" value="{escape(default)}">'
    raise TypeError(f"No control for {takes}")


def _select(options: dict[str, str], default: str, attributes: str) -> str:
    chosen = {default: " selected"}
    items = "".join(
        f'<option value="{value}"{chosen.get(value, "")}>{shown}</option>'
        for value, shown in options.items()
    )
    return f"<select {attributes}>{items}</select>"
