"""Compatibility with answers that an earlier deployment stored."""

import json
from base64 import b64decode
from pathlib import Path

import pytest

from lastfm_gateway.cache.compression_dictionary import DICTIONARY
from lastfm_gateway.cache.entry import unpack
from lastfm_gateway.cache.keys import KEY_VERSION

#: Compressed answers of this key version, with their bodies. A new dictionary needs a new
#: KEY_VERSION and a new file; the bytes in an old file never change.
STORED = Path(__file__).parents[2] / "support/stored" / f"{KEY_VERSION}.json"
ANSWERS: dict[str, dict[str, str]] = json.loads(STORED.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_stored_by_an_earlier_deployment_are_read(name: str) -> None:
    """Bytes that this format version compressed still decompress to the same body."""
    kept = ANSWERS[name]
    assert unpack(b64decode(kept["packed"])) == kept["body"].encode()


def test_stored_answers_use_every_word_of_the_dictionary() -> None:
    """One stored answer has all of its words, so any edit of the dictionary fails a test."""
    every = ANSWERS["every word of the dictionary"]
    assert every["body"].encode() == DICTIONARY
    assert len(b64decode(every["packed"])) < len(DICTIONARY) / 50
