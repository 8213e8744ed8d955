"""The parts of the gateway, put together from the environment once per function environment."""

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

from lastfm_gateway.adapters.credentials import CredentialStore
from lastfm_gateway.adapters.keys import PREFIX, KeyTable
from lastfm_gateway.adapters.sealing import Sealer
from lastfm_gateway.adapters.table import Table
from lastfm_gateway.adapters.telemetry import Telemetry
from lastfm_gateway.adapters.upstream import Upstream
from lastfm_gateway.asking import Asker
from lastfm_gateway.breaking import SharedBreaker
from lastfm_gateway.budgeting import SharedBudget
from lastfm_gateway.coalescing import Coalescer
from lastfm_gateway.core.memory import Memory
from lastfm_gateway.gateway import Gateway
from lastfm_gateway.limiting import CallLimiter
from lastfm_gateway.settings import Settings
from lastfm_gateway.sparing import Sparing

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_ssm import SSMClient

#: Well inside any request's deadline: a slow table is done without. Seconds.
_TABLE_TIMES: Final = Config(
    connect_timeout=1,
    read_timeout=1,
    retries={"mode": "standard", "total_max_attempts": 2},
    tcp_keepalive=True,
)
_SSM_TIMES: Final = Config(
    connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2}
)


@dataclass(frozen=True, slots=True)
class Runtime:
    """What the faces need: the gateway and its limiter, the settings, telemetry and a clock."""

    settings: Settings
    telemetry: Telemetry
    credentials: CredentialStore
    limiter: CallLimiter
    gateway: Gateway
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
        limiter = CallLimiter(table, settings.limit, clock, report)
        credentials = CredentialStore(_connect_ssm, settings.parameter_prefix)
        sparing = Sparing(
            SharedBreaker(table, clock, report),
            SharedBudget(table, settings.budget, clock, report),
            clock,
        )
        upstream = Upstream(settings.api_root, settings.user_agent)
        gateway = Gateway(
            table=table,
            memory=Memory(),
            limiter=limiter,
            coalescer=Coalescer(table, clock, report),
            sparing=sparing,
            asker=Asker(upstream, credentials, sparing, telemetry),
            telemetry=telemetry,
            clock=clock,
        )
        keys = KeyTable(database, settings.keys_table)
        sealer = Sealer(_connect_kms, settings.session_kms_key)
        return cls(settings, telemetry, credentials, limiter, gateway, table, keys, sealer, clock)


def _connect_ssm() -> "SSMClient":
    return boto3.client("ssm", config=_SSM_TIMES)


def _connect_kms() -> "KMSClient":
    return boto3.client("kms", config=_SSM_TIMES)
