"""Keyed hashes: the names of stored items and message groups."""

from lastfm_gateway.cache.known_sessions import session_item_key
from lastfm_gateway.keyed_hash import keyed_hash
from lastfm_gateway.limits.caller_key import caller_key


def test_keyed_hash_is_hmac_sha256() -> None:
    """The value stays the same between releases, because stored items are found by it."""
    assert keyed_hash("secret", "message") == (
        "8b5f48702995c1598c573db1e21866a9b825d4a794d169d7060a03605796360b"
    )


def test_item_keys_stay_the_same_between_releases() -> None:
    """Call logs and session owners of the release before are still found."""
    assert caller_key("203.0.113.7", "secret") == "caller#d1eda5f85436ad2d5e25828b7bc77ca2"
    session = session_item_key("secret", "s" * 32)
    assert session == "session#87e0ebbb8719365babdc592622a5aadf05317068"
