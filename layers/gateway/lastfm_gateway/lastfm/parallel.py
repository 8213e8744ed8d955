"""Calls side by side, each made once: what comes until the deadline.

Threads do no more than send and read. What the calls share, breaker, budget and metrics, stays with
the one thread that asks; so a call is permitted only when it is its turn, and no more follow once
one was refused.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final

from lastfm_gateway.errors import GatewayError, UpstreamTimeout
from lastfm_gateway.lastfm.call import LastfmCall
from lastfm_gateway.lastfm.client import Attempt, LastfmClient
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.transport import CONNECTIONS, READ_TIMEOUT

#: What must be left of a page's time to begin a call, and the time within which a Last.fm that is
#: well may not have answered either: what any other call waits. Seconds.
LEAST_LEFT: Final = 0.3
BRIEF: Final = READ_TIMEOUT


class ParallelCalls[C: LastfmCall]:
    """Some calls: those that wait for their turn, and those on their way."""

    def __init__(self, asker: LastfmClient, calls: Iterable[C], deadline: Deadline) -> None:
        self._asker = asker
        self._deadline = deadline
        self._waiting = deque(calls)
        self._flying: dict[int, tuple[C, float]] = {}
        self._landed = SimpleQueue[tuple[int, Attempt]]()
        self._refused = False
        self._made = 0
        self._inconclusive = deadline.left() < BRIEF

    @property
    def unmade(self) -> int:
        """How many of the calls were not made."""
        return len(self._waiting)

    def completed(self) -> Iterator[tuple[C, Attempt]]:
        """Yield what becomes of the calls, as they come back.

        A call that is on its way at the deadline is left to its thread, whose own time is up then.
        """
        self._send()
        while self._flying:
            try:
                number, tried = self._landed.get(timeout=self._deadline.left())
            except Empty:
                break
            call, _ = self._flying.pop(number)
            self._settle(call, tried)
            yield call, tried
            self._send()
        for call, since in self._flying.values():
            self._settle(call, Attempt(UpstreamTimeout(), time.perf_counter() - since))

    def _send(self) -> None:
        """Send as many of the waiting calls as may be on their way at once."""
        while self._waiting and self._may_send():
            call = self._waiting[0]
            try:
                trial = self._asker.prepare(call, self._deadline)
                self._asker.permit(call)
            except GatewayError:
                self._refused = True
                return
            self._waiting.popleft()
            self._made += 1
            self._flying[self._made] = (call, time.perf_counter())
            Thread(target=self._fly, args=(self._made, trial), daemon=True).start()

    def _may_send(self) -> bool:
        in_time = self._deadline.left() >= LEAST_LEFT
        return in_time and not self._refused and len(self._flying) < self._room()

    def _room(self) -> int:
        return CONNECTIONS if self._asker.allows_parallel_calls() else 1

    def _fly(self, number: int, trial: Callable[[], Attempt]) -> None:
        self._landed.put((number, trial()))

    def _settle(self, call: C, tried: Attempt) -> None:
        """Learn from a call, if that can be learnt from.

        One that was cut off says nothing of Last.fm when others were answered, or when there was
        little time; a probe's end always counts.
        """
        cut_off = isinstance(tried.outcome, UpstreamTimeout)
        if cut_off and self._inconclusive and self._asker.allows_parallel_calls():
            self._asker.record_timing_only(tried)
        else:
            self._asker.record(call, tried)
        self._inconclusive |= not cut_off
