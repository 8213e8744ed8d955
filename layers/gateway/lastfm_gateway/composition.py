"""Composition root: builds the gateway's parts, once per function environment.

Only the composition functions of the faces' handlers see the root: they hand each class the parts
that it uses. A part that only some functions use is imported when it is built, so that no other
function's cold start pays for it.
"""

import os
import time
from collections.abc import Callable, Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING, Self

from lastfm_gateway.cache.batched_read import BatchedRead
from lastfm_gateway.cache.charged_calls import ChargedCalls
from lastfm_gateway.cache.invalidation import Invalidation, WriteState
from lastfm_gateway.cache.known_sessions import KnownSessions
from lastfm_gateway.cache.memory import MemoryCache
from lastfm_gateway.cache.own_reads import OwnReads
from lastfm_gateway.cache.planning import CallPlanner
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.cache.single_flight import SingleFlight
from lastfm_gateway.cache.store import EntryStore
from lastfm_gateway.http.access import AccessControl
from lastfm_gateway.http.handler import HandlerFactory
from lastfm_gateway.http.method_routes import MethodRoutes
from lastfm_gateway.keys.store import PREFIX, KeyStore
from lastfm_gateway.lastfm.client import LastfmClient
from lastfm_gateway.lastfm.credentials import CredentialStore
from lastfm_gateway.lastfm.transport import Transport
from lastfm_gateway.limits.call_budget import CallBudget
from lastfm_gateway.limits.circuit_breaker import CircuitBreaker
from lastfm_gateway.limits.fair_share import FairShare
from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter
from lastfm_gateway.limits.upstream_guard import UpstreamGuard
from lastfm_gateway.methods.method import Topic
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.settings import Settings
from lastfm_gateway.storage.aws_clients import (
    connect_dynamodb,
    connect_kms,
    connect_secrets,
    connect_sqs,
    connect_ssm,
)
from lastfm_gateway.storage.table import Table

if TYPE_CHECKING:
    from botocore.config import Config

    from lastfm_gateway.cache.batch_fetch import BatchFetch
    from lastfm_gateway.cache.call import CachedCall, Fetch
    from lastfm_gateway.cache.composed import ComposedCache
    from lastfm_gateway.cache.entity_lookup import EntityLookup
    from lastfm_gateway.history.genre_memory import GenreMemory
    from lastfm_gateway.history.import_control import ImportControl
    from lastfm_gateway.history.import_queue import ImportQueue
    from lastfm_gateway.history.importing import Importer
    from lastfm_gateway.history.newest_page import NewestPage
    from lastfm_gateway.history.payment import CallAllowance
    from lastfm_gateway.history.reader import HistoryReader
    from lastfm_gateway.history.store import HistoryStore
    from lastfm_gateway.history.upkeep import Upkeep
    from lastfm_gateway.http.edge import Edge
    from lastfm_gateway.keys.encryption import SessionCipher
    from lastfm_gateway.lastfm.deadline import Deadline
    from lastfm_gateway.methods.method import Method
    from lastfm_gateway.playback.notes import Notes
    from lastfm_gateway.playback.reader import PlaybackReader
    from lastfm_gateway.scrobbling.delivery import ScrobbleDelivery
    from lastfm_gateway.scrobbling.queue import ScrobbleQueue
    from lastfm_gateway.storage.sorted_table import SortedTable


