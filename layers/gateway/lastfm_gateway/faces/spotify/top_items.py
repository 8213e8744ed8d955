"""Composes the profile, pages of top items, and items by id."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from lastfm_gateway.cache.composed import ComposedBody, ComposedCache, face_of
from lastfm_gateway.cache.entity_lookup import LOOKUP_SECONDS, EntityLookup
from lastfm_gateway.cache.keys import exact_cache_key
from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.spotify.blocks import BlockReader, TopItemKind
from lastfm_gateway.faces.spotify.enrichment import Enricher
from lastfm_gateway.faces.spotify.ids import is_id
from lastfm_gateway.faces.spotify.paging import PageRequest, paging_object, slices_of
from lastfm_gateway.faces.spotify.rows import Artist, Track
from lastfm_gateway.http.caching_headers import cached_response
from lastfm_gateway.http.handler import RouteHandler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.validation import validate

_KINDS: Final[dict[str, TopItemKind]] = {"artists": "artist", "tracks": "track"}

#: An object, and the unix time until which it is fresh; 0 if it must not be stored.
type Composed = tuple[dict[str, Any], float]
type Composer = Callable[[Request, Caller, dict[str, str]], Composed]


class TopItems:
    """Composes answers. Each is stored for one key and one URL of the deployment."""

    def __init__(
        self,
        cache: ComposedCache,
        new_blocks: Callable[[Caller], BlockReader],
        new_lookup: Callable[[Caller, Deadline], EntityLookup],
        clock: Callable[[], float],
    ) -> None:
        """`new_blocks` and `new_lookup` return the reader and the lookup of one request."""
        self._cache = cache
        self._new_blocks = new_blocks
        self._new_lookup = new_lookup
        self._clock = clock

    def route(self, endpoint: Endpoint, compose: Composer) -> RouteHandler:
        """Return the route handler of an endpoint."""

        def answer(request: Request, caller: Caller) -> Response:
            query = validate(endpoint.parameters, request.query)
            _check(request)

            def compose_body() -> ComposedBody:
                content, fresh_until = compose(request, caller, query)
                fresh_for = max(0, int(fresh_until - self._clock()))
                return ComposedBody(to_json(content), fresh_for)

            parameters = {**query, **request.variables, "at": request.base_url}
            key = exact_cache_key(face_of(caller.token_id), endpoint.operation, parameters)
            etags = request.headers.get("if-none-match", "")
            composed = self._cache.fetch(key, caller, etags, compose_body)
            return cached_response(composed, self._clock())

        return answer

    def me(self, request: Request, caller: Caller, _query: dict[str, str]) -> Composed:
        """Return the holder's profile."""
        blocks = self._new_blocks(caller)
        return blocks.profile(request.base_url), blocks.fresh_until

    def top(self, request: Request, caller: Caller, query: dict[str, str]) -> Composed:
        """Return a page of top items as a paging object."""
        blocks = self._new_blocks(caller)
        kind = _KINDS[request.variables["type"]]
        page = PageRequest(query["time_range"], int(query["limit"]), int(query["offset"]))
        first = blocks.block(kind, page.time_range, 0)  # has the total
        rows: list[Artist | Track] = []
        for part in slices_of(page.offset, page.limit, first.total):
            block = blocks.block(kind, page.time_range, part.block) if part.block else first
            rows += block.rows[part.start : part.end]
        items, fresh_until = self._enrich(rows, request, caller, blocks)
        url = f"{request.base_url}/v1/me/top/{request.variables['type']}"
        return paging_object(url, page, first.total, items), fresh_until

    def track(self, request: Request, caller: Caller, _query: dict[str, str]) -> Composed:
        """Return a track by its id."""
        return self._by_id("track", request, caller)

    def artist(self, request: Request, caller: Caller, _query: dict[str, str]) -> Composed:
        """Return an artist by its id."""
        return self._by_id("artist", request, caller)

    def _by_id(self, kind: TopItemKind, request: Request, caller: Caller) -> Composed:
        blocks = self._new_blocks(caller)
        row = blocks.find(kind, request.variables["id"])
        if row is None:
            raise BadRequest("Resource not found", status=404)
        (item,), fresh_until = self._enrich([row], request, caller, blocks)
        return item, fresh_until

    def _enrich(
        self,
        rows: Sequence[Artist | Track],
        request: Request,
        caller: Caller,
        blocks: BlockReader,
    ) -> tuple[list[dict[str, Any]], float]:
        """Return rows as objects, and their `fresh_until`: 0 if a lookup is missing."""
        deadline = Deadline.after(min(LOOKUP_SECONDS, blocks.deadline.left()))
        lookup = self._new_lookup(caller, deadline)
        enricher = Enricher(lookup, request.base_url, blocks.calls, self._clock)
        items = enricher.items(rows)
        fresh_until = min(blocks.fresh_until, enricher.fresh_until)
        return items, fresh_until if enricher.is_complete else 0


def _check(request: Request) -> None:
    """Raise BadRequest for an invalid path variable."""
    if request.variables.get("type", "tracks") not in _KINDS:
        raise BadRequest("type must be artists or tracks")
    if not is_id(request.variables.get("id", "0" * 22)):
        raise BadRequest("Invalid base62 id")
