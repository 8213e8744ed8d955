"""Session encryption with KMS, and what CloudTrail learns of it."""

from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from lastfm_gateway.errors import GatewayError
from lastfm_gateway.keys.encryption import SessionCipher

SESSION = "a-session-key"


class RecordingKms:
    """A KMS client that records each call's encryption context, as CloudTrail does."""

    def __init__(self) -> None:
        self.client = boto3.client("kms")
        self.seen: list[Mapping[str, str]] = []
        self.client.meta.events.register("provide-client-params.kms.*", self._note)

    def _note(self, params: dict[str, Any], **_: Any) -> None:
        self.seen.append(params.get("EncryptionContext", {}))


@pytest.fixture
def kms_key(environment: Mapping[str, str]) -> str:
    """The key that encrypts sessions."""
    return environment["SESSION_KMS_KEY"]


@pytest.fixture
def kms(kms_key: str) -> RecordingKms:
    """A client of a KMS that has the key."""
    assert kms_key
    return RecordingKms()


def test_encryption_context_holds_no_user_name(kms_key: str, kms: RecordingKms) -> None:
    """KMS gets a hash of the user's name, the same for every case of it."""
    sealer = SessionCipher(lambda: kms.client, kms_key, "secret")
    assert sealer.decrypt(sealer.encrypt(SESSION, "Hermit"), "hermit") == SESSION
    sealing, opening = kms.seen
    assert sealing == opening
    assert list(sealing) == ["holder"]
    assert "hermit" not in str(kms.seen).lower()


def test_hash_in_the_context_is_keyed(kms_key: str, kms: RecordingKms) -> None:
    """Without the deployment's secret nobody can compute a user's hash."""
    for secret in ("one", "other"):
        SessionCipher(lambda: kms.client, kms_key, secret).encrypt(SESSION, "hermit")
    SessionCipher(lambda: kms.client, kms_key, "one").encrypt(SESSION, "rj")
    assert len({context["holder"] for context in kms.seen}) == 3


def test_session_of_one_user_does_not_decrypt_for_another(kms_key: str, kms: RecordingKms) -> None:
    """KMS refuses another user's encryption context."""
    sealer = SessionCipher(lambda: kms.client, kms_key, "secret")
    sealed = sealer.encrypt(SESSION, "hermit")
    with pytest.raises(GatewayError) as refused:
        sealer.decrypt(sealed, "rj")
    assert refused.value.status == 503


def test_session_encrypted_by_an_earlier_version_is_decrypted(
    kms_key: str, kms: RecordingKms
) -> None:
    """A session under the plain name's context is decrypted at the second try."""
    sealed = kms.client.encrypt(
        KeyId=kms_key, Plaintext=SESSION.encode(), EncryptionContext={"user": "hermit"}
    )["CiphertextBlob"]
    sealer = SessionCipher(lambda: kms.client, kms_key, "secret")
    assert sealer.decrypt(sealed, "Hermit") == SESSION
    assert [list(context) for context in kms.seen[1:]] == [["holder"], ["user"]]


def test_kms_error_is_not_retried_with_the_old_context(kms_key: str) -> None:
    """Only a context that does not fit gets a second try; a disabled key is a 503."""
    client = boto3.client("kms")
    sealer = SessionCipher(lambda: client, kms_key, "secret")
    with Stubber(client) as stub:
        stub.add_client_error("decrypt", "DisabledException")
        with pytest.raises(GatewayError) as refused:
            sealer.decrypt(b"sealed", "hermit")
        stub.assert_no_pending_responses()
    assert refused.value.status == 503
