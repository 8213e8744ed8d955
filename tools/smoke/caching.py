"""Checks of the cache and the rate limit, by their headers."""

import secrets
from collections.abc import Iterator

from tools.smoke.client import Answer, Client


def hits_are_free(client: Client) -> Iterator[str]:
    """Check that a first request costs one call, and a repeated one none.

    Through CloudFront, which replaces X-Cache, the repeated one must be kept there.
    """
    query = {"artist": f"smoke {secrets.token_hex(4)}", "limit": "1"}
    miss, hit = (client.get("/artist/search", **query) for _ in range(2))
    at_edge = miss.is_from_edge and miss.is_public
    uses = ("Miss from cloudfront", "Hit from cloudfront") if at_edge else ("MISS", "HIT")
    for answer, use in zip((miss, hit), uses, strict=True):
        if answer.header("X-Cache") != use and not (answer.is_from_edge and not at_edge):
            yield f"{answer.request}: X-Cache is {answer.header('X-Cache')!r}, not {use}"
    if not at_edge:
        yield from _counts(miss)
    before, after = (answer.number("X-RateLimit-Remaining") for answer in (miss, hit))
    if before is not None and after is not None and after < before:
        yield f"{hit.request}: a hit took X-RateLimit-Remaining from {before} to {after}"
    for name in ("Cache-Control", "Cache-Status", "ETag"):
        if not hit.header(name):
            yield f"{hit.request}: no {name} on a cached response"
    again = client.send(
        "GET", "/artist/search", query=query, headers={"If-None-Match": hit.header("ETag") or "*"}
    )
    if again.status != 304:  # noqa: PLR2004 (an HTTP status)
        yield f"{again.request}: If-None-Match returned {again.status}, not 304"


def _counts(answer: Answer) -> Iterator[str]:
    """Check the rate limit headers of a miss."""
    limit, left, reset = (
        answer.number(f"X-RateLimit-{name}") for name in ("Limit", "Remaining", "Reset")
    )
    if limit is None or left is None or reset is None:
        yield f"{answer.request}: X-RateLimit-Limit, -Remaining and -Reset are not all numbers"
    elif not left < limit:
        yield f"{answer.request}: a miss leaves {left} of {limit} calls"


CHECKS = (hits_are_free,)
