"""The face for Spotify's clients: a key's holder, and their top artists and tracks."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from lastfm_gateway.cache.composed import ComposedBody, ComposedCache, face_of
from lastfm_gateway.cache.keys import exact_cache_key
from lastfm_gateway.composition import Runtime
from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.spotify.blocks import Blocks, Kind
from lastfm_gateway.faces.spotify.endpoints import (
    ARTIST_BY_ID,
    ME,
    NOWHERE,
    PREFIXES,
    TOP,
    TRACK_BY_ID,
)
from lastfm_gateway.faces.spotify.enrichment import Completer
from lastfm_gateway.faces.spotify.errors import tell
from lastfm_gateway.faces.spotify.ids import is_id
from lastfm_gateway.faces.spotify.paging import Asked, cuts, paging
from lastfm_gateway.faces.spotify.rows import Artist, Track
from lastfm_gateway.http import response as edge
from lastfm_gateway.http.access import Access
from lastfm_gateway.http.handler import Handler, RouteHandler, make_handler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.http.v1 import routes_v1
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.validation import validate

#: How long a request may ask Last.fm, in seconds: clients give up after 5, cold starts included.
LONGEST: Final = 3.5

_KINDS: Final[dict[str, Kind]] = {"artists": "artist", "tracks": "track"}

#: What is composed for a request: the object, and until when it holds; 0 keeps nothing.
type Made = tuple[dict[str, Any], float]
type Maker = Callable[[Request, Caller, dict[str, str]], Made]


def top_items_handler() -> Handler:
    """Return the Lambda handler of the face."""
    return open_top_items(Runtime.from_environment())


def open_top_items(runtime: Runtime) -> Handler:
    """Return the handler in a runtime."""
    face = _Face(runtime)
    makers: dict[Endpoint, Maker] = {
        ME: face.me,
        TOP: face.top,
        TRACK_BY_ID: face.track,
        ARTIST_BY_ID: face.artist,
    }
    answerers = {endpoint: face.answerer(endpoint, make) for endpoint, make in makers.items()}
    nowhere = [*NOWHERE, *(prefix + "/{proxy+}" for prefix in PREFIXES)]
    return make_handler(runtime, routes_v1(answerers, nowhere), tell, access=Access.KEY)


class _Face:
    """What makes the answers, each kept for one key and one address of the deployment."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._composer = ComposedCache(
            runtime.gateway, runtime.table, runtime.telemetry, runtime.clock
        )

    def answerer(self, endpoint: Endpoint, make: Maker) -> RouteHandler:
        """Return what answers an endpoint."""

        def answer(request: Request, caller: Caller) -> Response:
            wish = validate(endpoint.parameters, request.query)
            _check(request)

            def composed() -> ComposedBody:
                made, fresh_until = make(request, caller, wish)
                fresh_for = max(0, int(fresh_until - self._runtime.clock()))
                return ComposedBody(to_json(made), fresh_for)

            asked = {**wish, **request.variables, "at": request.base_url}
            place = exact_cache_key(face_of(caller.token_id), endpoint.operation, asked)
            etags = request.headers.get("if-none-match", "")
            kept = self._composer.fetch(place, caller, etags, composed)
            return edge.cached_response(kept, self._runtime.clock())

        return answer

    def me(self, request: Request, caller: Caller, _wish: dict[str, str]) -> Made:
        """Return the holder's profile."""
        blocks = Blocks(self._runtime, caller, Deadline.after(LONGEST))
        return blocks.profile(request.base_url), blocks.fresh_until

    def top(self, request: Request, caller: Caller, wish: dict[str, str]) -> Made:
        """Return a page of a list."""
        deadline = Deadline.after(LONGEST)
        blocks = Blocks(self._runtime, caller, deadline)
        kind = _KINDS[request.variables["type"]]
        asked = Asked(wish["time_range"], int(wish["limit"]), int(wish["offset"]))
        first = blocks.block(kind, asked.time_range, 0)  # it tells how many there are
        rows: list[Artist | Track] = []
        for cut in cuts(asked.offset, asked.limit, first.total):
            block = blocks.block(kind, asked.time_range, cut.block) if cut.block else first
            rows += block.rows[cut.start : cut.end]
        items, fresh_until = self._complete(rows, request, caller, blocks, deadline)
        address = f"{request.base_url}/v1/me/top/{request.variables['type']}"
        return paging(address, asked, first.total, items), fresh_until

    def track(self, request: Request, caller: Caller, _wish: dict[str, str]) -> Made:
        """Return a track by its id."""
        return self._by_id("track", request, caller)

    def artist(self, request: Request, caller: Caller, _wish: dict[str, str]) -> Made:
        """Return an artist by its id."""
        return self._by_id("artist", request, caller)

    def _by_id(self, kind: Kind, request: Request, caller: Caller) -> Made:
        deadline = Deadline.after(LONGEST)
        blocks = Blocks(self._runtime, caller, deadline)
        row = blocks.find(kind, request.variables["id"])
        if row is None:
            raise BadRequest("Resource not found", status=404)
        (item,), fresh_until = self._complete([row], request, caller, blocks, deadline)
        return item, fresh_until

    def _complete(
        self,
        rows: Sequence[Artist | Track],
        request: Request,
        caller: Caller,
        blocks: Blocks,
        deadline: Deadline,
    ) -> tuple[list[dict[str, Any]], float]:
        """Return rows as objects, and until when they hold: 0 when something is missing."""
        completer = Completer(self._runtime, caller, request.base_url, deadline, blocks.calls)
        items = completer.items(rows)
        whole = min(blocks.fresh_until, completer.fresh_until)
        return items, whole if completer.whole else 0


def _check(request: Request) -> None:
    """Raise BadRequest for a path's variable that is none."""
    if request.variables.get("type", "tracks") not in _KINDS:
        raise BadRequest("type must be artists or tracks")
    if not is_id(request.variables.get("id", "0" * 22)):
        raise BadRequest("Invalid base62 id")
