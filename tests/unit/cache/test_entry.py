"""Stored answers: times, compression, tags."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.cache import entry as entries
from lastfm_gateway.cache.entry import etag, make_entry, pack, unpack
from lastfm_gateway.cache.etag import matches
from lastfm_gateway.lastfm.response import LastfmResponse

DAY = 86_400


def test_an_entry_has_three_times() -> None:
    """Fresh, then stale for a day, then the table may delete it."""
    entry = make_entry(LastfmResponse(200, "", b"{}"), 1000.9, 30)
    assert (entry.stored_at, entry.fresh_until, entry.stale_until) == (1000, 1030, 1030 + DAY)
    assert entry.ttl > entry.stale_until
    assert entry.is_fresh(1029.9)
    assert not entry.is_fresh(1030)
    assert entry.is_usable(1029 + DAY)
    assert not entry.is_usable(1030 + DAY)


@given(st.binary())
def test_a_body_survives_packing(body: bytes) -> None:
    """What is packed comes back the same, to the byte."""
    assert unpack(pack(body)) == body


@pytest.mark.parametrize("foreign", [b"", b"plain text", zlib.compress(b"x"), pack(b"x" * 99)[:-2]])
def test_foreign_bytes_are_refused(foreign: bytes) -> None:
    """Empty, foreign and cut-off bytes are no stored answer."""
    with pytest.raises(ValueError, match="stored answer"):
        unpack(foreign)


def test_a_bomb_in_the_table_does_not_go_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """An item that unpacks beyond any answer's size is refused, not unpacked."""
    bomb = pack(b"\0" * 4096)
    monkeypatch.setattr(entries, "MAX_BODY", 1024)
    with pytest.raises(ValueError, match="too long"):
        unpack(bomb)


def test_a_tag_is_weak_and_follows_the_body() -> None:
    """The same bytes have the same weak tag, others another."""
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
