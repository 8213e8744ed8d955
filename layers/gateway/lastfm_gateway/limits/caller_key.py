"""Who is calling, as the limiter knows it: a keyed hash that gives no address away. Pure."""

import hashlib
import hmac
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network


def caller_key(source_ip: str, secret: str) -> str:
    """Return the name under which an address's calls are counted.

    `source_ip` is the front door's own `requestContext.identity.sourceIp`; headers are never
    believed. An IPv6 address stands for its /64, which one household has to itself.
    """
    digest = hmac.new(secret.encode(), _network(source_ip).encode(), hashlib.sha256)
    return "caller#" + digest.hexdigest()[:32]


def caller_name(key: str) -> str:
    """Return what logs call a caller: half of the hash in its key.

    All of it would look like a session key to the log's guard, which strikes those out.
    """
    return key.partition("#")[2][:16]


def _network(source_ip: str) -> str:
    try:
        address: IPv4Address | IPv6Address = ip_address(source_ip)
    except ValueError:
        return "unknown"  # such as API Gateway's own test console: all of them share one limit
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), 64), strict=False))
    return str(address)
