"""Lambda handler of the listening face."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.cache.composed import ComposedBody, ComposedCache, face_of
from lastfm_gateway.cache.keys import cache_key
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.listening.answers import (
    COUNTED,
    LIVE,
    PREFIXES,
    WITH_CALLS,
    WITH_GENRES,
)
from lastfm_gateway.faces.listening.artist_genres import ArtistGenres, ComposeWithGenres
from lastfm_gateway.faces.listening.endpoints import TOP_ALBUMS, TOP_ARTISTS, TOP_TRACKS
from lastfm_gateway.faces.listening.export.endpoint import EXPORT
from lastfm_gateway.faces.listening.export.route import Export
from lastfm_gateway.faces.listening.guarded_routes import GuardedRoutes
from lastfm_gateway.faces.listening.imports.endpoints import BEGIN_IMPORT, ERASE_HISTORY, GET_IMPORT
from lastfm_gateway.faces.listening.imports.routes import ImportRoutes
from lastfm_gateway.faces.listening.privacy import Privacy
from lastfm_gateway.faces.listening.reader import ListeningReader, RequestCallsSpent
from lastfm_gateway.faces.listening.routes import ComposeWithCalls, ListeningRoutes, not_finished
from lastfm_gateway.faces.listening.stored_entries import StoredEntries
from lastfm_gateway.faces.listening.top import Query, compose
from lastfm_gateway.faces.listening.windows import parse_window
from lastfm_gateway.history.access import UserSession
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.caching_headers import cached_response
from lastfm_gateway.http.handler import Handler, RouteHandler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.http.v1 import routes_v1, v1_error_response
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.method import Topic
from lastfm_gateway.methods.validation import validate

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
    top_lists = _TopLists(
        runtime.composed, lambda caller: _reader(runtime, caller), _linker(runtime), runtime.clock
    )
    composed = ListeningRoutes(
        runtime.composed,
        runtime.history_reader,
        lambda caller: _reader(runtime, caller),
        runtime.clock,
    )
    routes = {
        **{endpoint: top_lists.route(endpoint, kind) for endpoint, kind in _TOP.items()},
        **{endpoint: composed.counted(endpoint, make) for endpoint, make in COUNTED.items()},
        **{endpoint: composed.with_calls(endpoint, make) for endpoint, make in WITH_CALLS.items()},
        **{
            endpoint: composed.with_calls(endpoint, _with_genres(runtime, make))
            for endpoint, make in WITH_GENRES.items()
        },
        **{endpoint: composed.live(endpoint, make) for endpoint, make in LIVE.items()},
        **_history_routes(runtime),
    }
    elsewhere = [prefix + "/{proxy+}" for prefix in PREFIXES]
    return runtime.handlers.make(routes_v1(routes, elsewhere), v1_error_response, access=Access.KEY)


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
    routes = GuardedRoutes(runtime.access, runtime.telemetry)
    export = Export(runtime.history, runtime.history_reader, runtime.clock)
    imports = ImportRoutes(
        runtime.imports,
        runtime.history,
        lambda user: runtime.invalidation.record_change(user, Topic.SCROBBLES),
    )
    return {
        EXPORT: routes.guarded(export.answer),
        GET_IMPORT: routes.guarded(imports.status),
        BEGIN_IMPORT: routes.guarded(imports.begin),
        ERASE_HISTORY: routes.guarded(imports.erase),
    }


def _reader(runtime: Runtime, caller: Caller) -> ListeningReader:
    """Return the reader of one request."""
    holder, now = caller.holder, runtime.clock()
    user, store, telemetry = holder.user, runtime.store, runtime.telemetry
    session = UserSession(runtime.cipher, user, holder.encrypted_session)
    return ListeningReader(
        caller=caller,
        now=now,
        cache=runtime.cache,
        planner=runtime.planner,
        limiter=runtime.limiter,
        stored=StoredEntries(store, runtime.table, telemetry, user, now),
        privacy=Privacy(store, user, session, runtime.clock),
        new_batch=lambda needed: runtime.batch_fetch(needed=needed),
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


class _TopLists:
    """Answers the endpoints. `new_reader` returns a reader for one request."""

    def __init__(
        self,
        cache: ComposedCache,
        new_reader: Callable[[Caller], ListeningReader],
        linker: "Linker | None",
        clock: Callable[[], float],
    ) -> None:
        self._cache = cache
        self._new_reader = new_reader
        self._linker = linker
        self._clock = clock

    def route(self, endpoint: Endpoint, kind: EntityKind) -> RouteHandler:
        """Return the route handler of an endpoint."""

        def answer(request: Request, caller: Caller) -> Response:
            query = validate(endpoint.parameters, request.query)
            if "artist_id" in query and "artist_name" in query:
                raise BadRequest("Pass either artist_id or artist_name, not both.")
            parse_window(query.get("date"), query.get("from"), query.get("to"), self._clock())

            def compose_body() -> ComposedBody:
                return self._compose(kind, query, self._new_reader(caller))

            key = cache_key(face_of(caller.token_id), endpoint.operation, query)
            etags = request.headers.get("if-none-match", "")
            composed = self._cache.fetch(key, caller, etags, compose_body)
            return cached_response(composed, self._clock())

        return answer

    def _compose(self, kind: EntityKind, query: Query, reader: ListeningReader) -> ComposedBody:
        try:
            content, max_fresh_for = compose(reader, kind, query)
        except RequestCallsSpent:
            raise not_finished() from None
        fresh_for = min(int(reader.fresh_until - reader.now), max_fresh_for)
        if self._linker:
            fresh_for = min(fresh_for, self._linker.fill(kind, content["data"]))
        return ComposedBody(to_json(content), max(0, fresh_for))
