"""Composition root: builds the gateway's parts once per function environment."""

import os
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import boto3
from botocore.config import Config

from lastfm_gateway.cache.batch_fetch import BatchFetch
from lastfm_gateway.cache.batched_read import BatchedRead
from lastfm_gateway.cache.charged_calls import ChargedCalls
from lastfm_gateway.cache.entity_lookup import EntityLookup
from lastfm_gateway.cache.invalidation import Invalidation
from lastfm_gateway.cache.known_sessions import KnownSessions
from lastfm_gateway.cache.memory import MemoryCache
from lastfm_gateway.cache.planning import CallPlanner
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.cache.single_flight import SingleFlight
from lastfm_gateway.cache.store import EntryStore
from lastfm_gateway.keys.encryption import SessionCipher
from lastfm_gateway.keys.store import PREFIX, KeyStore
from lastfm_gateway.lastfm.client import LastfmClient
from lastfm_gateway.lastfm.credentials import CredentialStore
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.transport import Transport
from lastfm_gateway.limits.call_budget import CallBudget
from lastfm_gateway.limits.circuit_breaker import CircuitBreaker
from lastfm_gateway.limits.fair_share import FairShare
from lastfm_gateway.limits.rate_limiter import Caller, RateLimiter
from lastfm_gateway.limits.upstream_guard import UpstreamGuard
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.scrobbling.delivery import ScrobbleDelivery
from lastfm_gateway.scrobbling.queue import ScrobbleQueue
from lastfm_gateway.scrobbling.queue_quota import QueueQuota
from lastfm_gateway.settings import Settings
from lastfm_gateway.storage.table import Table

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient

#: Short timeouts, in seconds: requests are served without a slow table.
_TABLE_TIMES: Final = Config(
    connect_timeout=1,
    read_timeout=1,
    retries={"mode": "standard", "total_max_attempts": 2},
    tcp_keepalive=True,
)
_OTHER_TIMES: Final = Config(
    connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2}
)


class Runtime(NamedTuple):
    """The parts that handlers use."""

    settings: Settings
    telemetry: Telemetry
    credentials: CredentialStore
    limiter: RateLimiter
    client: LastfmClient
    reader: BatchedRead
    cache: ResponseCache
    store: EntryStore
    planner: CallPlanner
    queue: ScrobbleQueue
    scrobbles: ScrobbleDelivery
    sessions: KnownSessions
    table: Table
    keys: KeyStore
    cipher: SessionCipher
    clock: Callable[[], float]

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str] = os.environ,
        clock: Callable[[], float] = time.time,
    ) -> "Runtime":
        """Build the parts for the settings in the environment."""
        settings = Settings.from_environment(environment)
        telemetry = Telemetry()
        report_fault = telemetry.table_fault
        database = boto3.client("dynamodb", config=_TABLE_TIMES)
        other_tables = {PREFIX.removesuffix("#"): settings.keys_table}
        table = Table(database, settings.table, report_fault, beside=other_tables)
        budget = CallBudget(table, settings.budget, clock, report_fault)
        share = FairShare(settings.share, budget.is_scarce) if settings.share else None
        limiter = RateLimiter(table, settings.limit, clock, report_fault, share)
        credentials = CredentialStore(_connect_ssm, settings.parameter_prefix)
        guard = UpstreamGuard(
            CircuitBreaker(table, clock, report_fault),
            budget,
            clock,
            telemetry.count,
        )
        transport = Transport(settings.api_root, settings.user_agent)
        client = LastfmClient(transport, credentials, guard, telemetry)
        sessions = KnownSessions(table, telemetry, settings.address_key, clock)
        invalidation = Invalidation(table, client, sessions, telemetry, clock)
        reader = BatchedRead(table, limiter, guard, telemetry, clock)
        store = EntryStore(table, telemetry)
        cache = ResponseCache(
            table=table,
            store=store,
            memory=MemoryCache(),
            limiter=limiter,
            single_flight=SingleFlight(table, clock, report_fault),
            reader=reader,
            calls=ChargedCalls(client, limiter, invalidation, sessions),
            invalidation=invalidation,
            telemetry=telemetry,
            clock=clock,
        )
        keys = KeyStore(database, settings.keys_table)
        cipher = SessionCipher(_connect_kms, settings.session_kms_key, settings.address_key)
        queue = ScrobbleQueue(
            _connect_sqs,
            settings.scrobble_queue,
            settings.scrobble_failures,
            settings.address_key,
            cipher,
        )
        scrobbles = ScrobbleDelivery(
            cache=cache,
            queue=queue,
            sessions=sessions,
            quota=QueueQuota(table),
            limiter=limiter,
            telemetry=telemetry,
            clock=clock,
            secret=settings.address_key,
        )
        return cls(
            settings=settings,
            telemetry=telemetry,
            credentials=credentials,
            limiter=limiter,
            client=client,
            reader=reader,
            cache=cache,
            store=store,
            planner=CallPlanner(settings.freshness_factor, clock),
            queue=queue,
            scrobbles=scrobbles,
            sessions=sessions,
            table=table,
            keys=keys,
            cipher=cipher,
            clock=clock,
        )

    def batch_fetch(self, *, needed: bool = False) -> BatchFetch:
        """Return a batch fetch for one request."""
        return BatchFetch(
            self.store, self.client, self.limiter, self.telemetry, self.clock, needed=needed
        )

    def entity_lookup(self, caller: Caller, deadline: Deadline) -> EntityLookup:
        """Return a lookup of artists, albums and tracks for one request."""
        return EntityLookup(self.batch_fetch(), self.planner, caller, deadline)


def _connect_ssm() -> "SSMClient":
    return boto3.client("ssm", config=_OTHER_TIMES)


def _connect_sqs() -> "SQSClient":
    return boto3.client("sqs", config=_OTHER_TIMES)


def _connect_kms() -> "KMSClient":
    return boto3.client("kms", config=_OTHER_TIMES)
