"""The deployment's Last.fm API key and shared secret, read from SSM Parameter Store."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from lastfm_gateway.errors import Unconfigured

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

#: Seconds until the parameters are read again. A rotated key takes effect within this time.
CREDENTIALS_KEPT_FOR: Final = 300


class Credentials:
    """The deployment's Last.fm API key and shared secret. No repr: it must not reach a log."""

    __slots__ = ("api_key", "shared_secret")

    def __init__(self, api_key: str, shared_secret: str | None) -> None:
        self.api_key = api_key
        self.shared_secret = shared_secret


class CredentialStore:
    """Reads and caches `<prefix>/api-key` and `<prefix>/shared-secret`, both SecureStrings."""

    def __init__(
        self,
        connect: Callable[[], "SSMClient"],
        prefix: str,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._connect = connect
        self._prefix = prefix.rstrip("/")
        self._clock = clock
        self._client: SSMClient | None = None
        self._cached: Credentials | None = None
        self._read_at = 0.0

    def is_own(self, api_key: str) -> bool:
        """Return whether a Last.fm key is the deployment's, which `/auth/url` shows to everybody.

        False while the deployment's key cannot be read.
        """
        try:
            return bool(api_key) and api_key == self.get().api_key
        except Unconfigured:
            return False

    def get(self) -> Credentials:
        """Return the credentials. Raises Unconfigured (503) if they are not set or not readable."""
        if self._cached is None or self._clock() - self._read_at >= CREDENTIALS_KEPT_FOR:
            self._cached = self._read()
            self._read_at = self._clock()
        return self._cached

    def _read(self) -> Credentials:
        names = [f"{self._prefix}/{name}" for name in ("api-key", "shared-secret")]
        try:
            self._client = self._client or self._connect()
            found = self._client.get_parameters(Names=names, WithDecryption=True)["Parameters"]
        except (BotoCoreError, ClientError) as error:
            if self._cached is not None:
                return self._cached
            raise Unconfigured(
                f"This gateway's Last.fm key could not be read ({type(error).__name__})"
            ) from None
        values = {parameter["Name"]: parameter["Value"] for parameter in found}
        if names[0] not in values:
            raise Unconfigured(
                "This gateway has no Last.fm API key. Its operator must run make credentials"
            )
        return Credentials(values[names[0]], values.get(names[1]))
