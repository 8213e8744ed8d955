"""What the front door hands to a function (API Gateway's proxy event, payload 1.0), read once."""

import json
import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs

from lastfm_gateway.errors import BadRequest


class Request:
    """One request. Header names are lower case; a parameter keeps each of its values."""

    def __init__(self, event: Mapping[str, Any]) -> None:
        self._event = event
        self._context: Mapping[str, Any] = event["requestContext"]
        self.verb: str = event["httpMethod"]
        self.path: str = event["path"]
        #: The route as openapi.yaml declares it, whatever a custom domain puts before it.
        self.route: str = event["resource"]

    @property
    def id(self) -> str:
        """The front door's name for the request, which its access log has too."""
        return str(self._context["requestId"])

    @property
    def source_ip(self) -> str:
        """The caller's address as the front door saw it. No header can change it."""
        return str(self._context["identity"]["sourceIp"])

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers, one value each."""
        sent: Mapping[str, str] = self._event.get("headers") or {}
        return {name.lower(): value for name, value in sent.items()}

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies, by name; the first of each name, which is that of the longest path."""
        sent: Mapping[str, Sequence[str]] = self._event.get("multiValueHeaders") or {}
        lines = [
            line for name, values in sent.items() if name.lower() == "cookie" for line in values
        ]
        pairs = [
            pair.strip().partition("=")
            for line in lines or [self.headers.get("cookie", "")]
            for pair in line.split(";")
        ]
        return {name: value for name, _, value in reversed(pairs)}

    @property
    def query(self) -> Mapping[str, Sequence[str]]:
        """The query's parameters."""
        return self._event.get("multiValueQueryStringParameters") or {}

    @property
    def variables(self) -> Mapping[str, str]:
        """The values of the route's variables."""
        return self._event.get("pathParameters") or {}

    def json(self) -> Any:
        """Return the JSON of the body. Raises BadRequest when it is none."""
        body: str = self._event.get("body") or ""
        try:
            return json.loads(b64decode(body) if self._event.get("isBase64Encoded") else body)
        except (ValueError, RecursionError):
            raise BadRequest("Invalid parameters - The body must be JSON") from None

    def form(self) -> Mapping[str, Sequence[str]]:
        """Return the parameters of an urlencoded body, whatever its Content-Type says it is."""
        body: str = self._event.get("body") or ""
        if self._event.get("isBase64Encoded"):
            body = b64decode(body).decode(errors="replace")
        return parse_qs(body, keep_blank_values=True)

    @property
    def base_url(self) -> str:
        """The deployment's address as the caller reached it: host, and stage or base path."""
        host: str = self._context.get("domainName") or self.headers.get("host", "localhost")
        local = host.partition(":")[0] in ("localhost", "127.0.0.1") or ".localhost" in host
        route = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(self.route))
        before = re.sub(f"{route}/?$", "", str(self._context.get("path", self.path)))
        return f"{'http' if local else 'https'}://{host}{before}"
