"""Encrypts users' Last.fm session keys with KMS.

CloudTrail records the encryption context of every call, so it holds a keyed hash of the user.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from botocore.exceptions import BotoCoreError, ClientError
from cachetools import TTLCache

from lastfm_gateway.errors import SERVICE_OFFLINE, UPSTREAM_RETRY_AFTER, GatewayError
from lastfm_gateway.keyed_hash import keyed_hash
from lastfm_gateway.keys.token import KeyHolder

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient


#: How many decrypted session keys an environment remembers, and for how many seconds.
_MAX_SESSIONS: Final = 100
_REMEMBERED_FOR: Final = 300


class SessionCipher:
    """Encrypts session keys, bound to their user: no other user's context decrypts them.

    Decrypted ones are remembered in memory for some minutes, by ciphertext and user.
    """

    def __init__(self, connect: Callable[[], "KMSClient"], kms_key: str, secret: str) -> None:
        """`secret` is the key of the user hashes in encryption contexts."""
        self._connect = connect
        self._kms_key = kms_key
        self._secret = secret
        self._client: KMSClient | None = None
        self._decrypted: TTLCache[tuple[bytes, str], str] = TTLCache(_MAX_SESSIONS, _REMEMBERED_FOR)

    def encrypt(self, session_key: str, user: str) -> bytes:
        """Return an encrypted session key. Raises GatewayError (503) when KMS fails."""
        try:
            answer = self._kms().encrypt(
                KeyId=self._kms_key,
                Plaintext=session_key.encode(),
                EncryptionContext=self._context(user),
            )
        except (BotoCoreError, ClientError) as error:
            raise _offline(error) from None
        return answer["CiphertextBlob"]

    def decrypt(self, encrypted: bytes, user: str) -> str:
        """Return the session key that `encrypt` encrypted. Raises GatewayError (503)."""
        known: str | None = self._decrypted.get((encrypted, user.lower()))
        if known is not None:
            return known
        try:
            session_key = self._decrypt_at_kms(encrypted, user)
        except (BotoCoreError, ClientError) as error:
            raise _offline(error) from None
        self._decrypted[encrypted, user.lower()] = session_key
        return session_key

    def session_of(self, holder: KeyHolder) -> str:
        """Return the session key in a key that has one. Raises GatewayError (503)."""
        return self.decrypt(holder.encrypted_session or b"", holder.user)

    def _decrypt_at_kms(self, encrypted: bytes, user: str) -> str:
        try:
            return self._decrypt(encrypted, self._context(user))
        except ClientError as error:
            if error.response["Error"]["Code"] != "InvalidCiphertextException":
                raise
            return self._decrypt(encrypted, _legacy_context(user))

    def _decrypt(self, encrypted: bytes, context: Mapping[str, str]) -> str:
        answer = self._kms().decrypt(
            KeyId=self._kms_key, CiphertextBlob=encrypted, EncryptionContext=context
        )
        return answer["Plaintext"].decode()

    def _context(self, user: str) -> dict[str, str]:
        return {"holder": keyed_hash(self._secret, f"session of {user.lower()}")[:32]}

    def _kms(self) -> "KMSClient":
        self._client = self._client or self._connect()
        return self._client


def _legacy_context(user: str) -> dict[str, str]:
    """Return the encryption context of earlier versions, with the user's name in clear text."""
    return {"user": user.lower()}


def _offline(error: BotoCoreError | ClientError) -> GatewayError:
    return GatewayError(
        f"Service Offline - The user's session cannot be processed ({type(error).__name__})",
        code=SERVICE_OFFLINE,
        status=503,
        retry_after=UPSTREAM_RETRY_AFTER,
    )
