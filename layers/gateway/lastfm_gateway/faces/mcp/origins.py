"""Origin and Host of a request: keeps pages of other sites from the server. Pure.

A page elsewhere has no key to send, so `AllowedOrigins=*` allows it. A server on this machine is
another matter: a page whose name resolves to 127.0.0.1 (DNS rebinding) reaches it as its own host.
"""

import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit


def is_allowed(origin: str | None, host: str, allowed: Collection[str], *, is_local: bool) -> bool:
    """Return whether a request may be answered. `origin` is None without the header.

    `host` is the Host header. `allowed` are the origins that may read responses; `*` is all.
    `is_local`: whether the server is this machine.
    """
    if is_local:
        return _is_loopback(f"//{host}") and (origin is None or _is_loopback(origin))
    if origin is None or "*" in allowed or origin in allowed:
        return True
    return bool(host) and origin.lower() in {f"https://{host.lower()}", f"http://{host.lower()}"}


def _is_loopback(url: str) -> bool:
    try:
        name = urlsplit(url).hostname or ""
    except ValueError:  # a malformed IPv6 address
        return False
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
