"""Keys are issued, listed and revoked here: all by an admin key, one's own by any key."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import BadRequest, keys_unreadable
from lastfm_gateway.faces.admin.endpoints import CREATE_KEY, LIST_KEYS, PREFIX, REVOKE_KEY, NewKey
from lastfm_gateway.faces.admin.own_keys import LIST_OWN, REVOKE_OWN
from lastfm_gateway.faces.admin.own_keys import PREFIX as OWN
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.handler import Handler, RouteHandler, make_handler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import NO_STORE, Response
from lastfm_gateway.http.v1 import (
    json_response,
    make_v1_handler,
    routes_v1,
    v1_error_response,
    written,
)
from lastfm_gateway.keys.issue import issue_key
from lastfm_gateway.keys.token import KeyHolder
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.json_fields import read_fields
from lastfm_gateway.methods.validation import validate
from lastfm_gateway.storage.table import TableFault

type KeyAction = Callable[[Request, Caller, Runtime], Response]

_ID: Final = re.compile(r"[0-9a-f]{16}")


def admin_handler() -> Handler:
    """Return the Lambda handler of the admin face, and of a holder's own keys."""
    return open_admin(Runtime.from_environment())


def open_admin(runtime: Runtime) -> Handler:
    """Return the handler in a runtime: two doors, since they ask for different keys."""
    makers = {CREATE_KEY: _create, LIST_KEYS: _list, REVOKE_KEY: _revoke}
    answerers = {endpoint: _answerer(make, runtime) for endpoint, make in makers.items()}
    of_all = make_v1_handler(runtime, PREFIX, answerers, Access.ADMIN)
    own = {LIST_OWN: _answerer(_list_own, runtime), REVOKE_OWN: _answerer(_revoke_own, runtime)}
    of_own = make_handler(runtime, routes_v1(own, ()), v1_error_response, access=Access.KEY)

    def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
        door = of_own if event["resource"].startswith(OWN) else of_all
        return door(event, context)

    return handler


def _answerer(make: KeyAction, runtime: Runtime) -> RouteHandler:
    def answer(request: Request, caller: Caller) -> Response:
        runtime.looker.authenticate(caller)
        try:
            return make(request, caller, runtime)
        except TableFault as fault:
            runtime.telemetry.table_fault(fault.reason)
            raise keys_unreadable() from None

    return answer


def _create(request: Request, _caller: Caller, runtime: Runtime) -> Response:
    wanted = validate(NewKey, read_fields(NewKey, request.json()))
    now = runtime.clock()
    days = wanted.get("expires_in_days")
    issued = issue_key(
        runtime.keys,
        "admin" if wanted["kind"] == "admin" else "read",
        wanted["user"],
        now,
        expires=int(now) + int(days) * DAY if days else None,
    )
    return json_response(CREATE_KEY.status, {**_shown(issued.holder), "key": issued.text})


def _list(_request: Request, _caller: Caller, runtime: Runtime) -> Response:
    keys = sorted(runtime.keys.all(), key=lambda key: (-key.created, key.id))
    return json_response(LIST_KEYS.status, {"data": [_shown(key) for key in keys]})


def _revoke(request: Request, _caller: Caller, runtime: Runtime) -> Response:
    return _revoked(runtime.keys.revoke(_id(request), int(runtime.clock())))


def _list_own(_request: Request, caller: Caller, runtime: Runtime) -> Response:
    keys = runtime.keys.of(caller.holder)
    return json_response(LIST_OWN.status, {"data": [_shown(key) for key in keys]})


def _revoke_own(request: Request, caller: Caller, runtime: Runtime) -> Response:
    return _revoked(runtime.keys.revoke(_id(request), int(runtime.clock()), caller.holder))


def _revoked(done: bool) -> Response:  # noqa: FBT001 (what revoking told)
    if not done:
        raise BadRequest("There is no such key in force", status=404)
    return Response(REVOKE_KEY.status, headers=NO_STORE)


def _id(request: Request) -> str:
    """Return the key's id in the path. Raises BadRequest for what cannot be one."""
    if not _ID.fullmatch(request.variables["id"]):
        raise BadRequest("id must be 16 hexadecimal digits")
    return request.variables["id"]


def _shown(key: KeyHolder) -> dict[str, str | None]:
    return {
        "id": key.id,
        "kind": key.kind,
        "user": key.user,
        "created_at": written(key.created),
        "expires_at": written(key.expires),
        "revoked_at": written(key.revoked),
    }
