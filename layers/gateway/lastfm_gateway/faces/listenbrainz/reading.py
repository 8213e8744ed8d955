"""Reads about a key's own user through the response cache."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from lastfm_gateway import methods
from lastfm_gateway.cache.planning import REST_PARTS, CallPlanner
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.history.recent_tracks import parse_not_found
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.validation import validate


class CachedReads:
    """Reads answers of methods. The REST families' cache entries are shared."""

    def __init__(self, cache: ResponseCache, planner: CallPlanner) -> None:
        self._cache = cache
        self._planner = planner

    def fetch(self, name: str, parameters: Mapping[str, str], caller: Caller) -> dict[str, Any]:
        """Return a method's answer. Costs one call, or none while it is fresh.

        Raises GatewayError, 404 if Last.fm does not know it.
        """
        method = methods.get(name)
        sent = {key: [text] for key, text in parameters.items()}
        call = self._planner.plan(method, validate(method.parameters, sent), caller, REST_PARTS)
        answer = self._cache.fetch(call, Deadline.after(CALL_SECONDS))
        if answer.status != HTTPStatus.OK:
            raise parse_not_found(answer.body)
        content: dict[str, Any] = json.loads(answer.body)
        return content
