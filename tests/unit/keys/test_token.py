"""Bearer keys: format, digest and expiry."""

import hashlib
from copy import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.keys.token import BearerToken, KeyHolder, KeyKind, generate_token, parse_token
from lastfm_gateway.token_format import holds_token

NOW = 1_795_200_000.0


def _holder(token: BearerToken) -> KeyHolder:
    return KeyHolder(token.id, token.kind, "rj", token.digest, int(NOW))


@pytest.mark.parametrize(("kind", "prefix"), [("read", "rw_live_"), ("admin", "rw_admin_")])
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


@given(st.text(max_size=120))
def test_other_text_is_no_key(text: str) -> None:
    """No other text parses as a key."""
    assert parse_token(text) is None


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


@pytest.mark.parametrize("kind", ["read", "admin"])
def test_key_is_found_inside_other_text(kind: KeyKind) -> None:
    """Whole, in another case, truncated or embedded, as long as its secret is there."""
    text, token = generate_token(kind)
    for sent in (text, f"x{text}y", text.upper(), text[:-1], f"https://a.example/?k={text}&b"):
        assert holds_token(sent)
    for harmless in ("", text.partition(token.id)[0] + token.id, "rw_live_at_reading", text[9:]):
        assert not holds_token(harmless)
