"""Apple's links in an answer: those that are known, and the others asked for behind its back.

See docs/decisions/0023-apple-links.md.
"""

from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Any, Final

import boto3
from botocore.config import Config

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listening.apple.queue import NAMES, LinkQueue
from lastfm_gateway.faces.listening.apple.rows import lay, subjects
from lastfm_gateway.faces.listening.apple.search import Links, Subject
from lastfm_gateway.faces.listening.apple.store import KEPT_FOR, LinkShelf
from lastfm_gateway.faces.listening.ids import Kind
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.sqs import QueueFault
from lastfm_gateway.storage.table import TableFault

#: For how long a page is kept at most while links of it are still unknown, in seconds.
SHOWN_FOR: Final = 60

#: A queue that does not answer may cost an answer no more than this, in seconds.
_BRIEF: Final = Config(
    connect_timeout=0.3, read_timeout=0.5, retries={"mode": "standard", "total_max_attempts": 1}
)


def linker_of(runtime: Runtime) -> "Linker":
    """Return the linker of a runtime whose settings name the queue."""
    queue = LinkQueue(lambda: boto3.client("sqs", config=_BRIEF), runtime.settings.link_queue)
    return Linker(LinkShelf(runtime.table, runtime.clock), queue, runtime.telemetry)


class Linker:
    """Lays links into the rows of an answer while it is composed."""

    def __init__(self, shelf: LinkShelf, queue: LinkQueue, telemetry: Telemetry) -> None:
        self._shelf = shelf
        self._queue = queue
        self._telemetry = telemetry

    def lay(self, kind: Kind, items: Sequence[dict[str, Any]]) -> int:
        """Fill in what is known, have the rest asked for; return for how many seconds that holds.

        Neither a fault of the table nor one of the queue is the answer's.
        """
        wanted = subjects(kind, items)
        try:
            known = self._shelf.known(wanted)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            return SHOWN_FOR
        lay(kind, items, known)
        missing = _groups(wanted, known)
        try:
            self._queue.send(missing)
        except QueueFault:
            self._telemetry.count("QueueFaults")
        return SHOWN_FOR if missing else KEPT_FOR


def _groups(wanted: Sequence[Subject], known: Mapping[Subject, Links]) -> list[Sequence[Subject]]:
    """Return the groups of names of which some are unknown.

    Whole groups, since the same message soon after is dropped: the worker passes over what is known
    by then.
    """
    groups = batched(wanted, NAMES, strict=False)
    return [group for group in groups if any(subject not in known for subject in group)]
