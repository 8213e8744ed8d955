"""Cache entries: times, compression and ETags."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.cache.entry import MAX_BODY, etag, make_entry, matches, pack, unpack
from lastfm_gateway.lastfm.response import LastfmResponse

DAY = 86_400


def test_entry_has_three_times() -> None:
    """It is fresh, then stale for a day, then DynamoDB may delete it."""
    entry = make_entry(LastfmResponse(200, "", b"{}"), 1000.9, 30)
    assert (entry.stored_at, entry.fresh_until, entry.stale_until) == (1000, 1030, 1030 + DAY)
    assert entry.ttl > entry.stale_until
    assert entry.is_fresh(1029.9)
    assert not entry.is_fresh(1030)
    assert entry.is_usable(1029 + DAY)
    assert not entry.is_usable(1030 + DAY)


@given(st.binary())
def test_body_survives_compression(body: bytes) -> None:
    """Decompression returns the same bytes."""
    assert unpack(pack(body)) == body


@pytest.mark.parametrize("foreign", [b"", b"plain text", zlib.compress(b"x"), pack(b"x" * 99)[:-2]])
def test_foreign_bytes_are_refused(foreign: bytes) -> None:
    """Empty, foreign and truncated bytes are no stored answer."""
    with pytest.raises(ValueError, match="stored answer"):
        unpack(foreign)


def test_decompression_bomb_is_refused() -> None:
    """An item that would exceed every answer's size is not decompressed."""
    bomb = pack(b"\0" * (MAX_BODY + 1))
    with pytest.raises(ValueError, match="too long"):
        unpack(bomb)


def test_etag_is_weak_and_follows_the_body() -> None:
    """Equal bytes have equal ETags, others another."""
    assert etag(b"a") == etag(b"a") != etag(b"b")
    assert etag(b"a").startswith('W/"')


@pytest.mark.parametrize(
    ("header", "held"),
    [
        ('W/"abc"', True),
        ('"abc"', True),
        ('"x", W/"abc" , "y"', True),
        ("*", True),
        ('"ABC"', False),
        ("abc", False),
        ("", False),
    ],
)
def test_if_none_match_is_compared_weakly(header: str, held: bool) -> None:  # noqa: FBT001
    """RFC 9110, 13.1.2: lists, weak and strong tags, and the star."""
    assert matches(header, 'W/"abc"') is held
