"""Route handlers of composed answers: validate, read the cache, compose, respond."""

from collections.abc import Callable, Mapping
from copy import replace
from typing import Any

from lastfm_gateway.cache.composed import ComposedBody, ComposedCache, face_of
from lastfm_gateway.cache.keys import exact_cache_key
from lastfm_gateway.errors import UPSTREAM_RETRY_AFTER, not_finished
from lastfm_gateway.faces.listening.reader import ListeningReader, RequestCallsSpent
from lastfm_gateway.history.payment import MAX_CALLS_PER_REQUEST, CallAllowance
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.http.caching_headers import cached_response
from lastfm_gateway.http.handler import RouteHandler
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, NO_STORE, Response
from lastfm_gateway.lastfm.response_mapper import to_json
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.methods.validation import validate

#: The validated parameters of a request, those in its path included.
type Query = Mapping[str, str]

#: Composes an answer from the history. Raises BadRequest before it reads anything.
type Compose = Callable[[HistoryReader, Query], dict[str, Any]]

#: The same, with cached calls to Last.fm.
type ComposeWithCalls = Callable[[HistoryReader, Query, ListeningReader], dict[str, Any]]


class StillImporting(Exception):
    """What a request asks for may be in a part of the history that is not imported yet."""


class ListeningRoutes:
    """Makes the route handlers of endpoints that compose their answers.

    An answer counted from a history that is not imported yet has `"partial": true`, Retry-After and
    X-History-Progress. It is not stored. 503 says the same of what is not in the history so far.
    """

    def __init__(
        self,
        cache: ComposedCache,
        new_history: Callable[[Caller, CallAllowance], HistoryReader],
        new_reader: Callable[[Caller, CallAllowance], ListeningReader],
        clock: Callable[[], float],
    ) -> None:
        """`new_history` and `new_reader` return the readers of one request."""
        self._cache = cache
        self._new_history = new_history
        self._new_reader = new_reader
        self._clock = clock

    def counted(self, endpoint: Endpoint, compose: Compose) -> RouteHandler:
        """Return the route handler of an endpoint that counts the history."""
        return self.with_calls(endpoint, lambda history, query, _: compose(history, query))

    def with_calls(self, endpoint: Endpoint, compose: ComposeWithCalls) -> RouteHandler:
        """Return the route handler of an endpoint that also makes calls to Last.fm."""

        def answer(request: Request, caller: Caller) -> Response:
            query = _validated(endpoint, request)
            headers: dict[str, str] = {}

            def compose_body() -> ComposedBody:
                allowance = CallAllowance(MAX_CALLS_PER_REQUEST)
                history = self._new_history(caller, allowance)
                reader = self._new_reader(caller, allowance)
                try:
                    content = compose(history, query, reader)
                except RequestCallsSpent:
                    raise not_finished() from None
                except StillImporting:
                    headers.update(_progress_headers(history))
                    raise
                if history.is_partial or "partial" in content:
                    headers.update(_progress_headers(history))
                    return ComposedBody(to_json({**content, "partial": True}), 0)
                return ComposedBody(to_json(content), _freshness(history, reader))

            key = exact_cache_key(face_of(caller.token_id), endpoint.operation, query)
            etags = request.headers.get("if-none-match", "")
            try:
                composed = self._cache.fetch(key, caller, etags, compose_body)
            except StillImporting:
                return _still_importing(headers)
            response = cached_response(composed, self._clock())
            return replace(response, headers={**response.headers, **headers})

        return answer


def _freshness(history: HistoryReader, reader: ListeningReader) -> int:
    """Return for how many seconds an answer stays fresh, as everything that it was made from.

    Unless all of it is settled it ends at midnight UTC, when days, weeks and years begin.
    """
    now = history.now
    fresh_for = max(0, int(min(history.fresh_until, reader.fresh_until) - now))
    return fresh_for if fresh_for >= DAY else min(fresh_for, DAY - int(now) % DAY)


def _validated(endpoint: Endpoint, request: Request) -> Query:
    in_path = {name: [value] for name, value in request.variables.items()}
    return validate(endpoint.parameters, {**request.query, **in_path})


def _progress_headers(history: HistoryReader) -> dict[str, str]:
    stored, total = history.progress
    return {
        "Retry-After": str(UPSTREAM_RETRY_AFTER),
        "X-History-Progress": f"{stored}/{total}",
    }


def _still_importing(progress: Mapping[str, str]) -> Response:
    """Return 503 in the shape of /v1, partial as other answers are during an import."""
    body = {
        "error": "Not found so far: the history is being imported",
        "status": 503,
        "partial": True,
    }
    return Response(503, to_json(body).decode(), {"Content-Type": JSON, **NO_STORE, **progress})
