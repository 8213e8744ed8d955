"""The items of a user's history: a manifest, chunks of names, and spans of scrobbles.

Their partition key is the user's name. Each item's bytes begin with a checksum of its key and its
content: a damaged item, or one from another place, cannot be read. Attribute names are short
because DynamoDB bills by size.
"""

import zlib
from typing import Final

from lastfm_gateway.history.columns import Columns, unpack_columns
from lastfm_gateway.history.manifest import Manifest, SpanRef, pack_manifest, unpack_manifest
from lastfm_gateway.history.names import NameChunk
from lastfm_gateway.storage.items import Item, number

#: The manifest's sort key.
MANIFEST: Final = "a"

#: The first and the last sort key of manifest and names, of spans, and of all.
HEAD: Final = (MANIFEST, "n~")
SPANS: Final = ("s#", "s~")
ALL: Final = (" ", "~")

#: The sort key of the genres of the user's artists. It is outside HEAD and SPANS, so that reading
#: the history does not read it, and inside ALL, so that erasing the history does.
GENRES: Final = "tags"

#: Condition: there is no such item.
ABSENT: Final = "attribute_not_exists(pk)"

#: Conditions: the manifest still has version `:seen`; the item still has the content `:seen`.
SAME_VERSION: Final = "v = :seen"
SAME_CONTENT: Final = "b = :seen"

_VERSION: Final = "v"
CONTENT: Final = "b"
_NAMES: Final = "n#"
_CHECKSUM_BYTES: Final = 4


def partition(user: str) -> str:
    """Return a user's partition key. Last.fm ignores the case of user names."""
    return user.lower()


def chunk_key(chunk: int) -> str:
    """Return the sort key of a chunk of names."""
    return f"{_NAMES}{chunk:05}"


def span_key(span: int) -> str:
    """Return the sort key of a span's item by its number."""
    return f"{SPANS[0]}{span:08x}"


def is_chunk(item: Item) -> bool:
    """Return whether an item is a chunk of names."""
    return bool(item["sk"]["S"].startswith(_NAMES))


def sealed(pk: str, sk: str, data: bytes) -> Item:
    """Return an item."""
    return {"pk": {"S": pk}, "sk": {"S": sk}, CONTENT: content(pk, sk, data)}


def content(pk: str, sk: str, data: bytes) -> Item:
    """Return the attribute of an item's content."""
    return {"B": _checksum(pk, sk, data) + data}


def manifest_item(pk: str, manifest: Manifest) -> Item:
    """Return the item of a manifest."""
    item = sealed(pk, MANIFEST, pack_manifest(manifest))
    return {**item, _VERSION: version(manifest)}


def version(manifest: Manifest) -> Item:
    """Return the attribute of a manifest's version."""
    return number(manifest.version)


def opened(item: Item) -> bytes:
    """Return an item's content. Raises ValueError if it is damaged."""
    raw: bytes = item[CONTENT]["B"]
    data = raw[_CHECKSUM_BYTES:]
    if raw[:_CHECKSUM_BYTES] != _checksum(item["pk"]["S"], item["sk"]["S"], data):
        raise ValueError("damaged item")
    return data


def parse_manifest(item: Item) -> Manifest:
    """Return the manifest in an item. Raises ValueError if it is damaged."""
    return unpack_manifest(int(item[_VERSION]["N"]), opened(item))


def parse_chunk(item: Item) -> NameChunk:
    """Return the chunk of names in an item. Raises ValueError if it is damaged."""
    return NameChunk(opened(item))


def parse_span(item: Item, span: SpanRef) -> Columns:
    """Return the scrobbles of a span's item. Raises ValueError if it is damaged."""
    columns = unpack_columns(opened(item))
    if len(columns.times) != span.count:
        raise ValueError("not the span's item")
    return columns


def _checksum(pk: str, sk: str, data: bytes) -> bytes:
    return zlib.crc32(data, zlib.crc32(f"{pk}/{sk}".encode())).to_bytes(_CHECKSUM_BYTES)
