"""Handler of the admin face: all keys with an admin key, one's own with any key."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.cache.call import Fetch
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import BadRequest, keys_unreadable
from lastfm_gateway.faces.admin.endpoints import CREATE_KEY, LIST_KEYS, PREFIX, REVOKE_KEY, NewKey
from lastfm_gateway.faces.admin.own_keys import CREATE_SHARE, LIST_OWN, REVOKE_OWN
from lastfm_gateway.faces.admin.own_keys import PREFIX as OWN
from lastfm_gateway.faces.admin.session_check import check_session
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
from lastfm_gateway.keys.shares import ShareTokens
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.keys.token import KINDS, KeyHolder
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.json_fields import read_fields
from lastfm_gateway.methods.validation import validate

if TYPE_CHECKING:
    from lastfm_gateway.keys.encryption import SessionCipher

_ID: Final = re.compile(r"[0-9a-f]{16}")


def admin_handler() -> Handler:
    """Return the Lambda handler of the admin face and of holders' own keys."""
    return open_admin(Runtime.from_environment())


def open_admin(runtime: Runtime) -> Handler:
    """Return the handler over a runtime. The two groups of routes require different keys."""
    actions = _KeyActions(runtime.keys, runtime.cache.fetch, lambda: runtime.cipher, runtime.clock)
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
        CREATE_SHARE: routes.guarded(actions.create_share),
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
        fetch: Fetch,
        cipher: "Callable[[], SessionCipher]",
        clock: Callable[[], float],
    ) -> None:
        """`fetch` fetches the user of a session. `cipher` returns what encrypts it."""
        self._keys = keys
        self._shares = ShareTokens(keys)
        self._fetch = fetch
        self._cipher = cipher
        self._clock = clock

    def create(self, request: Request, caller: Caller) -> Response:
        """Create a key for a user. A write key needs the user's session, which Last.fm checks."""
        parameters = validate(NewKey, read_fields(NewKey, request.json()))
        kind, user, now = KINDS[parameters["kind"]], parameters["user"], self._clock()
        days, session_key = parameters.get("expires_in_days"), parameters.get("session_key")
        if (kind == "write") != (session_key is not None):
            raise BadRequest("session_key is required for a write key, and for no other")
        encrypted = None
        if session_key:
            user = check_session(session_key, user, self._fetch, caller)
            encrypted = self._cipher().encrypt(session_key, user)
        issued = issue_key(
            self._keys,
            kind,
            user,
            now,
            expires=int(now) + int(days) * DAY if days else None,
            encrypted_session=encrypted,
            first_artist=kind == "write" and parameters["artist"] == "first",
        )
        content = {"key": issued.text, "listenbrainz_token": issued.listenbrainz_token}
        return json_response(CREATE_KEY.status, {**_describe(issued.holder), **content})

    def list_all(self, _request: Request, _caller: Caller) -> Response:
        """List all keys."""
        keys = sorted(self._keys.list_all(), key=lambda key: (-key.created, key.id))
        return json_response(LIST_KEYS.status, {"data": [_describe(key) for key in keys]})

    def revoke(self, request: Request, _caller: Caller) -> Response:
        """Revoke any key."""
        return self._revoke(request)

    def list_own(self, _request: Request, caller: Caller) -> Response:
        """List the caller's own keys."""
        keys = self._keys.list_own(caller.holder)
        return json_response(LIST_OWN.status, {"data": [_describe(key) for key in keys]})

    def create_share(self, _request: Request, caller: Caller) -> Response:
        """Create a share token of the caller's user. It has the session of the caller's key."""
        issued = self._shares.create(caller.holder, self._clock())
        content = {**_describe(issued.holder), "key": issued.text}
        return json_response(CREATE_SHARE.status, content)

    def revoke_own(self, request: Request, caller: Caller) -> Response:
        """Revoke one of the caller's own keys."""
        return self._revoke(request, caller.holder)

    def _revoke(self, request: Request, holder: KeyHolder | None = None) -> Response:
        now = self._clock()
        revoked = self._keys.revoke(_id(request), int(now), holder)
        if revoked is None:
            raise BadRequest("No such key, or it is revoked already", status=404)
        if holder is None or holder.id == revoked.id:  # else the holder's own key remains
            self._shares.end_with(revoked, now)
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
