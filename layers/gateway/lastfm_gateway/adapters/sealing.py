"""Users' session keys, encrypted by a KMS key that few functions may use, each in one direction."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lastfm_gateway.errors import SERVICE_OFFLINE, GatewayError

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient


class Sealer:
    """Seals a session key for one user: nothing sealed for one can be opened for another."""

    def __init__(self, connect: Callable[[], "KMSClient"], kms_key: str) -> None:
        self._connect = connect
        self._kms_key = kms_key
        self._client: KMSClient | None = None

    def seal(self, session_key: str, user: str) -> bytes:
        """Return a session key, encrypted. Raises GatewayError (503) when KMS fails."""
        try:
            answer = self._kms().encrypt(
                KeyId=self._kms_key,
                Plaintext=session_key.encode(),
                EncryptionContext=_context(user),
            )
        except (BotoCoreError, ClientError) as error:
            raise _offline(error) from None
        return answer["CiphertextBlob"]

    def unseal(self, sealed: bytes, user: str) -> str:
        """Return the session key in what `seal` made. Raises GatewayError (503)."""
        try:
            answer = self._kms().decrypt(
                KeyId=self._kms_key, CiphertextBlob=sealed, EncryptionContext=_context(user)
            )
        except (BotoCoreError, ClientError) as error:
            raise _offline(error) from None
        return answer["Plaintext"].decode()

    def _kms(self) -> "KMSClient":
        self._client = self._client or self._connect()
        return self._client


def _context(user: str) -> dict[str, str]:
    return {"user": user.lower()}


def _offline(error: BotoCoreError | ClientError) -> GatewayError:
    return GatewayError(
        f"Service Offline - The user's session cannot be read ({type(error).__name__})",
        code=SERVICE_OFFLINE,
        status=503,
        retry_after=5,
    )
