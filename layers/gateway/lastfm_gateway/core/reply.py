"""What Last.fm sent, and what an answer is made of it. Pure data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, a content type ("" for the face's own) and a body."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Reading:
    """A reply as it goes back; one that says "not found" is kept for minutes only."""

    reply: Reply
    found: bool = True
