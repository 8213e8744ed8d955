"""Users' session keys, encrypted by a KMS key that few functions may use, each in one direction.

KMS writes the encryption context of every call to CloudTrail: it holds a keyed hash of the user.
"""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from lastfm_gateway.errors import SERVICE_OFFLINE, GatewayError

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient


class SessionCipher:
    """Seals a session key for one user: nothing sealed for one can be opened for another."""

    def __init__(self, connect: Callable[[], "KMSClient"], kms_key: str, secret: str) -> None:
        """`secret` keys the hashes of users, as it does those of addresses."""
        self._connect = connect
        self._kms_key = kms_key
        self._secret = secret
        self._client: KMSClient | None = None

    def encrypt(self, session_key: str, user: str) -> bytes:
        """Return a session key, encrypted. Raises GatewayError (503) when KMS fails."""
        try:
            answer = self._kms().encrypt(
                KeyId=self._kms_key,
                Plaintext=session_key.encode(),
                EncryptionContext=self._context(user),
            )
        except (BotoCoreError, ClientError) as error:
            raise _offline(error) from None
        return answer["CiphertextBlob"]

    def decrypt(self, sealed: bytes, user: str) -> str:
        """Return the session key in what `seal` made. Raises GatewayError (503)."""
        try:
            try:
                return self._open(sealed, self._context(user))
            except ClientError as error:
                if error.response["Error"]["Code"] != "InvalidCiphertextException":
                    raise
                return self._open(sealed, _named(user))
        except (BotoCoreError, ClientError) as error:
            raise _offline(error) from None

    def _open(self, sealed: bytes, context: Mapping[str, str]) -> str:
        answer = self._kms().decrypt(
            KeyId=self._kms_key, CiphertextBlob=sealed, EncryptionContext=context
        )
        return answer["Plaintext"].decode()

    def _context(self, user: str) -> dict[str, str]:
        message = f"session of {user.lower()}".encode()
        digest = hmac.new(self._secret.encode(), message, hashlib.sha256)
        return {"holder": digest.hexdigest()[:32]}

    def _kms(self) -> "KMSClient":
        self._client = self._client or self._connect()
        return self._client


def _named(user: str) -> dict[str, str]:
    """Return the context that earlier versions sealed with, the user's name in clear text."""
    return {"user": user.lower()}


def _offline(error: BotoCoreError | ClientError) -> GatewayError:
    return GatewayError(
        f"Service Offline - The user's session cannot be read ({type(error).__name__})",
        code=SERVICE_OFFLINE,
        status=503,
        retry_after=5,
    )
