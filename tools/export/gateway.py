"""Requests of an export to the gateway, repeated while it asks to wait."""

import re
import time
from typing import Any, Final, NamedTuple

from tools.smoke.client import Answer, Client, NoResponse

_CURSOR: Final = re.compile(r'[?&]cursor=([\w-]+)[^>]*>; rel="next"')
_SUCCESS: Final = (200, 202)
_TRANSIENT: Final = (429, 500, 502, 503, 504)
_ATTEMPTS: Final = 8
_LONGEST_WAIT: Final = 60  # seconds


class ExportStopped(Exception):
    """The gateway does not answer as needed. The message says why."""


class Status(NamedTuple):
    """The state of a history's import, as `GET /v1/listening/import` tells it."""

    status: str
    scrobbles: int
    lastfm_total: int
    verified_at: str | None
    not_stored: int = 0


class Page(NamedTuple):
    """A page of the export, and the cursor of the next one; None after the last."""

    body: bytes
    cursor: str | None


class Gateway:
    """The gateway for one key. Every method raises ExportStopped."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def holder(self) -> str:
        """Return the user that the key belongs to."""
        data: list[dict[str, Any]] = self._get("/v1/keys").json["data"]
        return str(data[0]["user"])

    def status(self) -> Status:
        """Return the state of the import."""
        told = self._get("/v1/listening/import").json
        return Status(*(told[name] for name in Status._fields))

    def begin_import(self) -> None:
        """Begin the import, unless it runs."""
        self._send("POST", "/v1/listening/import")

    def page(self, form: str, cursor: str) -> Page:
        """Return the page at a cursor; at the beginning for an empty one."""
        query = {"format": form} | ({"cursor": cursor} if cursor else {})
        answer = self._get("/v1/listening/export", **query)
        found = _CURSOR.search(answer.header("Link"))
        return Page(answer.body, found[1] if found else None)

    def _get(self, path: str, **query: str) -> Answer:
        return self._send("GET", path, **query)

    def _send(self, verb: str, path: str, **query: str) -> Answer:
        for attempt in range(_ATTEMPTS):
            wait: float = 2**attempt
            try:
                answer = self._client.send(verb, path, query=query)
            except NoResponse as fault:
                why = str(fault)
            else:
                if answer.status in _SUCCESS:
                    return answer
                why = f"{answer.request}: {answer.status} {answer.at('error') or ''}".strip()
                if answer.status not in _TRANSIENT:
                    break
                wait = max(wait, answer.number("Retry-After") or 0)
            time.sleep(min(wait, _LONGEST_WAIT))
        raise ExportStopped(why)
