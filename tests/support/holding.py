"""Calls that Last.fm keeps waiting for as long as a test wants: no test need guess how long."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final
from unittest.mock import patch

from local.simulator import Simulator
from local.simulator.faults import Fault

#: Nothing in a test takes so long on any machine, in seconds.
FOREVER: Final = 120.0


class Held:
    """The calls that wait. `most` is how many waited at one time."""

    def __init__(self, method: str, first: int | None) -> None:
        self.most = 0
        self._method = method
        self._left = first
        self._waiting = 0
        self._changed = threading.Condition()
        self._is_over = False

    def wait(self, method: str) -> None:
        """Keep a call waiting, if it is one of those."""
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
        """Return when so many calls wait at once. Fails when they never do."""
        with self._changed:
            assert self._changed.wait_for(lambda: self._waiting >= number, FOREVER)

    def release(self) -> None:
        """Let them all have their answers, and all that follow."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()


@contextmanager
def held(lastfm: Simulator, method: str, *, first: int | None = None) -> Iterator[Held]:
    """Keep calls of a method, or only the first of them, waiting until the block ends.

    What returns inside the block has not waited for them.
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
    """Return when something is so. Fails when it never is."""
    end = time.monotonic() + FOREVER
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
