"""The Apple link worker, as the tests run it."""

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listening.apple.worker import open_linker
from tests.integration.faces.listening.support import Clock
from tests.support.poller import poll


class LinkWorker:
    """The worker on the test's clock. Records its pauses instead of sleeping."""

    def __init__(self, queue: str, clock: Clock) -> None:
        self._queue = queue
        self.pauses: list[float] = []
        self._handler = open_linker(Runtime.from_environment(clock=clock), self.pauses.append)

    def drain(self) -> list[str]:
        """Process the queue once, and return the bodies of the messages to retry."""
        return poll(self._queue, self._handler)
