"""Handler of the admin face: all keys with an admin key, one's own with any key."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import BadRequest, keys_unreadable
from lastfm_gateway.faces.admin.endpoints import CREATE_KEY, LIST_KEYS, PREFIX, REVOKE_KEY, NewKey
from lastfm_gateway.faces.admin.own_keys import LIST_OWN, REVOKE_OWN
from lastfm_gateway.faces.admin.own_keys import PREFIX as OWN
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.guarded_routes import GuardedRoutes
from lastfm_gateway.http.handler import Handler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import NO_STORE, Response
from lastfm_gateway.http.v1 import (
    iso_time,
    json_response,
    make_v1_handler,
    routes_v1,
    v1_error_response,
)
from lastfm_gateway.keys.issue import issue_key
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.keys.token import KeyHolder
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.json_fields import read_fields
from lastfm_gateway.methods.validation import validate

_ID: Final = re.compile(r"[0-9a-f]{16}")


def admin_handler() -> Handler:
    """Return the Lambda handler of the admin face and of holders' own keys."""
    return open_admin(Runtime.from_environment())


def open_admin(runtime: Runtime) -> Handler:
    """Return the handler over a runtime. The two groups of routes require different keys."""
    actions = _KeyActions(runtime.keys, runtime.clock)
    routes = GuardedRoutes(runtime.access, runtime.telemetry, keys_unreadable)
    all_keys_handler = make_v1_handler(
        runtime.handlers,
        PREFIX,
        {
            CREATE_KEY: routes.guarded(actions.create),
            LIST_KEYS: routes.guarded(actions.list_all),
            REVOKE_KEY: routes.guarded(actions.revoke),
        },
        Access.ADMIN,
    )
    own_routes = {
        LIST_OWN: routes.guarded(actions.list_own),
        REVOKE_OWN: routes.guarded(actions.revoke_own),
    }
    own_handler = runtime.handlers.make(
        routes_v1(own_routes, ()), v1_error_response, access=Access.KEY
    )

    def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
        chosen = own_handler if event["resource"].startswith(OWN) else all_keys_handler
        return chosen(event, context)

    return handler


class _KeyActions:
    """Creates, lists and revokes keys."""

    def __init__(
        self,
        keys: KeyStore,
        clock: Callable[[], float],
    ) -> None:
        self._keys = keys
        self._clock = clock

    def create(self, request: Request, _caller: Caller) -> Response:
        """Create a key for a user."""
        parameters = validate(NewKey, read_fields(NewKey, request.json()))
        now = self._clock()
        days = parameters.get("expires_in_days")
        issued = issue_key(
            self._keys,
            "admin" if parameters["kind"] == "admin" else "read",
            parameters["user"],
            now,
            expires=int(now) + int(days) * DAY if days else None,
        )
        return json_response(CREATE_KEY.status, {**_describe(issued.holder), "key": issued.text})

    def list_all(self, _request: Request, _caller: Caller) -> Response:
        """List all keys."""
        keys = sorted(self._keys.list_all(), key=lambda key: (-key.created, key.id))
        return json_response(LIST_KEYS.status, {"data": [_describe(key) for key in keys]})

    def revoke(self, request: Request, _caller: Caller) -> Response:
        """Revoke any key."""
        return _revocation_response(self._keys.revoke(_id(request), int(self._clock())))

    def list_own(self, _request: Request, caller: Caller) -> Response:
        """List the caller's own keys."""
        keys = self._keys.list_own(caller.holder)
        return json_response(LIST_OWN.status, {"data": [_describe(key) for key in keys]})

    def revoke_own(self, request: Request, caller: Caller) -> Response:
        """Revoke one of the caller's own keys."""
        revoked = self._keys.revoke(_id(request), int(self._clock()), caller.holder)
        return _revocation_response(revoked)


def _revocation_response(done: bool) -> Response:  # noqa: FBT001 (the result of KeyStore.revoke)
    if not done:
        raise BadRequest("No such key, or it is revoked already", status=404)
    return Response(REVOKE_KEY.status, headers=NO_STORE)


def _id(request: Request) -> str:
    """Return the key id in the path. Raises BadRequest if it is malformed."""
    if not _ID.fullmatch(request.variables["id"]):
        raise BadRequest("id must be 16 hexadecimal digits")
    return request.variables["id"]


def _describe(key: KeyHolder) -> dict[str, str | None]:
    """Return a key as the API shows it, without its secret. Times are ISO 8601."""
    return {
        "id": key.id,
        "kind": key.kind,
        "user": key.user,
        "created_at": iso_time(key.created),
        "expires_at": iso_time(key.expires),
        "revoked_at": iso_time(key.revoked),
    }
