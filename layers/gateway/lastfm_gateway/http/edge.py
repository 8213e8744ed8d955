"""Requests through the deployment's CloudFront distribution, recognised by a secret header.

CloudFront adds `X-Cdn-Secret` to what it forwards and overwrites what a viewer sent. So a request
with a valid one tells the viewer's address and host; any other is from a straight caller, whose
headers are not believed.
"""

import hmac
import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

SECRET_HEADER: Final = "x-cdn-secret"  # noqa: S105 (a header's name)
HOST_HEADER: Final = "x-cdn-host"
ADDRESS_HEADER: Final = "cloudfront-viewer-address"

#: A host without a port: responses that show it are kept for everybody.
_HOST: Final = r"[A-Za-z0-9.-]{1,253}"


class Viewer(NamedTuple):
    """Who asked CloudFront: their address, "" if it is not told, and the host that they asked."""

    address: str
    host: str


class Edge:
    """Recognises requests that CloudFront forwards."""

    def __init__(self, secret: str, *, only: bool, is_earlier: Callable[[str], bool]) -> None:
        """`only`: whether straight callers are refused.

        `is_earlier`: whether a value is a secret that is valid still, while CloudFront's locations
        learn the new one.
        """
        self._secret = secret.encode()
        self._is_earlier = is_earlier
        self.only = only

    def viewer(self, headers: Mapping[str, str]) -> Viewer | None:
        """Return the viewer of a forwarded request; None for a straight caller."""
        sent = headers.get(SECRET_HEADER, "")
        if not sent or not (self._is_current(sent) or self._is_earlier(sent)):
            return None
        host = headers.get(HOST_HEADER, "")
        return Viewer(
            _without_port(headers.get(ADDRESS_HEADER, "")),
            host if re.fullmatch(_HOST, host) else "",
        )

    def _is_current(self, sent: str) -> bool:
        return hmac.compare_digest(sent.encode(errors="replace"), self._secret)


def _without_port(address: str) -> str:
    """Return the address of `192.0.2.1:443`, `2001:db8::1:443` or `[2001:db8::1]:443`."""
    return address.rpartition(":")[0].strip("[]") if ":" in address else address
