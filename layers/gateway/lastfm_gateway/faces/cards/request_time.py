"""The time limit of a card: no call to AWS begins shortly before it, or is tried again later."""

import time
from collections.abc import Callable
from typing import Any, Final

from botocore.exceptions import ConnectionClosedError

from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.storage.connection import OutOfTime

#: Seconds from API Gateway's receipt of a request until its card is drawn, the start of an
#: environment included. A slow start leaves the least.
WORK_SECONDS: Final = 2.3
LEAST_SECONDS: Final = 0.5

#: No call to AWS begins with less time left, in seconds. One may take 0.4 (see `runtime`).
AWS_SECONDS: Final = 0.3


class RequestTime:
    """The time limit of the request that an environment serves."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._deadline: Deadline | None = None

    def begin(self, passed: float) -> None:
        """Begin a request that API Gateway received `passed` seconds ago."""
        self._deadline = Deadline.after(max(LEAST_SECONDS, WORK_SECONDS - passed), self._clock)

    @property
    def deadline(self) -> Deadline:
        """The request's deadline."""
        return self._deadline or Deadline.after(WORK_SECONDS, self._clock)

    def is_short(self) -> bool:
        """Return whether too little time is left for a call to AWS."""
        return is_short(self.deadline)

    def watch(self, client: Any) -> None:
        """Hold the calls of an AWS client to the time limit."""
        client.meta.events.register("before-call", self._check)
        client.meta.events.register("needs-retry", self._retry)

    def _check(self, **_: object) -> None:
        """Raise OutOfTime, which counts as a fault of the service."""
        if self.is_short():
            raise OutOfTime

    def _retry(self, attempts: int, caught_exception: Exception | None, **_: object) -> int | None:
        """Return after how many seconds a call is made again; None for never.

        The services close connections while an environment sleeps. That shows at the next call, at
        once, and says nothing about them.
        """
        is_closed = isinstance(caught_exception, ConnectionClosedError)
        return 0 if is_closed and attempts == 1 and not self.is_short() else None


def is_short(deadline: Deadline) -> bool:
    """Return whether too little time is left before a deadline for a call to AWS."""
    return deadline.left() < AWS_SECONDS
