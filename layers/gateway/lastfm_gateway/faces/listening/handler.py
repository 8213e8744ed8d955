"""Lambda handler of the listening face."""

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listening.answers import COUNTED, LIVE, WITH_CALLS
from lastfm_gateway.faces.listening.endpoints import PREFIX, TOP_ALBUMS, TOP_ARTISTS, TOP_TRACKS
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.routes import ComposeWithCalls, ListeningRoutes, Query
from lastfm_gateway.faces.listening.top import compose
from lastfm_gateway.history.access import HistoryAccess, UserSession
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.handler import Handler
from lastfm_gateway.http.v1 import make_v1_handler
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.endpoint import Endpoint

if TYPE_CHECKING:
    from lastfm_gateway.faces.listening.apple.linker import Linker

_TOP: Final[dict[Endpoint, EntityKind]] = {
    TOP_ARTISTS: "artist",
    TOP_ALBUMS: "album",
    TOP_TRACKS: "track",
}


def listening_handler() -> Handler:
    """Return the Lambda handler of the listening face."""
    return open_listening(Runtime.from_environment())


def open_listening(runtime: Runtime) -> Handler:
    """Return the Lambda handler over a runtime."""
    composed = ListeningRoutes(
        runtime.composed,
        runtime.history_reader,
        lambda caller: _reader(runtime, caller),
        runtime.clock,
    )
    linker = _linker(runtime)
    top_lists = {endpoint: _linked(kind, linker) for endpoint, kind in _TOP.items()}
    with_calls = {**top_lists, **WITH_CALLS}
    routes = {
        **{endpoint: composed.with_calls(endpoint, make) for endpoint, make in with_calls.items()},
        **{endpoint: composed.counted(endpoint, make) for endpoint, make in COUNTED.items()},
        **{endpoint: composed.live(endpoint, make) for endpoint, make in LIVE.items()},
    }
    return make_v1_handler(runtime.handlers, PREFIX, routes, Access.KEY)


def _reader(runtime: Runtime, caller: Caller) -> ListeningReader:
    """Return the reader of one request."""
    holder = caller.holder
    session = UserSession(runtime.cipher, holder.user, holder.encrypted_session)
    return ListeningReader(
        caller=caller,
        now=runtime.clock(),
        cache=runtime.cache,
        planner=runtime.planner,
        limiter=runtime.limiter,
        access=HistoryAccess(session),
        new_lookup=runtime.entity_lookup,
    )


def _linker(runtime: Runtime) -> "Linker | None":
    """Return the linker that adds Apple Music links, or None if the deployment has no queue."""
    url = runtime.settings.link_queue
    if not url:
        return None
    from lastfm_gateway.faces.listening.apple.linker import Linker, link_queue  # noqa: PLC0415 (off by default)
    from lastfm_gateway.faces.listening.apple.store import LinkStore  # noqa: PLC0415 (the same)

    return Linker(LinkStore(runtime.table, runtime.clock), link_queue(url), runtime.telemetry)


def _linked(kind: EntityKind, linker: "Linker | None") -> ComposeWithCalls:
    """Return the composer of a kind's top lists, with links if there is a linker."""
    composed = partial(compose, kind)
    if linker is None:
        return composed

    def compose_linked(
        history: HistoryReader, query: Query, reader: ListeningReader
    ) -> dict[str, Any]:
        answer = composed(history, query, reader)
        reader.expire_within(linker.fill(kind, answer["data"]))
        return answer

    return compose_linked
