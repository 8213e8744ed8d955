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
    403: "The user hides recent listening, or the request is a command for a player",
    404: "No such item among the key holder's top items",
    429: "Your rate limit is exceeded. Retry-After is at most 5 seconds",
    500: "The gateway failed unexpectedly",
    502: "Last.fm returned no usable response, or an error",
    503: "Last.fm is failing or slow, or the key store is unavailable. See Retry-After",
}

#: Errors of the token endpoint.
REFUSALS_OAUTH: Final = {
    400: "invalid_grant, invalid_request or unsupported_grant_type",
    413: "The request body is too large",
    429: "Too many keys were refused. See Retry-After",
    500: "The gateway failed unexpectedly",
    503: "The key store is unavailable. See Retry-After",
}

#: Errors of the Model Context Protocol. In its older versions, errors of methods have status 200.
REFUSALS_MCP: Final = {
    400: "The message or a header is invalid, or the version is not served",
    401: "The key is missing, invalid, expired or revoked",
    403: "The request comes from a page of another origin",
    404: "The modern version has no such method",
    413: "The message is larger than 64 KB",
    415: "Content-Type is not application/json",
    500: "The gateway failed unexpectedly",
    503: "The key store is unavailable. See Retry-After",
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

#: Errors of the endpoints for ListenBrainz clients.
REFUSALS_LISTENBRAINZ: Final = {
    400: "No listen in the body is usable, or a parameter is invalid. See the message",
    401: "The key is missing, invalid, expired or revoked, or cannot scrobble",
    403: "The user hides recent listening, and the key has no session",
    404: "The user is not the key's own, or there is no such endpoint",
    413: "The body is larger than 4 MB",
    500: "The gateway failed unexpectedly",
    503: "Send the request again later: Last.fm, a limit or the key store. See Retry-After",
}


#: Cards have none: an error is drawn, with status 200.
REFUSALS_CARDS: Final[dict[int, str]] = {}


class Refusals(NamedTuple):
    """A face's error responses: the prefix of their names, their model, their meanings."""

    prefix: str
    model: str
    meanings: Mapping[int, str]


REST: Final = Refusals("", "Error", REFUSALS)
V1: Final = Refusals("Plain", "PlainError", REFUSALS_V1)
SPOTIFY: Final = Refusals("Item", "ItemError", REFUSALS_SPOTIFY)
NOW_PLAYING: Final = Refusals("Unavailable", "Unavailable", REFUSALS_NOW_PLAYING)
LISTENBRAINZ: Final = Refusals("Listen", "ListenError", REFUSALS_LISTENBRAINZ)
OAUTH: Final = Refusals("Token", "TokenError", REFUSALS_OAUTH)
MCP: Final = Refusals("Rpc", "RpcError", REFUSALS_MCP)
CARDS: Final = Refusals("Card", "Error", REFUSALS_CARDS)

#: All that are not the REST routes'.
FACES: Final = (V1, SPOTIFY, NOW_PLAYING, LISTENBRAINZ, OAUTH, MCP)
