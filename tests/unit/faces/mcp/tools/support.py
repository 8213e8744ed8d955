"""A request in memory, for tools."""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from lastfm_gateway.faces.mcp.tool import ToolAnswer
from lastfm_gateway.faces.mcp.tools import TOOLS
from lastfm_gateway.history.listening import Scrobble
from lastfm_gateway.history.reader import HistoryReader, Progress
from lastfm_gateway.methods.validation import validate
from lastfm_gateway.playback.state import Playback
from tests.unit.faces.listening.support import MemoryHistory

#: Friday, 20 November 2026, 15:30 UTC.
NOW: Final = 1_795_188_600.0

BY_NAME: Final = {tool.name: tool for tool in TOOLS}


class _CompleteHistory(MemoryHistory):
    is_partial = False
    progress = Progress(0, 0)


class MemoryContext:
    """A context whose answers a test makes. Notes the calls."""

    def __init__(
        self,
        answer: Callable[[str], Any] = lambda _method: {},
        user: str | None = None,
        scrobbles: list[Scrobble] | None = None,
    ) -> None:
        self.user = user
        self.now = self.as_of = NOW
        self.called: list[tuple[str, Mapping[str, str]]] = []
        self._answer = answer
        self._scrobbles = scrobbles or []

    def lastfm(self, method: str, parameters: Mapping[str, str]) -> dict[str, Any]:
        """Return what the test says that Last.fm answers."""
        self.called.append((method, parameters))
        answer: dict[str, Any] = self._answer(method)
        return answer

    def playback(self) -> Playback:
        """Return that nothing was ever played."""
        return Playback("never")

    def history(self) -> HistoryReader:
        """Return a reader of the scrobbles."""
        return cast("HistoryReader", _CompleteHistory(self._scrobbles, self.now))


def run(context: MemoryContext, name: str, **arguments: Any) -> ToolAnswer:
    """Run a tool; an underscore before an argument's name is left out."""
    tool = BY_NAME[name]
    sent = {arg.lstrip("_"): [str(value)] for arg, value in arguments.items()}
    return tool.run(context, validate(tool.parameters, sent))
