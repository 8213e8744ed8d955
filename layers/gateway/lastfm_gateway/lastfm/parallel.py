"""Sends several calls in parallel, each once, and yields the outcomes until a deadline.

Worker threads only send and parse. The calling thread alone uses circuit breaker, call budget and
metrics. It permits each call just before it starts, and starts no more once one is refused.
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

#: The seconds that must be left to start a call.
MIN_CALL_SECONDS: Final = 0.3

#: In a batch with fewer seconds, a timeout says nothing about Last.fm.
CONCLUSIVE_BATCH_SECONDS: Final = READ_TIMEOUT


class ParallelCalls[C: LastfmCall]:
    """A batch of calls: pending, in flight (at most `at_once`), completed."""

    def __init__(
        self,
        client: LastfmClient,
        calls: Iterable[C],
        deadline: Deadline,
        at_once: int = CONNECTIONS,
    ) -> None:
        self._client = client
        self._deadline = deadline
        self._at_once = at_once
        self._pending = deque(calls)
        self._in_flight: dict[int, tuple[C, float]] = {}
        self._completed = SimpleQueue[tuple[int, Attempt]]()
        self._refused = False
        self._started = 0
        self._inconclusive = deadline.left() < CONCLUSIVE_BATCH_SECONDS

    @property
    def unmade(self) -> int:
        """The number of calls that were not sent."""
        return len(self._pending)

    def completed(self) -> Iterator[tuple[C, Attempt]]:
        """Yield each call with its attempt, in order of completion.

        Does not wait for calls in flight at the deadline: their threads time out on their own.
        """
        self._start()
        while self._in_flight:
            try:
                number, attempt = self._completed.get(timeout=self._deadline.left())
            except Empty:
                break
            call, _ = self._in_flight.pop(number)
            self._record(call, attempt)
            yield call, attempt
            self._start()
        for call, since in self._in_flight.values():
            self._record(call, Attempt(UpstreamTimeout(), time.perf_counter() - since))

    def _start(self) -> None:
        """Start pending calls up to the limit of calls in flight."""
        while self._pending and self._may_start():
            call = self._pending[0]
            try:
                send_once = self._client.prepare(call, self._deadline)
                self._client.permit(call)
            except GatewayError:
                self._refused = True
                return
            self._pending.popleft()
            self._started += 1
            self._in_flight[self._started] = (call, time.perf_counter())
            Thread(target=self._run, args=(self._started, send_once), daemon=True).start()

    def _may_start(self) -> bool:
        in_time = self._deadline.left() >= MIN_CALL_SECONDS
        return in_time and not self._refused and len(self._in_flight) < self._max_in_flight()

    def _max_in_flight(self) -> int:
        return self._at_once if self._client.allows_parallel_calls() else 1

    def _run(self, number: int, send_once: Callable[[], Attempt]) -> None:
        self._completed.put((number, send_once()))

    def _record(self, call: C, attempt: Attempt) -> None:
        """Record an attempt.

        A timeout counts for nothing if another call was answered or the batch had little time. A
        probe always counts.
        """
        timed_out = isinstance(attempt.outcome, UpstreamTimeout)
        if timed_out and self._inconclusive and self._client.allows_parallel_calls():
            self._client.record_timing_only(attempt)
        else:
            self._client.record(call, attempt)
        self._inconclusive |= not timed_out
