"""Many stored answers at once: what a page is composed of."""

from collections.abc import Sequence
from itertools import batched
from typing import Final

from lastfm_gateway.adapters.items import as_entry
from lastfm_gateway.adapters.table import TableFault
from lastfm_gateway.core.entry import Entry
from lastfm_gateway.runtime import Runtime

#: How many answers one read asks for: DynamoDB's bound is 16 MB, and each may have 400 KB.
_AT_ONCE: Final = 40


def stored(runtime: Runtime, keys: Sequence[str]) -> dict[str, Entry]:
    """Return the answers that are stored under some keys, in few reads; fewer when those fail."""
    entries: dict[str, Entry] = {}
    try:
        for chunk in batched(keys, _AT_ONCE, strict=False):
            for key, item in runtime.table.read(*chunk).items():
                entry = runtime.table.understood(item, as_entry, None)
                if entry is not None:
                    entries[key] = entry
    except TableFault as fault:
        runtime.telemetry.table_fault(fault.reason)
    return entries
