"""Sessions under a KMS key, and what its log of calls may learn of whose they are."""

from collections.abc import Mapping
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from lastfm_gateway.errors import GatewayError
from lastfm_gateway.keys.encryption import SessionCipher

SESSION = "a-session-key"


class Contexts:
    """A KMS client that notes each call's encryption context, as CloudTrail does."""

    def __init__(self) -> None:
        self.client = boto3.client("kms")
        self.seen: list[Mapping[str, str]] = []
        self.client.meta.events.register("provide-client-params.kms.*", self._note)

    def _note(self, params: dict[str, Any], **_: Any) -> None:
        self.seen.append(params.get("EncryptionContext", {}))


@pytest.fixture
def kms_key(environment: Mapping[str, str]) -> str:
    """The key that seals sessions."""
    return environment["SESSION_KMS_KEY"]


@pytest.fixture
def kms(kms_key: str) -> Contexts:
    """A client of a KMS that has the key."""
    assert kms_key
    return Contexts()


def test_no_name_is_in_the_context(kms_key: str, kms: Contexts) -> None:
    """Sealing and opening tell KMS a hash of the user, whatever the case of the name."""
    sealer = SessionCipher(lambda: kms.client, kms_key, "secret")
    assert sealer.decrypt(sealer.encrypt(SESSION, "Hermit"), "hermit") == SESSION
    sealing, opening = kms.seen
    assert sealing == opening
    assert list(sealing) == ["holder"]
    assert "hermit" not in str(kms.seen).lower()


def test_the_hash_is_keyed(kms_key: str, kms: Contexts) -> None:
    """Who knows a name and not the deployment's secret cannot tell whose call it was."""
    for secret in ("one", "other"):
        SessionCipher(lambda: kms.client, kms_key, secret).encrypt(SESSION, "hermit")
    SessionCipher(lambda: kms.client, kms_key, "one").encrypt(SESSION, "rj")
    assert len({context["holder"] for context in kms.seen}) == 3


def test_what_is_sealed_for_one_opens_for_no_other(kms_key: str, kms: Contexts) -> None:
    """Another user's name does not open a session."""
    sealer = SessionCipher(lambda: kms.client, kms_key, "secret")
    sealed = sealer.encrypt(SESSION, "hermit")
    with pytest.raises(GatewayError) as refused:
        sealer.decrypt(sealed, "rj")
    assert refused.value.status == 503


def test_what_an_earlier_version_sealed_opens_still(kms_key: str, kms: Contexts) -> None:
    """A session under the context of its user's name is opened at the second try."""
    sealed = kms.client.encrypt(
        KeyId=kms_key, Plaintext=SESSION.encode(), EncryptionContext={"user": "hermit"}
    )["CiphertextBlob"]
    sealer = SessionCipher(lambda: kms.client, kms_key, "secret")
    assert sealer.decrypt(sealed, "Hermit") == SESSION
    assert [list(context) for context in kms.seen[1:]] == [["holder"], ["user"]]


def test_a_refused_kms_is_asked_once(kms_key: str) -> None:
    """Only a context that does not fit is worth another; a disabled key is not, and is a 503."""
    client = boto3.client("kms")
    sealer = SessionCipher(lambda: client, kms_key, "secret")
    with Stubber(client) as stub:
        stub.add_client_error("decrypt", "DisabledException")
        with pytest.raises(GatewayError) as refused:
            sealer.decrypt(b"sealed", "hermit")
        stub.assert_no_pending_responses()
    assert refused.value.status == 503
