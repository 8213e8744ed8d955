"""The listening face: a key's holder reads their own listening."""

from typing import TYPE_CHECKING, Final

from lastfm_gateway.cache.composed import ComposedBody, ComposedCache, face_of
from lastfm_gateway.cache.keys import cache_key
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import SERVICE_OFFLINE, BadRequest, GatewayError
from lastfm_gateway.faces.listening.endpoints import PREFIX, TOP_ALBUMS, TOP_ARTISTS, TOP_TRACKS
from lastfm_gateway.faces.listening.ids import Kind
from lastfm_gateway.faces.listening.reader import Exhausted, Reader
from lastfm_gateway.faces.listening.top import compose
from lastfm_gateway.faces.listening.windows import filtered
from lastfm_gateway.http import response as edge
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.handler import Handler, RouteHandler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.http.v1 import make_v1_handler
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.validation import validate

if TYPE_CHECKING:
    from lastfm_gateway.faces.listening.apple.linker import Linker

_TOP: Final[dict[Endpoint, Kind]] = {
    TOP_ARTISTS: "artist",
    TOP_ALBUMS: "album",
    TOP_TRACKS: "track",
}


def listening_handler() -> Handler:
    """Return the Lambda handler of the listening face."""
    return open_listening(Runtime.from_environment())


def open_listening(runtime: Runtime) -> Handler:
    """Return the handler in a runtime."""
    linker = _linker(runtime)
    answerers = {
        endpoint: _answerer(endpoint, kind, runtime, linker) for endpoint, kind in _TOP.items()
    }
    return make_v1_handler(runtime, PREFIX, answerers, Access.KEY)


def _linker(runtime: Runtime) -> "Linker | None":
    """Return what fills in Apple's links, where the deployment has that switched on."""
    if not runtime.settings.link_queue:
        return None
    from lastfm_gateway.faces.listening.apple.linker import linker_of  # noqa: PLC0415 (off by default)

    return linker_of(runtime)


def _answerer(
    endpoint: Endpoint, kind: Kind, runtime: Runtime, linker: "Linker | None"
) -> RouteHandler:
    composer = ComposedCache(runtime.gateway, runtime.table, runtime.telemetry, runtime.clock)

    def answer(request: Request, caller: Caller) -> Response:
        wish = validate(endpoint.parameters, request.query)
        if "artist_id" in wish and "artist_name" in wish:
            raise BadRequest("Pass either artist_id or artist_name, not both.")
        filtered(wish.get("date"), wish.get("from"), wish.get("to"), runtime.clock())

        def make() -> ComposedBody:
            holder = caller.holder
            reader = Reader(runtime, caller, holder.user, holder.encrypted_session)
            try:
                content, longest = compose(reader, kind, wish)
            except Exhausted:
                raise _go_on() from None
            fresh_for = min(int(reader.fresh_until - reader.now), longest)
            if linker:
                fresh_for = min(fresh_for, linker.lay(kind, content["data"]))
            return ComposedBody(to_json(content), max(0, fresh_for))

        place = cache_key(face_of(caller.token_id), endpoint.operation, wish)
        etags = request.headers.get("if-none-match", "")
        return edge.cached_response(composer.fetch(place, caller, etags, make), runtime.clock())

    return answer


def _go_on() -> GatewayError:
    """Return the error for a list that takes more calls than one request may make."""
    return GatewayError(
        "Service Offline - This takes several requests; the next one goes on",
        code=SERVICE_OFFLINE,
        status=503,
        retry_after=1,
    )
