"""The way of a request: from the cache, or through the limiter from Last.fm and into the cache."""

import time
from collections.abc import Callable
from typing import Any

from lastfm_gateway.adapters.credentials import Credentials, CredentialStore
from lastfm_gateway.adapters.deadline import Deadline
from lastfm_gateway.adapters.table import MAX_PACKED, Table, TableFault
from lastfm_gateway.adapters.telemetry import Telemetry
from lastfm_gateway.adapters.upstream import Reply, Upstream
from lastfm_gateway.calls import Answer, CacheUse, Call
from lastfm_gateway.catalogue.method import Auth
from lastfm_gateway.core import canonical, mapper, verdict
from lastfm_gateway.core.conditional import holds
from lastfm_gateway.core.entry import Entry, make_entry
from lastfm_gateway.core.freshness import NOT_FOUND_FOR
from lastfm_gateway.core.signature import sign
from lastfm_gateway.errors import GatewayError, UpstreamError, UpstreamFault, no_shared_secret
from lastfm_gateway.limiting import Caller, CallLimiter


class Gateway:
    """The parts that a request meets on its way, put together once per environment."""

    def __init__(  # noqa: PLR0913 (the parts, each by its name)
        self,
        *,
        table: Table,
        limiter: CallLimiter,
        upstream: Upstream,
        credentials: CredentialStore,
        telemetry: Telemetry,
        freshness_factor: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._table = table
        self._limiter = limiter
        self._upstream = upstream
        self._credentials = credentials
        self._telemetry = telemetry
        self._freshness_factor = freshness_factor
        self._clock = clock

    def answer(self, call: Call, deadline: Deadline) -> Answer:
        """Return the answer to a call. Raises GatewayError, after which nothing was stored."""
        fresh_for = self._fresh_for(call)
        key = canonical.key("rest", call.method.name, call.parameters) if fresh_for else None
        entry = self._look_up(key, call.caller)
        if entry and entry.is_fresh(self._clock()):
            stored = self._from_cache(entry, call, "HIT")
            if stored:
                return stored
        self._limiter.spend(call.caller)
        try:
            status, body = self._ask(call, deadline)
        except GatewayError as error:
            stale = self._stale(entry, call, error)
            if stale is None:
                raise
            return stale
        if key is None:
            return Answer(status, body, "BYPASS")
        return self._keep(key, status, body, fresh_for, call)

    def _fresh_for(self, call: Call) -> int:
        """Return the seconds for which the answer will be fresh, 0 for one that is not shared."""
        ruled = call.method.freshness(call.parameters, self._clock())
        return round(ruled * self._freshness_factor)

    def _look_up(self, key: str | None, caller: Caller) -> Entry | None:
        try:
            entry, caller.log = self._table.read(key, caller.key)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            caller.unreadable = True
            return None
        return entry

    def _from_cache(self, entry: Entry, call: Call, use: CacheUse) -> Answer | None:
        """Return a stored answer, or None when what is stored is not one."""
        if entry.status == 200 and holds(call.etags, entry.etag):  # noqa: PLR2004 (HTTP's OK)
            self._telemetry.count(f"Cache{use.title()}")
            return Answer(304, b"", use, entry)
        try:
            answer = Answer(entry.status, entry.body(), use, entry)
        except ValueError:
            self._telemetry.table_fault("ForeignItem")
            return None
        self._telemetry.count(f"Cache{use.title()}")
        return answer

    def _stale(self, entry: Entry | None, call: Call, error: GatewayError) -> Answer | None:
        """Return what is stored in place of an error that passes, up to its last use."""
        passes = isinstance(error, UpstreamError | UpstreamFault) and error.retry_after
        if not passes or entry is None or not entry.is_usable(self._clock()):
            return None
        return self._from_cache(entry, call, "STALE")

    def _ask(self, call: Call, deadline: Deadline) -> tuple[int, bytes]:
        """Return status and body of Last.fm's answer, a "not found" among them."""
        credentials = self._credentials.get()
        parameters = self._sign(call, credentials)
        self._telemetry.count("UpstreamCalls")
        try:
            if call.method.auth is Auth.NONE:
                answer = self._upstream.read(parameters, deadline, lambda reply: _take(reply, call))
            else:
                answer = _take(self._upstream.send(call.method.verb, parameters, deadline), call)
        except (UpstreamError, UpstreamFault) as error:
            self._telemetry.count(f"UpstreamError{error.code}")
            if isinstance(error, UpstreamError) and error.status == 404:  # noqa: PLR2004 (HTTP)
                return 404, mapper.to_json({"error": error.code, "message": error.message})
            raise
        return 200, mapper.to_json(mapper.arrange(answer, call.method.answer))

    def _sign(self, call: Call, credentials: Credentials) -> dict[str, str]:
        parameters = {
            "method": call.method.name,
            **call.parameters,
            "api_key": call.api_key or credentials.api_key,
            "format": "json",
        }
        if call.method.auth is Auth.NONE:
            return parameters
        if credentials.shared_secret is None:
            raise no_shared_secret()
        own = {**parameters, "api_key": credentials.api_key}  # a secret signs for its own key only
        return {**own, "api_sig": sign(own, credentials.shared_secret)}

    def _keep(self, key: str, status: int, body: bytes, fresh_for: int, call: Call) -> Answer:
        """Store an answer and return it. One that cannot be stored is served all the same."""
        if status != 200:  # noqa: PLR2004 (HTTP's OK)
            fresh_for = min(fresh_for, NOT_FOUND_FOR)
        entry = make_entry(status, body, self._clock(), fresh_for)
        stored = len(entry.packed) <= MAX_PACKED
        if stored:
            try:
                self._table.write_answer(key, entry)
            except TableFault as fault:
                self._telemetry.table_fault(fault.reason)
                stored = False
        else:
            self._telemetry.count("AnswerTooLarge")
        self._telemetry.count("CacheMiss")
        if status == 200 and holds(call.etags, entry.etag):  # noqa: PLR2004 (HTTP's OK)
            return Answer(304, b"", "MISS", entry, stored=stored)
        return Answer(status, body, "MISS", entry, stored=stored)


def _take(reply: Reply, call: Call) -> dict[str, Any]:
    """Return the answer in a reply, if it is one to this call."""
    answer = verdict.read_body(reply.status, reply.body)
    if not call.method.answer.keys() & answer.keys():
        raise UpstreamFault("Operation failed - Last.fm answered something else")
    user = call.parameters.get("user")
    if user is not None and not verdict.is_about(answer, user):
        raise UpstreamFault("Operation failed - Last.fm answered for another user")
    return answer
