"""The admin face: keys are issued, listed and revoked here, by those who hold an admin key."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from lastfm_gateway.adapters.table import TableFault
from lastfm_gateway.catalogue.admin import CREATE_KEY, LIST_KEYS, PREFIX, REVOKE_KEY, NewKey
from lastfm_gateway.core.canonical import validate
from lastfm_gateway.core.tokens import Holder
from lastfm_gateway.errors import BadRequest, keys_unreadable
from lastfm_gateway.faces.access import Access
from lastfm_gateway.faces.door import Answerer, Handler
from lastfm_gateway.faces.edge import NO_STORE, Response
from lastfm_gateway.faces.request import Request
from lastfm_gateway.faces.v1 import json_response, open_v1
from lastfm_gateway.issuing import issue
from lastfm_gateway.limiting import Caller
from lastfm_gateway.runtime import Runtime

_DAY: Final = 86_400


def admin_handler() -> Handler:
    """Return the Lambda handler of the admin face."""
    runtime = Runtime.from_environment()
    makers = {CREATE_KEY: _create, LIST_KEYS: _list, REVOKE_KEY: _revoke}
    answerers = {endpoint: _answerer(make, runtime) for endpoint, make in makers.items()}
    return open_v1(runtime, PREFIX, answerers, Access.ADMIN)


def _answerer(make: Callable[[Request, Runtime], Response], runtime: Runtime) -> Answerer:
    def answer(request: Request, _caller: Caller) -> Response:
        try:
            return make(request, runtime)
        except TableFault as fault:
            runtime.telemetry.table_fault(fault.reason)
            raise keys_unreadable() from None

    return answer


def _create(request: Request, runtime: Runtime) -> Response:
    wanted = validate(NewKey, _fields(request.json()))
    now = runtime.clock()
    days = wanted.get("expires_in_days")
    issued = issue(
        runtime.keys,
        "admin" if wanted["kind"] == "admin" else "read",
        wanted["user"],
        now,
        expires=int(now) + int(days) * _DAY if days else None,
    )
    return json_response(CREATE_KEY.status, {**_shown(issued.holder), "key": issued.text})


def _list(_request: Request, runtime: Runtime) -> Response:
    keys = sorted(runtime.keys.all(), key=lambda key: (-key.created, key.id))
    return json_response(LIST_KEYS.status, {"data": [_shown(key) for key in keys]})


def _revoke(request: Request, runtime: Runtime) -> Response:
    if not runtime.keys.revoke(request.variables["id"], int(runtime.clock())):
        raise BadRequest("There is no such key in force", status=404)
    return Response(REVOKE_KEY.status, headers=NO_STORE)


def _fields(body: Any) -> dict[str, list[str]]:
    """Return the members of a JSON object as a query would carry them."""
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object")
    return {
        name: [value if isinstance(value, str) else str(value)]
        for name, value in body.items()
        if value is not None
    }


def _shown(key: Holder) -> dict[str, str | None]:
    return {
        "id": key.id,
        "kind": key.kind,
        "user": key.user,
        "created_at": _written(key.created),
        "expires_at": _written(key.expires),
        "revoked_at": _written(key.revoked),
    }


def _written(moment: int | None) -> str | None:
    return None if moment is None else datetime.fromtimestamp(moment, UTC).isoformat()
