"""Caller key: a keyed hash of the caller's address, used by the rate limiter and logs. Pure."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from lastfm_gateway.keyed_hash import keyed_hash


def caller_key(source_ip: str, secret: str) -> str:
    """Return the item key of an address's call log.

    `source_ip` is API Gateway's `requestContext.identity.sourceIp`, or the viewer's address that
    CloudFront tells. No other header is trusted. An IPv6 address counts by its /64, which belongs
    to one household.
    """
    return "caller#" + keyed_hash(secret, _network(source_ip))[:32]


def share_caller_key(user: str, secret: str) -> str:
    """Return the item key of the call log of all requests with a user's share tokens.

    They come from the hosts of widgets and image proxies, which other users share.
    """
    return "caller#" + keyed_hash(secret, f"shares of {user.strip().lower()}")[:32]


def card_caller_key(user: str, secret: str) -> str:
    """Return the item key of the call log of all cards that show a user, whoever asks for them."""
    return "caller#" + keyed_hash(secret, f"cards of {user.strip().lower()}")[:32]


def card_address_key(key: str) -> str:
    """Return the item key of the call log of an address's cards. `key`: that of its other calls."""
    return f"{key}#cards"


def caller_name(key: str) -> str:
    """Return a caller's name in logs: half of the hash in its key.

    Log redaction would take the whole hash for a session key.
    """
    return key.partition("#")[2][:16]


def _network(source_ip: str) -> str:
    try:
        address: IPv4Address | IPv6Address = ip_address(source_ip)
    except ValueError:
        return "unknown"  # such as API Gateway's test console: these callers share one limit
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), 64), strict=False))
    return str(address)
