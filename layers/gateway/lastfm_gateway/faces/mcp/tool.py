"""Declaration of a tool, and what it works with. Schemas and routing are derived from it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.shapes import Shape

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader
    from lastfm_gateway.playback.state import Playback


class ToolAnswer(NamedTuple):
    """A tool's answer, complete in both forms: clients show the model only one of them.

    `structured` satisfies the tool's output schema. `text` holds the same facts tersely.
    """

    structured: dict[str, Any]
    text: str


class ToolContext(Protocol):
    """One request, as its tool sees it. Every method raises GatewayError.

    `user` is the Last.fm user of the caller's key, None without one. `now` is the unix time.
    `as_of` is the unix time of the oldest of Last.fm's answers that were read, `now` before any.
    """

    user: str | None
    now: float
    as_of: float

    def lastfm(self, method: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Return Last.fm's answer to a method, from the cache if it is fresh.

        It costs, caches and shows what the REST route of the method does. Not found is raised.
        """

    def playback(self) -> "Playback":
        """Return what the key's own user plays, or played last; never stale."""

    def history(self) -> "HistoryReader":
        """Return the reader of the own user's scrobbles, the same one for the whole request."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tool:
    """A tool: read-only, answered from one request.

    `parameters` describe its arguments. `answer` is the shape of its structured answer, an object.
    `run` takes the validated arguments: text values, with defaults, undeclared ones left out.
    """

    name: str
    title: str
    description: str
    parameters: type[Parameters]
    answer: Mapping[str, Shape]
    run: Callable[[ToolContext, Mapping[str, str]], ToolAnswer]
