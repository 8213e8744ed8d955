"""The responses of each operation: success, and errors by status."""

from http import HTTPStatus
from typing import Any, Final

from lastfm_gateway.methods.track_writes import SCROBBLE
from tools.openapi.refusals import CARDS, MCP, OAUTH, REFUSALS, REST, Refusals
from tools.openapi.route import Route

#: The media types whose bodies are objects, where no model describes them.
_OBJECTS: Final = ("application/json", "application/yaml")

_NOTIFICATION: Final = {"description": "The message needs no response. There is no body"}


def responses(route: Route) -> dict[str, Any]:
    """Return an operation's responses, by status."""
    if route.needs_key or route.refusals in (OAUTH, MCP, CARDS):
        accepted = {"202": _NOTIFICATION} if route.refusals is MCP else {}
        nothing = {"204": _empty(HTTPStatus.NO_CONTENT)} if route.may_be_empty else {}
        return {str(route.status): _answer(route), **accepted, **nothing} | {
            str(status): {"$ref": f"#/components/responses/{refusal(status, route.refusals)}"}
            for status in route.refusals.meanings
        }
    refusals = dict(REFUSALS) if route.calls_upstream else {n: REFUSALS[n] for n in (400, 500)}
    if route.verb != "post":
        refusals.pop(413, None)  # only POST has a body
    if route.takes_key and not route.calls_upstream:  # it needs the key, but makes no call
        refusals = {**refusals, 403: REFUSALS[403], 503: REFUSALS[503]}
    answers = {} if route.always_refused else {str(route.status): _answer(route)}
    if route.method is SCROBBLE:
        answers["202"] = {
            **_answer(route),
            "description": "Last.fm is unavailable. The scrobbles are queued",
        }
    if route.also:
        return answers | {str(status): _in_any_form(route, why) for status, why in refusals.items()}
    refused = {
        str(status): {"$ref": f"#/components/responses/{refusal(status, REST)}"}
        for status in refusals
    }
    own = {str(status): error(why, REST.model) for status, why in route.also_refused.items()}
    return answers | refused | own


def refusal(status: int, face: Refusals) -> str:
    """Return the name of a face's error response with a status."""
    return face.prefix + HTTPStatus(status).name.title().replace("_", "")


def error(meaning: str, name: str) -> dict[str, Any]:
    """Return an error response, by its description and the name of its model."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": meaning, "content": {"application/json": {"schema": schema}}}


def _answer(route: Route) -> dict[str, Any]:
    if route.status in (HTTPStatus.NO_CONTENT, HTTPStatus.FOUND):
        return _empty(route.status)
    has_model = route.has_model or bool(route.shape)
    described = {"schema": {"$ref": f"#/components/schemas/{model(route)}"}}
    answer = _in_any_form(route, HTTPStatus(route.status).phrase)
    if has_model:
        answer["content"][route.content] = described
    return answer


def _empty(status: int) -> dict[str, Any]:
    return {"description": HTTPStatus(status).phrase}


def _undescribed(kind: str) -> dict[str, Any]:
    """Return a body without a model. API Gateway makes an empty model of an empty schema."""
    return {"schema": {"type": "object" if kind in _OBJECTS else "string"}}


def _in_any_form(route: Route, meaning: str) -> dict[str, Any]:
    """Return a response in each media type that the caller may request."""
    kinds = (route.content, *route.also)
    return {"description": meaning, "content": {kind: _undescribed(kind) for kind in kinds}}


def model(route: Route) -> str:
    """Return the name of the model of a route's response."""
    return route.operation[0].upper() + route.operation[1:]
