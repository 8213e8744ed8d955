"""The parts of the gateway, put together from the environment once per function environment."""

import os
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import boto3
from botocore.config import Config

from lastfm_gateway.adapters.credentials import CredentialStore
from lastfm_gateway.adapters.keys import PREFIX, KeyTable
from lastfm_gateway.adapters.scrobble_queue import ScrobbleQueue
from lastfm_gateway.adapters.sealing import Sealer
from lastfm_gateway.adapters.table import Table
from lastfm_gateway.adapters.telemetry import Telemetry
from lastfm_gateway.adapters.upstream import Upstream
from lastfm_gateway.asking import Asker
from lastfm_gateway.batched_read import Looker
from lastfm_gateway.breaking import SharedBreaker
from lastfm_gateway.budgeting import SharedBudget
from lastfm_gateway.changes import Changes
from lastfm_gateway.coalescing import Coalescer
from lastfm_gateway.core.memory import Memory
from lastfm_gateway.gateway import Gateway
from lastfm_gateway.limiting import CallLimiter
from lastfm_gateway.sessions import Sessions
from lastfm_gateway.settings import Settings
from lastfm_gateway.sharing import Share
from lastfm_gateway.sparing import Sparing

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient

#: Well inside any request's deadline: a slow table is done without. Seconds.
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
    """What the faces need: the gateway, its limiter, the queue, the settings and so on."""

    settings: Settings
    telemetry: Telemetry
    credentials: CredentialStore
    limiter: CallLimiter
    asker: Asker
    looker: Looker
    gateway: Gateway
    queue: ScrobbleQueue
    sessions: Sessions
    table: Table
    keys: KeyTable
    sealer: Sealer
    clock: Callable[[], float]

    @classmethod
    def from_environment(
        cls,
        environment: Mapping[str, str] = os.environ,
        clock: Callable[[], float] = time.time,
    ) -> "Runtime":
        """Return the parts, connected as the environment says."""
        settings = Settings.from_environment(environment)
        telemetry = Telemetry()
        report = telemetry.table_fault
        database = boto3.client("dynamodb", config=_TABLE_TIMES)
        beside = {PREFIX.removesuffix("#"): settings.keys_table}
        table = Table(database, settings.table, report, beside=beside)
        budget = SharedBudget(table, settings.budget, clock, report)
        share = Share(settings.share, budget.is_scarce) if settings.share else None
        limiter = CallLimiter(table, settings.limit, clock, report, share)
        credentials = CredentialStore(_connect_ssm, settings.parameter_prefix)
        sparing = Sparing(
            SharedBreaker(table, clock, report),
            budget,
            clock,
            telemetry.count,
        )
        upstream = Upstream(settings.api_root, settings.user_agent)
        asker = Asker(upstream, credentials, sparing, telemetry)
        changes = Changes(table, asker, telemetry, settings.address_key, clock)
        sessions = Sessions(table, telemetry, settings.address_key, clock)
        looker = Looker(table, limiter, sparing, telemetry, clock)
        gateway = Gateway(
            table=table,
            memory=Memory(),
            limiter=limiter,
            coalescer=Coalescer(table, clock, report),
            looker=looker,
            asker=asker,
            changes=changes,
            sessions=sessions,
            telemetry=telemetry,
            clock=clock,
        )
        keys = KeyTable(database, settings.keys_table)
        sealer = Sealer(_connect_kms, settings.session_kms_key, settings.address_key)
        queue = ScrobbleQueue(
            _connect_sqs,
            settings.scrobble_queue,
            settings.scrobble_failures,
            settings.address_key,
            sealer,
        )
        return cls(
            settings=settings,
            telemetry=telemetry,
            credentials=credentials,
            limiter=limiter,
            asker=asker,
            looker=looker,
            gateway=gateway,
            queue=queue,
            sessions=sessions,
            table=table,
            keys=keys,
            sealer=sealer,
            clock=clock,
        )


def _connect_ssm() -> "SSMClient":
    return boto3.client("ssm", config=_OTHER_TIMES)


def _connect_sqs() -> "SQSClient":
    return boto3.client("sqs", config=_OTHER_TIMES)


def _connect_kms() -> "KMSClient":
    return boto3.client("kms", config=_OTHER_TIMES)
