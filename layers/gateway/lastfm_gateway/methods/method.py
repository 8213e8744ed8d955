"""What is declared of a Last.fm method, once; everything else is derived from it."""

from enum import Enum, StrEnum, auto
from typing import NamedTuple

from lastfm_gateway.methods.freshness import Freshness
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.shapes import Shape


class Auth(Enum):
    """What the service asks of a caller, as its documentation marks the method."""

    NONE = auto()
    SIGNED = auto()  # api_sig
    SESSION = auto()  # api_sig and sk


class Topic(StrEnum):
    """What a write changes of a user's data, and what an answer about a user shows of it."""

    SCROBBLES = "scrobbles"
    PLAYING = "playing"
    LOVES = "loves"
    TAGS = "tags"


#: What an answer shows that counts a user's plays.
LISTENING = (Topic.SCROBBLES,)


class Method(NamedTuple):
    """One method of the web service.

    `name` is Last.fm's own, such as `artist.getInfo`. `freshness` takes canonical parameters; zero
    seconds means that the answer is never stored. A write `changes` one topic of its user's data; a
    stored answer about a user is dropped when a topic that it `shows` has changed. An empty
    `answer` promises nothing. A queueable write waits in a queue while Last.fm cannot take it.
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

    @property
    def family(self) -> str:
        """The part before the dot: the function that serves it."""
        return self.name.partition(".")[0]

    @property
    def route(self) -> str:
        """The path of the method's REST route."""
        return "/" + self.name.replace(".", "/")
