"""Holds calls back at the simulated Last.fm, so that no test has to guess a duration."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final
from unittest.mock import patch

from local.simulator import Simulator
from local.simulator.faults import Fault

#: Seconds: longer than anything in a test takes on any machine.
FOREVER: Final = 120.0


class Held:
    """The calls that are held back. `most` is how many were waiting at one time."""

    def __init__(self, method: str, first: int | None) -> None:
        self.most = 0
        self._method = method
        self._left = first
        self._waiting = 0
        self._changed = threading.Condition()
        self._is_over = False

    def wait(self, method: str) -> None:
        """Hold back a call, if it is one of those."""
        with self._changed:
            if self._is_over or method != self._method or self._left == 0:
                return
            if self._left is not None:
                self._left -= 1
            self._waiting += 1
            self.most = max(self.most, self._waiting)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._is_over, FOREVER)
            self._waiting -= 1

    def until(self, number: int) -> None:
        """Wait until that many calls are held back at once. Fails when they never are."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._waiting >= number, FOREVER)

    def release(self) -> None:
        """Let all calls proceed, and all later ones."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()


@contextmanager
def held(lastfm: Simulator, method: str, *, first: int | None = None) -> Iterator[Held]:
    """Hold back the calls of a method, or only the first few, until the block ends.

    Whatever returns inside the block has not waited for them.
    """
    calls = Held(method, first)
    take = lastfm.faults.take

    def wait_and_take(called: str) -> Fault | None:
        calls.wait(called)
        return take(called)

    with patch.object(lastfm.faults, "take", wait_and_take):
        try:
            yield calls
        finally:
            calls.release()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait until a condition holds. Fails when it never does."""
    end = time.monotonic() + FOREVER
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
