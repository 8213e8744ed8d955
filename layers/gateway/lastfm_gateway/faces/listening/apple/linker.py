"""Adds Apple Music links to an answer: stored ones now, the others through a queue for later.

See docs/decisions/0023-apple-links.md.
"""

from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Any, Final

from botocore.config import Config

from lastfm_gateway.faces.listening.apple.queue import ENTITIES_PER_MESSAGE, LinkQueue
from lastfm_gateway.faces.listening.apple.rows import entities_of, fill_links
from lastfm_gateway.faces.listening.apple.search import Entity, Links
from lastfm_gateway.faces.listening.apple.store import LINKS_KEPT_FOR, LinkStore
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.aws_clients import connect_sqs
from lastfm_gateway.storage.sqs import QueueFault
from lastfm_gateway.storage.table import TableFault

#: How long an answer with missing links stays fresh, in seconds.
INCOMPLETE_FRESH_FOR: Final = 60

#: Short timeouts, in seconds: a slow queue must not delay the answer.
_BRIEF: Final = Config(
    connect_timeout=0.3, read_timeout=0.5, retries={"mode": "standard", "total_max_attempts": 1}
)


def link_queue(url: str) -> LinkQueue:
    """Return the queue of searches."""
    return LinkQueue(lambda: connect_sqs(_BRIEF), url)


class Linker:
    """Fills links into the rows of an answer, and queues searches for the missing ones."""

    def __init__(self, store: LinkStore, queue: LinkQueue, telemetry: Telemetry) -> None:
        self._store = store
        self._queue = queue
        self._telemetry = telemetry

    def fill(self, kind: EntityKind, items: Sequence[dict[str, Any]]) -> int:
        """Fill stored links into rows and queue the rest; return the most seconds to stay fresh.

        Faults of the table and of the queue are counted, not raised.
        """
        entities = entities_of(kind, items)
        try:
            known = self._store.read(entities)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            return INCOMPLETE_FRESH_FOR
        fill_links(kind, items, known)
        missing = _incomplete_groups(entities, known)
        try:
            self._queue.send(missing)
        except QueueFault:
            self._telemetry.count("QueueFaults")
        return INCOMPLETE_FRESH_FOR if missing else LINKS_KEPT_FOR


def _incomplete_groups(
    entities: Sequence[Entity], known: Mapping[Entity, Links]
) -> list[Sequence[Entity]]:
    """Return the groups of entities of which at least one is unknown.

    Groups stay whole, so that a request soon after sends the same message and SQS drops it. The
    worker skips entities that are known by then.
    """
    groups = batched(entities, ENTITIES_PER_MESSAGE, strict=False)
    return [group for group in groups if any(entity not in known for entity in group)]
