"""Error responses of each face: their meanings by HTTP status."""

from collections.abc import Mapping
from typing import Final, NamedTuple

#: Errors of the REST routes.
REFUSALS: Final = {
    400: "A parameter is missing, blank, repeated, mistyped or out of bounds. See the message",
    403: "Last.fm refuses the key, token or session, or the user hides this data",
    404: "Last.fm has no such artist, album, track or user",
    413: "The request body is too large",
    429: "Your rate limit, or Last.fm's limit for the key, is exceeded. See Retry-After",
    500: "The gateway failed unexpectedly",
    502: "Last.fm returned no usable response",
    503: "Last.fm is unavailable, or the gateway has paused its calls. See Retry-After",
    504: "Last.fm did not respond in time",
}

#: Errors of the endpoints under /v1.
REFUSALS_V1: Final = {
    400: "A parameter is repeated, mistyped, not a valid date or out of bounds",
    401: "The key is missing, invalid, expired or revoked",
    403: "An admin key is required, or the user hides recent listening",
    404: "No such resource",
    429: "Your rate limit, or Last.fm's limit for the key, is exceeded. See Retry-After",
    500: "The gateway failed unexpectedly",
    502: "Last.fm returned no usable response",
    503: "Last.fm or the key store is unavailable. See Retry-After",
    504: "Last.fm did not respond in time",
}

#: Errors of the endpoints for Spotify clients.
REFUSALS_SPOTIFY: Final = {
    400: "A parameter is repeated, mistyped or out of bounds, or the path is invalid",
    401: "The key is missing, invalid, expired or revoked",
    404: "No such item among the key holder's top items",
    429: "Your rate limit is exceeded. Retry-After is at most 5 seconds",
    500: "The gateway failed unexpectedly",
    502: "Last.fm returned no usable response, or an error",
    503: "Last.fm is failing or slow, or the key store is unavailable. See Retry-After",
}


#: Errors of the now playing face.
REFUSALS_NOW_PLAYING: Final = {
    400: "The format is unknown",
    401: "The key or share token is missing, invalid, expired or revoked",
    403: "The user hides recent listening",
    404: "Last.fm has no such user",
    429: "Your rate limit, or Last.fm's limit for the key, is exceeded. See Retry-After",
    500: "The gateway failed unexpectedly",
    503: "Last.fm or the key store is unavailable. See Retry-After",
}


class Refusals(NamedTuple):
    """A face's error responses: the prefix of their names, their model, their meanings."""

    prefix: str
    model: str
    meanings: Mapping[int, str]


REST: Final = Refusals("", "Error", REFUSALS)
V1: Final = Refusals("Plain", "PlainError", REFUSALS_V1)
SPOTIFY: Final = Refusals("Item", "ItemError", REFUSALS_SPOTIFY)
NOW_PLAYING: Final = Refusals("Unavailable", "Unavailable", REFUSALS_NOW_PLAYING)

#: All that are not the REST routes'.
FACES: Final = (V1, SPOTIFY, NOW_PLAYING)
