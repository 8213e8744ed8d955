"""HTTP request, parsed lazily from API Gateway's proxy event (payload 1.0)."""

import json
import re
from base64 import b64decode
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs

from lastfm_gateway.errors import BadRequest, BodyTooLarge

if TYPE_CHECKING:
    from lastfm_gateway.http.edge import Viewer

#: The largest body, in bytes. Fifty scrobbles with every field, and names of eighty letters that
#: take nine bytes each in a form, are 170 KB.
MAX_BODY_BYTES: Final = 256 * 1024

#: The most parameters. Fifty scrobbles of thirteen fields have 650.
MAX_PARAMETERS: Final = 1000

#: API Gateway's timeout.
FRONT_DOOR_SECONDS: Final = 29


class Request:
    """One request. Header names are lower case; parameters keep all their values.

    The body's size is checked before it is parsed, once. The body of a GET is ignored: HTTP caches
    store the response under the URL alone (RFC 9110, 9.3.1).
    """

    def __init__(self, event: Mapping[str, Any]) -> None:
        self._event = event
        self._context: Mapping[str, Any] = event["requestContext"]
        self.verb: str = event["httpMethod"]
        self.path: str = event["path"]
        #: The path as openapi.yaml declares it, without a custom domain's base path.
        self.route: str = event["resource"]
        #: Who asked CloudFront, if it forwarded the request; None for a straight caller.
        self.viewer: Viewer | None = None

    @property
    def id(self) -> str:
        """API Gateway's request id, which is also in its access log."""
        return str(self._context["requestId"])

    def seconds_since_receipt(self, now: float) -> float:
        """Return for how many seconds API Gateway has had the request at `now` (unix time).

        0 if it does not say, or says what cannot be: its own timeout has not passed.
        """
        seconds = now - self._context.get("requestTimeEpoch", 0) / 1000
        return seconds if 0 < seconds < FRONT_DOOR_SECONDS else 0.0

    @property
    def source_ip(self) -> str:
        """The caller's IP address as API Gateway or CloudFront saw it.

        The headers of a straight caller cannot change it.
        """
        if self.viewer and self.viewer.address:
            return self.viewer.address
        return str(self._context["identity"]["sourceIp"])

    @property
    def host(self) -> str:
        """The host that the caller asked; "" if unknown."""
        return (self.viewer and self.viewer.host) or self.headers.get("host", "")

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers, one value each."""
        sent: Mapping[str, str] = self._event.get("headers") or {}
        return {name.lower(): value for name, value in sent.items()}

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies by name. Of several with one name, the first, which has the longest path."""
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
        """The query parameters."""
        return self._event.get("multiValueQueryStringParameters") or {}

    @property
    def variables(self) -> Mapping[str, str]:
        """The path parameters, by name."""
        return self._event.get("pathParameters") or {}

    def json(self, most: int = MAX_BODY_BYTES) -> Any:
        """Parse the body as JSON, whatever its Content-Type. A byte order mark is ignored.

        Raises BadRequest if it is none, or has more than `most` bytes.
        """
        try:
            return json.loads(self._read_body(most))
        except (ValueError, RecursionError):
            raise BadRequest("Invalid parameters - The body must be JSON") from None

    def form(self) -> Mapping[str, Sequence[str]]:
        """Return the urlencoded parameters of a POST's body, whatever its Content-Type.

        Raises BadRequest for more than MAX_PARAMETERS.
        """
        return self._form if self.verb == "POST" else {}

    @cached_property
    def sent(self) -> Mapping[str, str]:
        """Query and form parameters, the last value of each. The form takes precedence.

        Raises BadRequest for more than MAX_PARAMETERS.
        """
        both = {**self.query, **self.form()}
        if sum(map(len, both.values())) > MAX_PARAMETERS:
            raise _too_many()
        return last_values(both)

    @cached_property
    def _form(self) -> Mapping[str, Sequence[str]]:
        body = self.body.decode(errors="replace")
        try:
            return parse_qs(body, keep_blank_values=True, max_num_fields=MAX_PARAMETERS)
        except ValueError:
            raise _too_many() from None

    @cached_property
    def body(self) -> bytes:
        """The body. Raises BodyTooLarge, or BadRequest for faulty base64."""
        return self._read_body(MAX_BODY_BYTES)

    def _read_body(self, most: int) -> bytes:
        sent: str = self._event.get("body") or ""
        is_base64 = bool(self._event.get("isBase64Encoded"))
        if len(sent) > (most * 4 // 3 + 4 if is_base64 else most):
            raise BodyTooLarge(most)
        try:
            body = b64decode(sent) if is_base64 else sent.encode(errors="replace")
        except ValueError:
            raise BadRequest("Invalid parameters - The body is not base64") from None
        if len(body) > most:
            raise BodyTooLarge(most)
        return body

    @property
    def base_url(self) -> str:
        """The deployment's URL as the caller used it, with stage or base path."""
        if self.viewer and self.viewer.host:
            return f"https://{self.viewer.host}"  # CloudFront adds the stage
        host: str = self._context.get("domainName") or self.headers.get("host", "localhost")
        is_local = host.partition(":")[0] in ("localhost", "127.0.0.1") or ".localhost" in host
        route = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(self.route))
        route = route.replace(r"\{proxy\+\}", ".+")
        base_path = re.sub(f"{route}/?$", "", str(self._context.get("path", self.path)))
        return f"{'http' if is_local else 'https'}://{host}{base_path}"


def last_values(sent: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the last value of each parameter.

    A lone surrogate, which JSON allows and UTF-8 does not, becomes a question mark.
    """
    return {name: values[-1].encode(errors="replace").decode() for name, values in sent.items()}


def _too_many() -> BadRequest:
    return BadRequest(f"Invalid parameters - There are more than {MAX_PARAMETERS} parameters")
