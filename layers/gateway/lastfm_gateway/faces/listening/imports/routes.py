"""Route handlers of the import. They concern the history of the key's holder, and no other."""

from collections.abc import Callable
from typing import Any

from lastfm_gateway.errors import SERVICE_OFFLINE, UPSTREAM_RETRY_AFTER, GatewayError
from lastfm_gateway.faces.listening.imports.endpoints import BEGIN_IMPORT, ERASE_HISTORY, GET_IMPORT
from lastfm_gateway.faces.listening.items import timestamp
from lastfm_gateway.history.access import require_readable
from lastfm_gateway.history.import_control import ImportControl
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import NO_STORE, Response
from lastfm_gateway.http.v1 import json_response
from lastfm_gateway.limits.rate_limiter import Caller


class ImportRoutes:
    """Every handler raises GatewayError and TableFault. None of them calls Last.fm."""

    def __init__(
        self,
        imports: ImportControl,
        history: HistoryStore,
        expire_pages: Callable[[str], None],
        erase_notes: Callable[[str], None],
    ) -> None:
        """`expire_pages` expires the cached pages about a user.

        `erase_notes` erases what their players have told this gateway.
        """
        self._imports = imports
        self._history = history
        self._expire_pages = expire_pages
        self._erase_notes = erase_notes

    def status(self, _request: Request, caller: Caller) -> Response:
        """Describe the import. Costs a consistent read of the manifest."""
        require_readable(self._history.manifest(caller.holder.user), caller.holder)
        return json_response(GET_IMPORT.status, self._status(caller))

    def begin(self, _request: Request, caller: Caller) -> Response:
        """Begin the import. Costs up to three writes of the manifest, and a message."""
        require_readable(self._history.manifest(caller.holder.user), caller.holder)
        if not self._imports.begin(caller.holder.user, caller.holder.encrypted_session):
            raise GatewayError(
                "Service Offline - The import cannot be queued at the moment",
                code=SERVICE_OFFLINE,
                status=503,
                retry_after=UPSTREAM_RETRY_AFTER,
            )
        return json_response(BEGIN_IMPORT.status, self._status(caller))

    def erase(self, _request: Request, caller: Caller) -> Response:
        """Erase the history. Costs a write for each of its items.

        Cached pages go last, and with them those that were composed meanwhile. If either fails, a
        repetition completes it.
        """
        self._imports.erase(caller.holder.user)
        self._erase_notes(caller.holder.user)
        self._expire_pages(caller.holder.user)
        return Response(ERASE_HISTORY.status, headers=NO_STORE)

    def _status(self, caller: Caller) -> dict[str, Any]:
        told = self._imports.status(caller.holder.user)
        for name in ("oldest", "newest", "verified_at"):
            told[name] = None if told[name] is None else timestamp(told[name])
        return told