class Runtime:
    """The parts of one function environment."""

    def __init__(self, settings: Settings, clock: Callable[[], float]) -> None:
        self.settings = settings
        self.clock = clock
        self.telemetry = Telemetry(clock)
        report_fault = self.telemetry.table_fault
        self._database = self._connect(connect_dynamodb)
        other_tables = {PREFIX.removesuffix("#"): settings.keys_table}
        self.table = Table(self._database, settings.table, report_fault, beside=other_tables)
        self.budget = CallBudget(
            self.table, settings.budget, clock, report_fault, self.telemetry.activity
        )
        self.limiter = self._new_limiter()
        self.credentials = CredentialStore(
            partial(self._connect, connect_ssm), settings.parameter_prefix
        )
        breaker = CircuitBreaker(self.table, clock, report_fault)
        self.guard = UpstreamGuard(breaker, self.budget, clock, self.telemetry.count)
        transport = Transport(settings.api_root, settings.user_agent)
        self.client = LastfmClient(transport, self.credentials, self.guard, self.telemetry)
        self.reader = BatchedRead(self.table, self.limiter, self.guard, self.telemetry, clock)

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str] = os.environ,
        clock: Callable[[], float] = time.time,
    ) -> Self:
        """Return the root for the settings in the environment."""
        return cls(Settings.from_environment(environment), clock)

    def _new_limiter(self) -> RateLimiter:
        """Return the rate limiter of anonymous callers and holders of keys."""
        settings = self.settings
        share = FairShare(settings.share, self.budget.is_scarce) if settings.share else None
        return RateLimiter(
            self.table, settings.limit, self.clock, self.telemetry.table_fault, share
        )

    def _connect[Client](self, connect: "Callable[[Config | None], Client]") -> Client:
        """Return a client of an AWS service, with the usual times unless the function differs."""
        return connect(None)

    # The cache

    @cached_property
    def store(self) -> EntryStore:
        """Entries of the cache."""
        return EntryStore(self.table, self.telemetry)

    @cached_property
    def sessions(self) -> KnownSessions:
        """Sessions that Last.fm has issued or accepted."""
        return KnownSessions(self.table, self.telemetry, self.settings.address_key, self.clock)

    @cached_property
    def invalidation(self) -> Invalidation:
        """The invalidation of entries by their users' changes."""

        def note(user: str, call: "CachedCall", reply: bytes | WriteState) -> bool:
            return self.notes.record(user, call, reply)  # imported for writes only

        return Invalidation(
            table=self.table,
            client=self.client,
            sessions=self.sessions,
            telemetry=self.telemetry,
            clock=self.clock,
            note=note,
        )

    @cached_property
    def cache(self) -> ResponseCache:
        """The response cache."""
        return ResponseCache(
            table=self.table,
            store=self.store,
            memory=MemoryCache(),
            limiter=self.limiter,
            single_flight=SingleFlight(self.table, self.clock, self.telemetry.table_fault),
            reader=self.reader,
            calls=ChargedCalls(self.client, self.limiter, self.invalidation, self.sessions),
            invalidation=self.invalidation,
            telemetry=self.telemetry,
            clock=self.clock,
        )

    @cached_property
    def own_reads(self) -> OwnReads:
        """The cache, with the callers' sessions for reads about themselves."""
        return OwnReads(self.cache, self.reader, lambda: self.cipher, self.clock)

    @cached_property
    def planner(self) -> CallPlanner:
        """The planner of calls: their cache keys and freshness."""
        return CallPlanner(self.settings.freshness_factor, self.clock)

    @cached_property
    def composed(self) -> "ComposedCache":
        """The cache of composed pages."""
        from lastfm_gateway.cache.composed import ComposedCache

        return ComposedCache(self.cache, self.store, self.clock)

    def batch_fetch(self) -> "BatchFetch":
        """Return a batch fetch for one request."""
        from lastfm_gateway.cache.batch_fetch import BatchFetch

        return BatchFetch(self.store, self.client, self.limiter, self.telemetry, self.clock)

    def entity_lookup(self, caller: Caller, deadline: "Deadline") -> "EntityLookup":
        """Return a lookup of artists, albums and tracks for one request."""
        from lastfm_gateway.cache.entity_lookup import EntityLookup

        return EntityLookup(self.batch_fetch(), self.planner, caller, deadline)

    # Scrobbles

    @cached_property
    def queue(self) -> "ScrobbleQueue":
        """The queue of scrobbles that Last.fm could not take."""
        from lastfm_gateway.scrobbling.queue import ScrobbleQueue

        settings = self.settings
        return ScrobbleQueue(
            connect_sqs,
            settings.scrobble_queue,
            settings.scrobble_failures,
            settings.address_key,
            self.cipher,
        )

    @cached_property
    def scrobbles(self) -> "ScrobbleDelivery":
        """The delivery of scrobbles."""
        from lastfm_gateway.scrobbling.delivery import ScrobbleDelivery
        from lastfm_gateway.scrobbling.queue_quota import QueueQuota

        return ScrobbleDelivery(
            cache=self.cache,
            queue=self.queue,
            sessions=self.sessions,
            invalidation=self.invalidation,
            quota=QueueQuota(self.table),
            limiter=self.limiter,
            telemetry=self.telemetry,
            clock=self.clock,
            secret=self.settings.address_key,
        )

    def fetch_for(self, method: "Method") -> "Fetch":
        """Return what fetches a method's answers: queueable writes wait while Last.fm is down.

        Reads about the caller are signed.
        """
        return self.scrobbles.fetch if method.is_queueable else self.own_reads.fetch

    # Keys

    @cached_property
    def keys(self) -> KeyStore:
        """The gateway's own keys."""
        return KeyStore(self._database, self.settings.keys_table)

    @cached_property
    def cipher(self) -> "SessionCipher":
        """The encryption of users' sessions."""
        from lastfm_gateway.keys.encryption import SessionCipher

        settings = self.settings
        connect = partial(self._connect, connect_kms)
        return SessionCipher(connect, settings.session_kms_key, settings.address_key)

    # History

    @cached_property
    def history(self) -> "HistoryStore":
        """The history of key holders."""
        from lastfm_gateway.history.store import HistoryStore

        return HistoryStore(self._history_table)

    @cached_property
    def _history_table(self) -> "SortedTable":
        from lastfm_gateway.storage.sorted_table import SortedTable

        return SortedTable(self._database, self.settings.history_table)

    def genre_memory(self, user: str) -> "GenreMemory":
        """Return the remembered genres of one user's artists."""
        from lastfm_gateway.history.genre_memory import GenreMemory

        return GenreMemory(self._history_table, user)

    def history_reader(
        self,
        caller: Caller,
        allowance: "CallAllowance | None" = None,
        *,
        calls: int | None = None,
        seconds: float | None = None,
    ) -> "HistoryReader":
        """Return a reader of the history of a key's holder, for one request.

        `allowance`: the request's, if other parts of it make calls too. Then it composes a page,
        and its first read costs the caller a unit. `calls` and `seconds`: the most calls and their
        time limit, if they are not those of the listening face.
        """
        from lastfm_gateway.history.access import HistoryAccess
        from lastfm_gateway.history.fill_lease import FillLease
        from lastfm_gateway.history.newest_page import NewestPage
        from lastfm_gateway.history.payment import (
            MAX_CALLS_PER_REQUEST,
            CallAllowance,
            QuotaPayment,
        )
        from lastfm_gateway.history.reader import HistoryReader
        from lastfm_gateway.history.source import ScrobbleSource
        from lastfm_gateway.history.sync import HistorySync

        holder = caller.holder
        user = holder.user
        access = HistoryAccess.of(holder, self.cipher)
        sync = HistorySync(
            store=self.history,
            user=user,
            newest=NewestPage(self.cache, self.planner, caller, access),
            source=ScrobbleSource(self.client, caller, user, access, self.telemetry.count),
            access=access,
            payment=QuotaPayment(
                self.limiter, caller, allowance or CallAllowance(calls or MAX_CALLS_PER_REQUEST)
            ),
            fill_lease=FillLease(self.table, user, self.clock, self.telemetry.table_fault),
            clock=self.clock,
            expire_pages=self.invalidation.record_hidden_history,
            begin_import=self.imports.begin,
            ask_reread=self.imports.request_reread,
            seconds=seconds,
        )
        return HistoryReader(
            self.history,
            user,
            self.clock,
            sync,
            report=self.telemetry.table_fault,
            own_listens=self.notes.listens,
            charge=partial(self.limiter.spend, caller) if allowance else None,
        )

    def newest_page(self, caller: Caller) -> "NewestPage":
        """Return the newest page of a key's holder, for one request."""
        from lastfm_gateway.history.access import HistoryAccess
        from lastfm_gateway.history.newest_page import NewestPage

        access = HistoryAccess.of(caller.holder, self.cipher)
        return NewestPage(self.cache, self.planner, caller, access)

    def expire_pages(self, user: str) -> None:
        """Expire the cached pages about a user's history. Raises TableFault."""
        self.invalidation.record_change(user, Topic.SCROBBLES, Topic.EDITS)

    @cached_property
    def import_queue(self) -> "ImportQueue":
        """The queue of imports of histories."""
        from lastfm_gateway.history.import_queue import ImportQueue

        settings = self.settings
        return ImportQueue(
            connect_sqs,
            settings.history_queue,
            settings.history_failures,
            settings.address_key,
        )

    @cached_property
    def imports(self) -> "ImportControl":
        """The control of imports of histories."""
        from lastfm_gateway.history.import_control import ImportControl
        from lastfm_gateway.history.import_quota import ImportQuota
        from lastfm_gateway.scrobbling.queue_quota import QueueQuota

        quota = ImportQuota(
            QueueQuota(self.table), self.settings.address_key, self.telemetry.table_fault
        )
        return ImportControl(
            self.history, self.import_queue, self.clock, self.telemetry.count, quota.spend
        )

    @cached_property
    def importer(self) -> "Importer":
        """The importer of histories."""
        from lastfm_gateway.history.import_calls import ImportShare
        from lastfm_gateway.history.importing import Importer

        limiter = RateLimiter(
            self.table, self.settings.import_limit, self.clock, self.telemetry.table_fault
        )
        reader = BatchedRead(self.table, limiter, self.guard, self.telemetry, self.clock)
        share = ImportShare(
            self.client, limiter, reader, self.budget, self.cipher, self.telemetry.count
        )
        return Importer(
            store=self.history,
            queue=self.import_queue,
            keys=self.keys,
            share=share,
            retention_months=self.settings.history_months,
            expire_pages=self.expire_pages,
        )

    @cached_property
    def upkeep(self) -> "Upkeep":
        """The daily upkeep of histories."""
        from lastfm_gateway.history.upkeep import Upkeep

        return Upkeep(self.history, self.keys, self.telemetry, self.settings.history_months)

    # Playback

    @cached_property
    def notes(self) -> "Notes":
        """The notes of what users play through this gateway."""
        from lastfm_gateway.playback.notes import Notes

        return Notes(self.table, self.telemetry, self.clock)

    def playback(self, caller: Caller) -> "PlaybackReader":
        """Return a reader of what a key's holder plays, for one request."""
        from lastfm_gateway.history.access import HistoryAccess
        from lastfm_gateway.playback.reader import PlaybackReader

        def access() -> HistoryAccess:
            return HistoryAccess.of(caller.holder, self.cipher)

        return PlaybackReader(
            caller=caller,
            access=access,
            reader=self.reader,
            table=self.table,
            cache=self.cache,
            invalidation=self.invalidation,
            planner=self.planner,
            notes=self.notes,
            clock=self.clock,
        )

    # HTTP

    @cached_property
    def access(self) -> AccessControl:
        """Access control."""
        settings = self.settings
        return AccessControl(self.reader, needs_key=settings.needs_key, sign_in=settings.sign_in)

    @cached_property
    def handlers(self) -> HandlerFactory:
        """The factory of Lambda handlers."""
        settings = self.settings
        return HandlerFactory(
            self.access,
            self.limiter,
            self.telemetry,
            address_key=settings.address_key,
            origin_for=settings.origin_for,
            has_domain=settings.has_domain,
            edge=self._edge(),
        )

    def _edge(self) -> "Edge | None":
        """Return what recognises CloudFront's requests, if the deployment has it."""
        settings = self.settings
        if not settings.edge_secret:
            return None
        from lastfm_gateway.http.edge import Edge
        from lastfm_gateway.storage.secret_versions import SecretVersions

        def report() -> None:
            self.telemetry.count("EdgeSecretFaults")

        connect = partial(self._connect, connect_secrets)
        versions = SecretVersions(connect, settings.edge_secret_arn, self.clock, report)
        return Edge(settings.edge_secret, only=settings.cdn_only, is_earlier=versions.is_valid)

    @cached_property
    def method_routes(self) -> MethodRoutes:
        """The routes of Last.fm's methods."""
        return MethodRoutes(self.planner, self.credentials, self.fetch_for, self.clock)
