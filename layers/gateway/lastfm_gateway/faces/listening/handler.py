"""Lambda handler of the listening face: top lists of the key's holder, with sparklines."""

from typing import TYPE_CHECKING, Final

from lastfm_gateway.cache.composed import ComposedBody, ComposedCache, face_of
from lastfm_gateway.cache.keys import cache_key
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import SERVICE_OFFLINE, BadRequest, GatewayError
from lastfm_gateway.faces.listening.endpoints import PREFIX, TOP_ALBUMS, TOP_ARTISTS, TOP_TRACKS
from lastfm_gateway.faces.listening.reader import ListeningReader, RequestCallsSpent
from lastfm_gateway.faces.listening.top import compose
from lastfm_gateway.faces.listening.windows import parse_window
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.caching_headers import cached_response
from lastfm_gateway.http.handler import Handler, RouteHandler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.http.v1 import make_v1_handler
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.endpoint import Endpoint
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
    linker = _linker(runtime)
    routes = {endpoint: _route(endpoint, kind, runtime, linker) for endpoint, kind in _TOP.items()}
    return make_v1_handler(runtime, PREFIX, routes, Access.KEY)


def _linker(runtime: Runtime) -> "Linker | None":
    """Return the linker that adds Apple Music links, or None if the deployment has no queue."""
    if not runtime.settings.link_queue:
        return None
    from lastfm_gateway.faces.listening.apple.linker import linker_of  # noqa: PLC0415 (off by default)

    return linker_of(runtime)


def _route(
    endpoint: Endpoint, kind: EntityKind, runtime: Runtime, linker: "Linker | None"
) -> RouteHandler:
    cache = ComposedCache(runtime.cache, runtime.table, runtime.telemetry, runtime.clock)

    def answer(request: Request, caller: Caller) -> Response:
        query = validate(endpoint.parameters, request.query)
        if "artist_id" in query and "artist_name" in query:
            raise BadRequest("Pass either artist_id or artist_name, not both.")
        parse_window(query.get("date"), query.get("from"), query.get("to"), runtime.clock())

        def compose_body() -> ComposedBody:
            holder = caller.holder
            reader = ListeningReader(runtime, caller, holder.user, holder.encrypted_session)
            try:
                content, max_fresh_for = compose(reader, kind, query)
            except RequestCallsSpent:
                raise _not_finished() from None
            fresh_for = min(int(reader.fresh_until - reader.now), max_fresh_for)
            if linker:
                fresh_for = min(fresh_for, linker.fill(kind, content["data"]))
            return ComposedBody(to_json(content), max(0, fresh_for))

        key = cache_key(face_of(caller.token_id), endpoint.operation, query)
        etags = request.headers.get("if-none-match", "")
        return cached_response(cache.fetch(key, caller, etags, compose_body), runtime.clock())

    return answer


def _not_finished() -> GatewayError:
    """Return 503: the list takes more calls than one request may make."""
    return GatewayError(
        "Service Offline - Not finished within this request's limits. Send it again to continue",
        code=SERVICE_OFFLINE,
        status=503,
        retry_after=1,
    )
