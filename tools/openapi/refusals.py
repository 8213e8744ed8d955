"""What each refusal of a request means, by its status."""

from collections.abc import Mapping
from typing import Final, NamedTuple

#: Of the REST families.
REFUSALS: Final = {
    400: "A parameter is missing, blank, doubled, mistyped or out of its bounds; the message says",
    403: "Last.fm refuses the key, token or session, or the user hides what was asked for",
    404: "Last.fm knows no such artist, album, track or user",
    413: "The body is larger than any that is read",
    429: "The caller's limit, or the key's at Last.fm, is spent; Retry-After says for how long",
    500: "The gateway failed",
    502: "Last.fm sent no usable answer",
    503: "Last.fm is offline for a while",
    504: "Last.fm did not answer in time",
}

#: Of any endpoint under /v1.
REFUSALS_V1: Final = {
    400: "A parameter is doubled, mistyped, unknown as a date or out of its bounds",
    401: "There is no key, or none in force",
    403: "The key is for reading, or the user hides recent listening from this gateway",
    404: "There is no such thing",
    429: "The caller's limit, or the key's at Last.fm, is spent; Retry-After says for how long",
    500: "The gateway failed",
    502: "Last.fm sent no usable answer",
    503: "Last.fm, or the table of keys, cannot be asked",
    504: "Last.fm did not answer in time",
}

#: Of any endpoint for Spotify's clients.
REFUSALS_SPOTIFY: Final = {
    400: "A parameter is doubled, mistyped or out of its bounds, or the path's variable is none",
    401: "There is no key, or none in force",
    404: "The holder's top items have no such one",
    429: "The caller's limit is spent; Retry-After says when to try again, after 5 s at the most",
    500: "The gateway failed",
    502: "Last.fm sent no usable answer, or refuses",
    503: "Last.fm is failing or slow, or the table of keys cannot be read",
}


class Refusals(NamedTuple):
    """How a face refuses: what its responses' names begin with, their model, their meanings."""

    prefix: str
    model: str
    meanings: Mapping[int, str]


REST: Final = Refusals("", "Error", REFUSALS)
V1: Final = Refusals("Plain", "PlainError", REFUSALS_V1)
SPOTIFY: Final = Refusals("Item", "ItemError", REFUSALS_SPOTIFY)
