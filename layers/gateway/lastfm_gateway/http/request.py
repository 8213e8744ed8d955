"""What the front door hands to a function (API Gateway's proxy event, payload 1.0), read once."""

import json
import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final
from urllib.parse import parse_qs

from lastfm_gateway.errors import BadRequest, BodyTooLarge

#: The longest body that is read, in bytes. Fifty scrobbles with every field, whose names have
#: eighty letters that a form writes as nine bytes each, are 170 KB.
MOST_BYTES: Final = 256 * 1024

#: The most parameters that are read: fifty scrobbles of thirteen fields are 650.
MOST_PARAMETERS: Final = 1000


class Request:
    """One request. Header names are lower case; a parameter keeps each of its values.

    The body's bounds are checked before anything is parsed, and it is parsed once. That of a GET
    is never looked at: a cache keeps the answer under the address alone (RFC 9110, 9.3.1).
    """

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
        try:
            return json.loads(self._body)
        except (ValueError, RecursionError):
            raise BadRequest("Invalid parameters - The body must be JSON") from None

    def form(self) -> Mapping[str, Sequence[str]]:
        """Return the parameters of a POST's urlencoded body, whatever its Content-Type says.

        Raises BadRequest for more than are read.
        """
        return self._form if self.verb == "POST" else {}

    @cached_property
    def sent(self) -> Mapping[str, str]:
        """The parameters of query and form; the form's win, and the last of each name.

        Raises BadRequest for more than are read.
        """
        both = {**self.query, **self.form()}
        if sum(map(len, both.values())) > MOST_PARAMETERS:
            raise _too_many()
        return last_values(both)

    @cached_property
    def _form(self) -> Mapping[str, Sequence[str]]:
        body = self._body.decode(errors="replace")
        try:
            return parse_qs(body, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
        except ValueError:
            raise _too_many() from None

    @cached_property
    def _body(self) -> bytes:
        sent: str = self._event.get("body") or ""
        packed = bool(self._event.get("isBase64Encoded"))
        if len(sent) > (MOST_BYTES * 4 // 3 + 4 if packed else MOST_BYTES):
            raise BodyTooLarge(MOST_BYTES)
        try:
            body = b64decode(sent) if packed else sent.encode(errors="replace")
        except ValueError:
            raise BadRequest("Invalid parameters - The body is not base64") from None
        if len(body) > MOST_BYTES:
            raise BodyTooLarge(MOST_BYTES)
        return body

    @property
    def base_url(self) -> str:
        """The deployment's address as the caller reached it: host, and stage or base path."""
        host: str = self._context.get("domainName") or self.headers.get("host", "localhost")
        local = host.partition(":")[0] in ("localhost", "127.0.0.1") or ".localhost" in host
        route = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(self.route))
        before = re.sub(f"{route}/?$", "", str(self._context.get("path", self.path)))
        return f"{'http' if local else 'https'}://{host}{before}"


def last_values(sent: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the last value of each parameter.

    Half a surrogate pair, which JSON can carry and UTF-8 cannot, becomes a question mark.
    """
    return {name: values[-1].encode(errors="replace").decode() for name, values in sent.items()}


def _too_many() -> BadRequest:
    return BadRequest(f"Invalid parameters - There are more than {MOST_PARAMETERS} parameters")
