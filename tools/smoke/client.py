"""Requests to the gateway, and what is promised of every answer."""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

import urllib3
from urllib3.exceptions import HTTPError

#: Headers of every answer (README, "Headers").
PROMISED: Final = (
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Cache",
    "X-RateLimit-Limit",
)

_PATIENCE: Final = 35  # seconds: API Gateway gives up after 29


class Unanswered(Exception):
    """The gateway did not answer at all."""


class Answer(NamedTuple):
    """An answer, and the verb and path that it is to."""

    asked: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body read as JSON; None when it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def at(self, *path: str) -> Any:
        """Return what is in the body under some names; None where there is no such thing."""
        node = self.json
        for name in path:
            node = node.get(name) if isinstance(node, dict) else None
        return node

    def header(self, name: str) -> str:
        """Return a header, empty when it is not there."""
        return self.headers.get(name, "")

    def number(self, name: str) -> int | None:
        """Return a header that is a number; None when it is none."""
        text = self.header(name)
        return int(text) if text.isdecimal() else None


class Client:
    """Asks one gateway, with a key if there is one, and notes what every answer should carry."""

    def __init__(self, base_url: str, key: str = "") -> None:
        self.key = key
        self.asked = 0
        self._base = base_url.rstrip("/")
        self._http = urllib3.PoolManager(retries=False, timeout=_PATIENCE)
        self._lacking: dict[str, list[str]] = {}

    def get(self, path: str, /, **query: str) -> Answer:
        """Ask by GET, with the key if there is one."""
        return self.ask("GET", path, query=query)

    def ask(
        self,
        verb: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        with_key: bool = True,
    ) -> Answer:
        """Ask by any verb. Raises Unanswered."""
        self.asked += 1
        sent = dict(headers or {})
        if self.key and with_key:
            sent["Authorization"] = f"Bearer {self.key}"
        url = f"{self._base}{path}" + (f"?{urlencode(query)}" if query else "")
        try:
            reply = self._http.request(verb, url, headers=sent, redirect=False)
        except HTTPError as error:
            raise Unanswered(f"{verb} {path}: no answer ({type(error).__name__})") from None
        for name in PROMISED:
            if name not in reply.headers:
                self._lacking.setdefault(name, []).append(f"{verb} {path}")
        return Answer(f"{verb} {path}", reply.status, reply.headers, reply.data)

    def without_headers(self) -> list[str]:
        """Return which headers were missing, and on which answers."""
        return [
            f"{name} is missing on {len(paths)} answers, such as that to {paths[0]}"
            for name, paths in self._lacking.items()
        ]
