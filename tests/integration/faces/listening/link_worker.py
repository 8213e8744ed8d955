"""The worker that asks Apple, as the tests drive it."""

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listening.apple.worker import open_linker
from tests.integration.faces.listening.support import Clock
from tests.support.poller import poll


class LinkWorker:
    """The worker by the tests' clock, which notes its pauses and makes none."""

    def __init__(self, queue: str, clock: Clock) -> None:
        self._queue = queue
        self.pauses: list[float] = []
        self._handler = open_linker(Runtime.from_environment(clock=clock), self.pauses.append)

    def drain(self) -> list[str]:
        """Work on what is in the queue; returns the messages that come again."""
        return poll(self._queue, self._handler)
