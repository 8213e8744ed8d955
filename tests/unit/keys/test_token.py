"""Bearer keys: format, digest and expiry."""

import hashlib
import uuid
from copy import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.keys.token import (
    BearerToken,
    KeyHolder,
    KeyKind,
    generate_listenbrainz_token,
    generate_token,
    kinds_up_to,
    parse_listenbrainz_token,
    parse_share_token,
    parse_token,
)
from lastfm_gateway.token_format import holds_token

NOW = 1_795_200_000.0


def _holder(token: BearerToken) -> KeyHolder:
    return KeyHolder(token.id, token.kind, "rj", token.digest, int(NOW))


@pytest.mark.parametrize(
    ("kind", "prefix"), [("read", "rw_live_"), ("write", "rw_write_"), ("admin", "rw_admin_")]
)
def test_minted_key_reads_back(kind: KeyKind, prefix: str) -> None:
    """It starts with its kind's prefix, and its id and SHA-256 are stored."""
    text, token = generate_token(kind)
    assert text.startswith(prefix)
    assert parse_token(text) == token
    assert token.digest == hashlib.sha256(text.encode()).digest()


def test_no_two_keys_are_alike() -> None:
    """Ids and digests are random."""
    minted = [generate_token("read")[1] for _ in range(100)]
    assert len({token.id for token in minted}) == 100
    assert len({token.digest for token in minted}) == 100


def test_repr_hides_the_secret() -> None:
    """A log shows neither the key's text nor its digest."""
    text, token = generate_token("read")
    for shown in (repr(token), repr(_holder(token))):
        assert text[-64:] not in shown
        assert repr(token.digest) not in shown


def test_only_the_share_routes_parse_share_tokens() -> None:
    """Every other parser refuses them, and the share routes' parser refuses keys."""
    text, token = generate_token("share")
    assert text.startswith("rw_share_")
    assert parse_share_token(text) == token
    assert parse_token(text) is None
    assert parse_listenbrainz_token(text) is None
    for kind in ("read", "write", "admin"):
        assert parse_share_token(generate_token(kind)[0]) is None


def test_both_forms_of_a_write_key_are_one_key() -> None:
    """The UUID has the key's id and a digest of its own, and matches the same item."""
    text, second = generate_listenbrainz_token()
    key, token = generate_token("write", key_id=second.id)
    holder = _holder(token)._replace(second_digest=second.digest)
    for sent in (text, text.upper(), key):
        parsed = parse_listenbrainz_token(sent)
        assert parsed is not None
        assert parsed.id == token.id
        assert holder.matches(parsed, NOW)
    assert not holder._replace(second_digest=None).matches(second, NOW)
    assert not holder._replace(kind="read").matches(second, NOW)
    assert not holder._replace(revoked=int(NOW)).matches(second, NOW)


def test_uuid_is_a_key_for_listenbrainz_only() -> None:
    """No other parser takes it, and only the canonical form of a random UUID is one."""
    text, _ = generate_listenbrainz_token()
    assert uuid.UUID(text).version == 4
    assert parse_token(text) is None
    assert parse_share_token(text) is None
    for malformed in (text.replace("-", ""), f"{{{text}}}", f"{text}\n", f"urn:uuid:{text}"):
        assert parse_listenbrainz_token(malformed) is None
    assert parse_listenbrainz_token(str(uuid.uuid1())) is None


def test_kinds_are_ordered_by_power() -> None:
    """A key lists and revokes the kinds up to its own."""
    assert kinds_up_to("read") == ("share", "read")
    assert kinds_up_to("write") == ("share", "read", "write")
    assert kinds_up_to("admin") == ("share", "read", "write", "admin")


@given(st.text(max_size=120))
def test_other_text_is_no_key(text: str) -> None:
    """No other text parses as a key."""
    assert parse_token(text) is None
    assert parse_share_token(text) is None
    assert parse_listenbrainz_token(text) is None


@pytest.mark.parametrize(
    "spoil",
    [
        *(str.upper, lambda text: text + "0", lambda text: text[:-1], lambda text: " " + text),
        *(lambda text: text + "\n", lambda text: text.replace("live", "root")),
    ],
)
def test_malformed_key_is_no_key(spoil: "type[str]") -> None:
    """Only the exact form parses."""
    assert parse_token(spoil(generate_token("read")[0])) is None


def test_key_matches_itself_while_valid() -> None:
    """It does not match another secret or kind, nor after expiry or revocation."""
    _, token = generate_token("read")
    holder = _holder(token)
    assert holder.matches(token, NOW)
    assert not holder.matches(replace(token, digest=b"\0" * 32), NOW)
    assert not holder.matches(replace(token, kind="admin"), NOW)
    assert not replace(holder, revoked=int(NOW)).matches(token, NOW)
    assert replace(holder, expires=int(NOW) + 1).matches(token, NOW)
    assert not replace(holder, expires=int(NOW)).matches(token, NOW)


def test_only_write_keys_with_a_session_can_write() -> None:
    """Another kind cannot, whatever its item holds, nor a write key without a session."""
    for kind in kinds_up_to("admin"):
        holder = _holder(generate_token(kind)[1])
        assert not holder.can_write
        assert holder._replace(encrypted_session=b"session").can_write is (kind == "write")


@pytest.mark.parametrize("kind", ["share", "read", "write", "admin"])
def test_key_is_found_inside_other_text(kind: KeyKind) -> None:
    """Whole, in another case, truncated or embedded, as long as its secret is there."""
    text, token = generate_token(kind)
    for sent in (text, f"x{text}y", text.upper(), text[:-1], f"https://a.example/?k={text}&b"):
        assert holds_token(sent)
    for harmless in ("", text.partition(token.id)[0] + token.id, "rw_live_at_reading", text[9:]):
        assert not holds_token(harmless)
