"""Declaration of a Last.fm method. Routes, validation, caching and OpenAPI are derived from it."""

from enum import Enum, StrEnum, auto
from typing import NamedTuple

from lastfm_gateway.methods.freshness import Freshness
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.shapes import Shape


class Auth(Enum):
    """The authentication that Last.fm requires for a method."""

    NONE = auto()
    SIGNED = auto()  # api_sig
    SESSION = auto()  # api_sig and sk


class Topic(StrEnum):
    """A part of a user's data: what a write changes and what a response shows."""

    SCROBBLES = "scrobbles"
    PLAYING = "playing"
    LOVES = "loves"
    TAGS = "tags"
    EDITS = "edits"  # changed scrobbles whose details are not noted: see playback.notes


#: The topics that a response with play counts shows.
LISTENING = (Topic.SCROBBLES,)


class Method(NamedTuple):
    """One method of the web service.

    `name` is Last.fm's own, such as `artist.getInfo`. `freshness` takes canonical parameters; a
    time to live of 0 means that the response is never stored and is private to its caller. A
    write `changes` one topic of its user's data. That invalidates the stored responses about the
    user that it `shows`. An empty `answer` promises no keys. A queueable write waits in a
    queue while Last.fm is unavailable. Users who hide recent listening at Last.fm hide a response
    that `is_hideable`: without their session Last.fm refuses it with error 17.
    """

    name: str
    summary: str
    parameters: type[Parameters]
    answer: dict[str, Shape]
    freshness: Freshness
    auth: Auth = Auth.NONE
    verb: str = "GET"
    changes: Topic | None = None
    shows: tuple[Topic, ...] = ()
    is_queueable: bool = False
    is_hideable: bool = False

    @property
    def family(self) -> str:
        """The part before the dot, which names the function that serves the method."""
        return self.name.partition(".")[0]

    @property
    def route(self) -> str:
        """The path of the method's REST route."""
        return "/" + self.name.replace(".", "/")
