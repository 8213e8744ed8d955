"""Generates events/: a sample request for each route, for `sam local invoke`.

Run it with `python -m tools.events`.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from lastfm_gateway.faces.admin import own_keys
from lastfm_gateway.faces.system import endpoints as health
from lastfm_gateway.token_format import ADMIN_PREFIX, READ_PREFIX, SHARE_PREFIX
from tools.openapi.route import FORM, Route, declarations
from tools.openapi.routes import all_routes
from tools.proxy_event import proxy_event

EVENTS: Final = Path(__file__).parents[1] / "events"

#: Values for secrets, whose declarations have no example. They are refused.
_MADE_UP: Final = {
    "token": "0" * 32,
    "sk": "0" * 32,
    "username": "rj",
    "password": "not-a-password",
    "refresh_token": READ_PREFIX + "0" * 80,
}


#: Values for undeclared path variables: types, and ids in each face's form.
_VARIABLES: Final = {"type": "tracks"}
_TOKEN: Final = SHARE_PREFIX + "0" * 80
_IDS: Final = {
    "admin": "0" * 16,
    "top_items": "0" * 22,
    **dict.fromkeys(("now_playing", "pages", "cards"), _TOKEN),
}


def all_events() -> Iterator[tuple[Path, str]]:
    """Yield each event's file and text."""
    seen = set[str]()
    for route in all_routes():
        name = route.path.partition(f"/{route.family}/")[2] or route.path.removeprefix("/v1")
        if route.path.startswith(own_keys.PREFIX):
            name = "own" + name  # the admin face also has /keys
        if route.path.startswith(health.PREFIX):
            name = "v1" + name  # the system face also has /health
        name = re.sub(r"[^\w.]+", "-", name).strip("-") or "home"
        twice = route.path in seen or route.always_refused or route.family == "admin"
        by_verb = f"-{route.verb}" if twice else ""
        seen.add(route.path)
        text = json.dumps(_event(route), indent=2, ensure_ascii=False) + "\n"
        yield EVENTS / route.family / f"{name}{by_verb}.json", text


def _event(route: Route) -> dict[str, Any]:
    chosen = route.parameters.either[:1]
    sent = {
        name: value
        for name, (schema, required) in declarations(route).items()
        if (value := _example(name, schema, required=required or name in chosen))
    }
    if route.needs_key:
        return _with_key(route, sent)
    if route.verb == "get":
        variables = _variables(route, sent)
        path = route.path.format(**variables)
        return proxy_event(path, sent, resource=route.path, variables=variables)
    media = {"Content-Type": route.body}
    body = urlencode(sent) if route.body == FORM else json.dumps(sent)
    return proxy_event(route.path, verb="POST", headers=media, body=body)


def _variables(route: Route, sent: dict[str, str]) -> dict[str, str]:
    """Take the path's variables out of the parameters that are sent."""
    return {
        name: sent.pop(name, "") or _VARIABLES.get(name) or _IDS[route.family]
        for name in route.variables
    }


def _with_key(route: Route, sent: dict[str, str]) -> dict[str, Any]:
    """Return the event of an endpoint that requires a key, with an invalid key."""
    variables = _variables(route, sent)
    path = route.path.format(**variables)
    if route.resource:
        variables = {"proxy": path.removeprefix(route.resource.partition("{")[0])}
    prefix = ADMIN_PREFIX if route.family == "admin" else READ_PREFIX
    headers = {"Authorization": f"Bearer {prefix}{'0' * 80}"}
    return proxy_event(
        path,
        sent if route.verb == "get" else None,
        verb=route.verb.upper(),
        resource=route.resource or route.path,
        variables=variables,
        headers=None if route.takes_share_token else headers,
        body=json.dumps(sent) if route.verb == "post" and sent else None,
    )


def _example(name: str, schema: dict[str, Any], *, required: bool) -> str | None:
    if "examples" in schema:
        return str(schema["examples"][0])
    return _MADE_UP[name] if required else None


if __name__ == "__main__":
    for path, text in all_events():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"Wrote {len(list(all_events()))} events")
