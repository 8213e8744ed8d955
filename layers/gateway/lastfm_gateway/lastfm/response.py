"""What Last.fm sent, and what an answer is made of it. Pure data."""

from typing import NamedTuple


class LastfmResponse(NamedTuple):
    """A status, a content type ("" for the face's own) and a body."""

    status: int
    content_type: str
    body: bytes


class ParsedResponse(NamedTuple):
    """A reply as it goes back; one that says "not found" is kept for minutes only."""

    reply: LastfmResponse
    found: bool = True
