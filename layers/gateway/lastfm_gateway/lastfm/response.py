"""A response of Last.fm, raw and parsed. Pure data."""

from typing import NamedTuple


class LastfmResponse(NamedTuple):
    """Status, content type ("" for the face's default) and body."""

    status: int
    content_type: str
    body: bytes


class ParsedResponse(NamedTuple):
    """A response for the caller. `found` is False for "not found", which is cached for minutes."""

    reply: LastfmResponse
    found: bool = True
