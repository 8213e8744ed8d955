"""The deployment's Last.fm API keys and shared secrets, read from SSM Parameter Store."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError

from lastfm_gateway.errors import Unconfigured

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

#: Seconds until the parameters are read again. A rotated key takes effect within this time.
CREDENTIALS_KEPT_FOR: Final = 300

_NAMES: Final = ("api-key", "shared-secret", "sign-in-api-key", "sign-in-shared-secret")


class Credentials:
    """A Last.fm API key and its shared secret. No repr: it must not reach a log."""

    __slots__ = ("api_key", "shared_secret")

    def __init__(self, api_key: str, shared_secret: str | None) -> None:
        self.api_key = api_key
        self.shared_secret = shared_secret


class CredentialPairs:
    """The deployment's pair for reading, and the one that users sign in with.

    They are the same object unless the operator stored a second pair.
    """

    __slots__ = ("reading", "sign_in")

    def __init__(self, reading: Credentials, sign_in: Credentials) -> None:
        self.reading = reading
        self.sign_in = sign_in


class CredentialStore:
    """Reads and caches the SecureStrings `<prefix>/api-key` and `<prefix>/shared-secret`.

    A second pair, `sign-in-api-key` and `sign-in-shared-secret`, is optional.
    """

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
        self._cached: CredentialPairs | None = None
        self._read_at = 0.0

    def is_own(self, api_key: str) -> bool:
        """Return whether a Last.fm key is the deployment's: `/auth/url` shows one to everybody.

        False while the deployment's keys cannot be read.
        """
        try:
            pairs = self.get()
        except Unconfigured:
            return False
        return bool(api_key) and api_key in (pairs.reading.api_key, pairs.sign_in.api_key)

    def get(self) -> CredentialPairs:
        """Return the credentials. Raises Unconfigured (503) if they are not set or not readable."""
        if self._cached is None or self._clock() - self._read_at >= CREDENTIALS_KEPT_FOR:
            self._cached = self._read()
            self._read_at = self._clock()
        return self._cached

    def _read(self) -> CredentialPairs:
        names = [f"{self._prefix}/{name}" for name in _NAMES]
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
        reading, sign_in = (
            Credentials(values[key], values.get(secret)) if key in values else None
            for key, secret in (names[:2], names[2:])
        )
        if reading is None:
            raise Unconfigured(
                "This gateway has no Last.fm API key. Its operator must run make credentials"
            )
        return CredentialPairs(reading, sign_in or reading)
