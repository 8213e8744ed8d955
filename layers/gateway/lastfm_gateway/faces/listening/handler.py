"""Lambda handler of the listening face."""

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import table_failed
from lastfm_gateway.faces.listening.answers import (
    COUNTED,
    PREFIXES,
    WITH_CALLS,
    WITH_GENRES,
)
from lastfm_gateway.faces.listening.artist_genres import ArtistGenres, ComposeWithGenres
from lastfm_gateway.faces.listening.endpoints import TOP_ALBUMS, TOP_ARTISTS, TOP_TRACKS
from lastfm_gateway.faces.listening.export.endpoint import EXPORT
from lastfm_gateway.faces.listening.export.route import Export
from lastfm_gateway.faces.listening.imports.endpoints import BEGIN_IMPORT, ERASE_HISTORY, GET_IMPORT
from lastfm_gateway.faces.listening.imports.routes import ImportRoutes
from lastfm_gateway.faces.listening.now_playing import NOW_PLAYING, now_playing_route
from lastfm_gateway.faces.listening.reader import ListeningReader
from lastfm_gateway.faces.listening.routes import ComposeWithCalls, ListeningRoutes, Query
from lastfm_gateway.faces.listening.top import compose
from lastfm_gateway.history.access import HistoryAccess
from lastfm_gateway.history.payment import CallAllowance
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.guarded_routes import GuardedRoutes
from lastfm_gateway.http.handler import Handler, RouteHandler
from lastfm_gateway.http.v1 import routes_v1, v1_error_response
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
    routes = {**_composed_routes(runtime), **_history_routes(runtime)}
    elsewhere = [prefix + "/{proxy+}" for prefix in PREFIXES]
    return runtime.handlers.make(routes_v1(routes, elsewhere), v1_error_response, access=Access.KEY)


def _composed_routes(runtime: Runtime) -> dict[Endpoint, RouteHandler]:
    composed = ListeningRoutes(
        runtime.composed,
        runtime.history_reader,
        partial(_reader, runtime),
        runtime.clock,
    )
    linker = _linker(runtime)
    top_lists = {endpoint: _linked(kind, linker) for endpoint, kind in _TOP.items()}
    with_calls = {**top_lists, **WITH_CALLS}
    return {
        **{endpoint: composed.with_calls(endpoint, make) for endpoint, make in with_calls.items()},
        **{endpoint: composed.counted(endpoint, make) for endpoint, make in COUNTED.items()},
        **{
            endpoint: composed.with_calls(endpoint, _with_genres(runtime, make))
            for endpoint, make in WITH_GENRES.items()
        },
        NOW_PLAYING: now_playing_route(runtime.playback),
    }


def _with_genres(runtime: Runtime, compose: ComposeWithGenres) -> ComposeWithCalls:
    """Return a composer that looks up genres of its user's artists."""

    def compose_with_genres(
        history: HistoryReader, query: Query, reader: ListeningReader
    ) -> dict[str, Any]:
        memory = runtime.genre_memory(reader.user)
        genres = ArtistGenres(memory, reader, runtime.telemetry.table_fault)
        return compose(history, query, reader, genres)

    return compose_with_genres


def _history_routes(runtime: Runtime) -> dict[Endpoint, RouteHandler]:
    """Return the routes that export, import and erase the stored history."""
    routes = GuardedRoutes(
        runtime.access,
        runtime.telemetry,
        lambda: table_failed("The history cannot be read"),
    )
    export = Export(runtime.history, runtime.history_reader, runtime.clock)
    imports = ImportRoutes(
        runtime.imports, runtime.history, runtime.expire_pages, runtime.notes.erase
    )
    return {
        EXPORT: routes.guarded(export.answer),
        GET_IMPORT: routes.guarded(imports.status),
        BEGIN_IMPORT: routes.guarded(imports.begin),
        ERASE_HISTORY: routes.guarded(imports.erase),
    }


def _reader(runtime: Runtime, caller: Caller, allowance: CallAllowance) -> ListeningReader:
    """Return the reader of one request."""
    return ListeningReader(
        caller=caller,
        now=runtime.clock(),
        cache=runtime.cache,
        planner=runtime.planner,
        limiter=runtime.limiter,
        access=HistoryAccess.of(caller.holder, runtime.cipher),
        new_lookup=runtime.entity_lookup,
        allowance=allowance,
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
