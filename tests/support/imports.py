"""Imports of histories for tests: a queue in memory, and a worker's parts over chosen tables."""

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

import boto3

from lastfm_gateway.composition import Runtime
from lastfm_gateway.history.import_message import ImportMessage
from lastfm_gateway.history.import_queue import ImportQueue
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.store import HistoryStore
from local.simulator import Simulator
from local.simulator.raw import raw_scrobbles
from tests.support.history import rows
from tests.support.memory_table import MemoryTable

if TYPE_CHECKING:
    from collections.abc import Callable


class MemoryQueue(ImportQueue):
    """A FIFO queue in memory that drops messages it has seen, with a hook around each send."""

    def __init__(self) -> None:
        super().__init__(partial(boto3.client, "sqs"), "queue", "failures", "secret")
        self.messages: deque[str] = deque()
        self.sent: list[str] = []
        self._seen = set[str]()
        self.before: Callable[[str], None] = lambda _: None
        self.after: Callable[[str], None] = lambda _: None

    def _send(self, url: str, text: str, group: str, deduplication_id: str) -> None:
        self.before("send")
        assert (url, len(group), len(deduplication_id)) == ("queue", 64, 64)
        if deduplication_id not in self._seen:
            self._seen.add(deduplication_id)
            self.messages.append(text)
            self.sent.append(text)
        self.after("send")


class Deployment:
    """A worker's parts, with history and queue in memory."""

    def __init__(self, runtime: Runtime) -> None:
        self.table, self.queue, self.runtime = MemoryTable(), MemoryQueue(), runtime
        runtime.__dict__ |= {
            "history": HistoryStore(self.table),
            "import_queue": self.queue,
        }

    @property
    def store(self) -> HistoryStore:
        """The histories."""
        return self.runtime.history

    def run(self, most: int = 1000) -> int:
        """Handle messages until there are none; return how many there were."""
        handled = 0
        while self.queue.messages:
            assert handled < most, "the import does not end"
            self.handle()
            handled += 1
        return handled

    def handle(self) -> None:
        """Handle the first message, and delete it unless an error is raised."""
        text = self.queue.messages[0]
        message = ImportMessage.from_json(text)
        self.runtime.importer.handle(message, 1, self.runtime.clock())
        self.queue.messages.popleft()

    def stored(self, user: str) -> list[Scrobble]:
        """Return all that is stored of a user, sorted."""
        return sorted(rows(self.store.read(user)[1]))


def truth(lastfm: Simulator, user: str) -> list[Scrobble]:
    """Return all scrobbles that Last.fm has of a user, sorted."""
    raw = raw_scrobbles(lastfm.service.world, user, lastfm.now())
    return sorted(Scrobble(at, TrackNames(*names)) for at, *names in raw)
