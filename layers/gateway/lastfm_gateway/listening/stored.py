"""Many stored items at once: what a page is composed of."""

from collections.abc import Sequence
from itertools import batched
from typing import Final

from lastfm_gateway.adapters.items import Item
from lastfm_gateway.adapters.table import TableFault
from lastfm_gateway.runtime import Runtime

#: How many one read asks for: DynamoDB's bound is 16 MB, and each may have 400 KB.
_AT_ONCE: Final = 40


def stored(runtime: Runtime, keys: Sequence[str], *, consistent: bool) -> dict[str, Item]:
    """Return the items that are stored under some keys, in few reads; fewer when those fail."""
    found: dict[str, Item] = {}
    try:
        for chunk in batched(keys, _AT_ONCE, strict=False):
            found |= runtime.table.read(*chunk, consistent=consistent)
    except TableFault as fault:
        runtime.telemetry.table_fault(fault.reason)
    return found
