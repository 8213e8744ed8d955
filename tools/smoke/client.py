"""HTTP client of the smoke test. It checks the headers that every response must have."""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

#: Headers of every response (README, "Headers").
REQUIRED_HEADERS: Final = (
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Referrer-Policy",
    "X-Content-Type-Options",
    "X-Cache",
    "X-RateLimit-Limit",
)

#: Missing on what CloudFront may keep: it would show one caller's limit to all.
_NOT_SHARED: Final = "X-RateLimit-Limit"

_PATIENCE: Final = 35  # seconds: API Gateway gives up after 29


_LOCAL: Final = frozenset({"127.0.0.1", "localhost"})


def is_usable(url: str) -> bool:
    """Return whether a key may be sent to a URL: over https, or to this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in _LOCAL


class NoResponse(Exception):
    """The gateway returned no response."""


class Answer(NamedTuple):
    """A response. `request` is its request's HTTP method and path."""

    request: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body parsed as JSON; None if it is not JSON."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    def at(self, *path: str) -> Any:
        """Return the value at a path in the JSON body; None if absent."""
        node = self.json
        for name in path:
            node = node.get(name) if isinstance(node, dict) else None
        return node

    @property
    def is_from_edge(self) -> bool:
        """Whether CloudFront passed the response on. It replaces X-Cache."""
        return "X-Amz-Cf-Id" in self.headers

    @property
    def is_public(self) -> bool:
        """Whether shared caches may keep the response."""
        return self.header("Cache-Control").startswith("public")

    def header(self, name: str) -> str:
        """Return a header; empty if absent."""
        return self.headers.get(name, "")

    def number(self, name: str) -> int | None:
        """Return a numeric header; None if absent or not a number."""
        text = self.header(name)
        return int(text) if text.isdecimal() else None


class Client:
    """Sends requests to a gateway, with a key if given, and records missing headers."""

    def __init__(self, base_url: str, key: str = "") -> None:
        self.key = key
        self.request_count = 0
        self.notes: list[str] = []  # deviations that the deployment's configuration explains
        self._base = base_url.rstrip("/")
        self._http = urllib3.PoolManager(retries=False, timeout=_PATIENCE)
        self._lacking: dict[str, list[str]] = {}

    def get(self, path: str, /, **query: str) -> Answer:
        """Send a GET request, with the key if there is one."""
        return self.send("GET", path, query=query)

    def send(  # noqa: PLR0913 (the parts of a request)
        self,
        verb: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: str | None = None,
        with_key: bool = True,
    ) -> Answer:
        """Send a request. Raises NoResponse."""
        self.request_count += 1
        sent = dict(headers or {})
        if self.key and with_key:
            sent["Authorization"] = f"Bearer {self.key}"
        url = f"{self._base}{path}" + (f"?{urlencode(query)}" if query else "")
        try:
            reply = self._http.request(verb, url, headers=sent, body=body, redirect=False)
        except HTTPError as error:
            raise NoResponse(f"{verb} {path}: no response ({type(error).__name__})") from None
        answer = Answer(f"{verb} {path}", reply.status, reply.headers, reply.data)
        for name in REQUIRED_HEADERS:
            may_lack = name == _NOT_SHARED and answer.is_from_edge and answer.is_public
            if name not in reply.headers and not may_lack:
                self._lacking.setdefault(name, []).append(answer.request)
        return answer

    def without_headers(self) -> list[str]:
        """Return a message for each header that was missing."""
        return [
            f"{name} is missing on {len(paths)} responses, such as that to {paths[0]}"
            for name, paths in self._lacking.items()
        ]
