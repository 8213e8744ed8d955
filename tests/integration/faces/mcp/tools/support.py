"""Calls tools as the wire does, and checks every answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import jsonschema  # type: ignore[import-untyped]

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.mcp.context import RequestContext
from lastfm_gateway.faces.mcp.handler import paid_history
from lastfm_gateway.faces.mcp.schemas import output_schema
from lastfm_gateway.faces.mcp.tool import ToolAnswer
from lastfm_gateway.faces.mcp.tools import TOOLS
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.window import Window
from lastfm_gateway.http.access import accept_bearer_key
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.caller_key import caller_key
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.validation import validate
from local.simulator import Simulator
from local.simulator.raw import raw_scrobbles
from tests.integration.conftest import new_key

BY_NAME: Final = {tool.name: tool for tool in TOOLS}

#: The budget of an answer with default arguments, in bytes of both forms: 1,500 tokens.
BUDGET: Final = 6_000


class Assistant:
    """A caller with a key of one user, or without a key."""

    def __init__(
        self,
        lastfm: Simulator,
        clock: Callable[[], float],
        user: str | None = None,
        key: str | None = None,
    ) -> None:
        self.runtime = Runtime.from_environment(clock=clock)
        self.lastfm = lastfm
        self.key = key or (new_key(user=user) if user else None)
        self.calls = 0

    def call(self, name: str, **arguments: Any) -> ToolAnswer:
        """Call a tool and check its answer; `_from` is sent as `from`. Notes the calls upstream."""
        runtime, tool = self.runtime, BY_NAME[name]
        sent = {arg.lstrip("_"): [str(value)] for arg, value in arguments.items()}
        caller = Caller(caller_key("203.0.113.7", "secret"))
        if self.key:
            accept_bearer_key(caller, self.key)
            runtime.access.require_authenticated(caller)
        runtime.limiter.quota(caller)  # reads the caller's log, as the server does
        context = RequestContext(
            caller=caller,
            now=runtime.clock(),
            cache=runtime.cache,
            planner=runtime.planner,
            new_playback=runtime.playback,
            new_history=lambda caller: paid_history(runtime, caller),
        )
        before = len(self.lastfm.log)
        try:
            answer = tool.run(context, validate(tool.parameters, sent))
        finally:
            self.calls = len(self.lastfm.log) - before
        check(name, answer)
        return answer

    def store_history(self, user: str, window: Window | None = None) -> None:
        """Store the scrobbles of a user as a finished import leaves them, or those of a window."""
        now = int(self.runtime.clock())
        raw = raw_scrobbles(self.lastfm.service.world, user, now)
        whole = window or Window(0, now + 1)
        self.runtime.history.replace(
            user,
            whole,
            [
                Scrobble(at, TrackNames(*names))
                for at, *names in raw
                if whole.start <= at < whole.end
            ],
            lambda manifest: manifest._replace(
                begin=None if window else 0,
                status="running" if window else "complete",
                lastfm_total=len(raw),
                synced_at=now,
            ),
        )


def is_in(window: Window, at: int) -> bool:
    """Whether a window holds a time."""
    return window.start <= at < window.end


def check(name: str, answer: ToolAnswer) -> None:
    """Fail unless an answer satisfies its tool's schema, strictly, and its text says it all."""
    schema = strict(output_schema(BY_NAME[name].answer))
    jsonschema.validate(answer.structured, schema, jsonschema.Draft202012Validator)
    first_line = answer.text.partition("\n")[0]
    assert first_line, name
    for fact in facts_in(answer.structured):
        assert fact in answer.text, (name, fact, answer.text)
    assert "as_of" in answer.structured
    assert answer.structured.get("url", "https://www.last.fm/").startswith("https://www.last.fm/")
    assert str(answer.structured).count("https://") <= 1


def strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema that allows no key that it does not declare."""
    closed = {
        key: strict(value) if isinstance(value, Mapping) else value for key, value in schema.items()
    }
    return {**closed, "additionalProperties": False} if "properties" in schema else closed


def facts_in(value: Any) -> Iterator[str]:
    """Yield every text, number and flag of an answer, as its text should have it."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from facts_in(inner)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for inner in value:
            yield from facts_in(inner)
    else:
        assert value is not None
        yield {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


def size(answer: ToolAnswer) -> int:
    """Return the bytes of both forms."""
    return len(answer.text.encode()) + len(to_json(answer.structured))
