"""The public API description: plain OpenAPI 3.0."""

from typing import Any, Final

from lastfm_gateway import __version__
from lastfm_gateway.faces.nowplaying import endpoints as now_playing
from lastfm_gateway.methods.shapes import TEXT
from lastfm_gateway.methods.validation import PLAIN_TEXT
from tools.openapi.refusals import FACES, REST
from tools.openapi.responses import error, model, refusal, responses
from tools.openapi.route import Route, declarations
from tools.openapi.routes import all_routes
from tools.openapi.schemas import (
    ERROR,
    ERROR_LISTENBRAINZ,
    ERROR_MCP,
    ERROR_OAUTH,
    ERROR_SPOTIFY,
    ERROR_V1,
    Schema,
    schema_of,
)

_INTRODUCTION: Final = """\
A gateway to the Last.fm API. Responses are cached. A cached response does not count against your
rate limit. Lists stay arrays, also where Last.fm's JSON turns a list with one item into an object.

Every response has `X-RateLimit-Limit`, `X-RateLimit-Remaining`, `X-RateLimit-Reset` (Unix time when
one more call is allowed), `X-RateLimit-Reset-In` (seconds until a call is allowed), `X-Cache` (HIT,
MISS, STALE or BYPASS) and CORS headers. Cached responses also have `Cache-Control`, `Age`, `ETag`
and `Cache-Status`. Through a CDN, responses that it may keep have no `X-RateLimit` headers."""


def document() -> dict[str, Any]:
    """Return the OpenAPI document."""
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Schema] = {
        "Error": ERROR,
        "PlainError": ERROR_V1,
        "ItemError": ERROR_SPOTIFY,
        "Unavailable": schema_of({**now_playing.ANSWER, "error": TEXT}),
        "ListenError": ERROR_LISTENBRAINZ,
        "TokenError": ERROR_OAUTH,
        "RpcError": ERROR_MCP,
    }
    for route in all_routes():
        paths.setdefault(route.path, {})[route.verb] = _operation(route)
        if route.has_model:
            schemas[model(route)] = schema_of(route.shape)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Last.fm gateway",
            "version": __version__,
            "description": _INTRODUCTION,
        },
        "servers": [{"url": ".", "description": "The URL that served this document"}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {
                refusal(status, face): error(why, face.model)
                for face in (REST, *FACES)
                for status, why in face.meanings.items()
            },
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A read key (`rw_live_…`) or admin key (`rw_admin_…`)",
                }
            },
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "tags": [route.family.capitalize().replace("_", " ")],
        "operationId": route.operation,
        "summary": route.summary,
    }
    if route.description:
        operation["description"] = route.description
    if route.always_refused:
        operation["deprecated"] = True
    if route.needs_key and not route.takes_share_token:
        operation["security"] = [{"key": []}]
    if route.verb == "post" and declarations(route):
        operation["requestBody"] = _body(route)
    else:
        operation["parameters"] = [*_variables(route), *_parameters(route)]
    operation["responses"] = responses(route)
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    listed = [
        _parameter(name, schema, required=required)
        for name, (schema, required) in declarations(route).items()
        if name not in route.variables
    ]
    listed.sort(key=lambda parameter: (not parameter["required"], "example" not in parameter))
    return [*listed, _API_KEY] if route.takes_key else listed


def _parameter(name: str, schema: Schema, *, required: bool = True) -> dict[str, Any]:
    rest = _without(schema, "description", "examples")
    parameter = {
        "name": name,
        "in": "query",
        "required": required,
        "description": schema["description"],
        "schema": _with_pattern(rest),
    }
    if "examples" in schema:
        parameter["example"] = schema["examples"][0]
    return parameter


def _without(schema: Schema, *names: str) -> Schema:
    return {key: value for key, value in schema.items() if key not in names}


def _with_pattern(schema: Schema) -> Schema:
    """Return a schema with the pattern of every text, unless it has its own pattern."""
    free = schema["type"] == "string" and "minLength" in schema and "pattern" not in schema
    return {**schema, "pattern": PLAIN_TEXT} if free else schema


def _with_example(schema: Schema) -> Schema:
    """Return a schema with its example in OpenAPI 3.0 form."""
    rest = _without(schema, "examples")
    return {**rest, "example": schema["examples"][0]} if "examples" in schema else rest


def _variables(route: Route) -> list[dict[str, Any]]:
    """Return the parameters in a route's path."""
    declared = declarations(route)
    return [
        {
            **_parameter(name, declared[name][0] if name in declared else _undeclared(name)),
            "in": "path",
        }
        for name in route.variables
    ]


def _undeclared(name: str) -> Schema:
    description = _VARIABLES.get(name, "ID of the item")
    return {"type": "string", "pattern": PLAIN_TEXT, "description": description}


_VARIABLES: Final = {"type": "`artists` or `tracks`", "token": "Share token (`rw_share_…`)"}


def _body(route: Route) -> dict[str, Any]:
    """Return the request body of a POST: a form as at Last.fm, or JSON under /v1."""
    listed = declarations(route)
    required = [name for name, (_, needed) in listed.items() if needed]
    schema = {
        "type": "object",
        **({"required": required} if required else {}),
        "properties": {
            name: _with_example(_with_pattern(schema)) for name, (schema, _) in listed.items()
        },
    }
    return {"required": True, "content": {route.body: {"schema": schema}}}


_API_KEY: Final = {
    "name": "api_key",
    "in": "query",
    "required": False,
    "description": "Your own Last.fm API key, in place of the deployment's",
    "schema": {"type": "string", "pattern": "^[0-9a-fA-F]{32}$"},
}
