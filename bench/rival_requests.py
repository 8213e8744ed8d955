"""The requests and faults of the comparison with nginx. Pure."""

from collections.abc import Mapping
from typing import Final

from local.simulator.artists import ARTISTS
from local.simulator.faults import Fault

_FAILED: Final = '{"message":"Operation failed - Please try again","error":8}'
_LIMITED: Final = '{"message":"Rate Limit Exceeded","error":29}'

#: Faults of Last.fm, each until it is cleared.
FAULTS: Final[Mapping[str, Fault]] = {
    "error 8 with status 200": Fault("body", body=_FAILED),
    "error 29 with status 200": Fault("body", body=_LIMITED),
    "HTML with status 200": Fault("html-200"),
    "cut off JSON": Fault("truncated"),
    "empty body": Fault("empty"),
    "another user's answer": Fault("wrong-user"),
    "HTML with status 502": Fault("html"),
    "closed connection": Fault("drop"),
    "connection closed midway": Fault("drop-midway"),
}


def query_of(key: int) -> dict[str, str]:
    """Return the parameters of a request that no other number has, without a key."""
    return {
        "method": "artist.getTopTracks",
        "artist": ARTISTS[key % len(ARTISTS)][0],
        "limit": str(10 + key // 10),
        "page": str(key % 10 + 1),
        "format": "json",
    }


def query_for(fault: str) -> dict[str, str]:
    """Return a request that a fault changes: one about a user, if it mistakes users."""
    if FAULTS[fault].kind == "wrong-user":
        return {"method": "user.getInfo", "user": "rj", "format": "json"}
    return query_of(0)


def in_order_of(client: int, query: Mapping[str, str]) -> dict[str, str]:
    """Return the same parameters in the order in which a client writes them."""
    names = list(query)
    first = client % len(names)
    return {name: query[name] for name in names[first:] + names[:first]}
