"""Scrobbles the listens of one request: by calls while there is time, else by the queue."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.errors import (
    INVALID_PARAMETERS,
    RATE_LIMIT_EXCEEDED,
    GatewayError,
    UpstreamError,
    UpstreamTimeout,
)
from lastfm_gateway.faces.listenbrainz.scrobbles import (
    batch_outcome,
    batches_of,
    scrobble_parameters,
)
from lastfm_gateway.faces.listenbrainz.submission import IgnoredListen, Listen
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.track_writes import SCROBBLE

if TYPE_CHECKING:
    from lastfm_gateway.scrobbling.delivery import ScrobbleDelivery

#: Time limits in seconds: of a request's calls, since clients give up after 15 seconds; and the
#: least left to start another one.
SUBMIT_SECONDS: Final = 6.0
LEAST_LEFT: Final = 1.5


class DailyLimitSpent(GatewayError):
    """Last.fm takes no more scrobbles of this user today, and they cannot be queued."""

    def __init__(self) -> None:
        super().__init__(
            "Rate limit exceeded - Last.fm takes no more scrobbles of this user today",
            code=RATE_LIMIT_EXCEEDED,
            status=503,
            retry_after=3600,
        )


@dataclass(slots=True)
class Tally:
    """What became of a request's listens."""

    accepted: int = 0
    queued: int = 0
    ignored: list[IgnoredListen] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return `{"accepted": 48, "queued": 0, "ignored": [{"index": 7, …}]}`."""
        ignored = [
            {"index": each.place, "reason": each.reason, "message": each.message}
            for each in sorted(self.ignored)
        ]
        return {"accepted": self.accepted, "queued": self.queued, "ignored": ignored}


class Submitter:
    """Scrobbles the listens of one request.

    Costs one call of the caller's rate limit for each 50 listens, at most for SUBMIT_SECONDS. What
    is left then, what the limits refuse and what exceeds the user's daily limit at Last.fm is
    queued: one conditional write, one KMS call and one message for each 50.
    """

    def __init__(
        self, delivery: "ScrobbleDelivery", caller: Caller, session: str, *, is_import: bool
    ) -> None:
        self._delivery = delivery
        self._caller = caller
        self._session = session
        self._is_import = is_import
        self._deadline = Deadline.after(SUBMIT_SECONDS)
        self._tally = Tally()
        self._blocked: GatewayError | None = None

    def scrobble(self, listens: Iterable[Listen]) -> Tally:
        """Scrobble listens in batches. Raises GatewayError if some are neither settled nor queued.

        The client then sends all of them again; Last.fm drops repeated scrobbles.
        """
        for batch in batches_of(listens):
            if not self._blocked and self._deadline.left() < LEAST_LEFT:
                self._blocked = UpstreamTimeout()
            if self._blocked:
                self._enqueue(batch, self._blocked)
            else:
                self._send(batch)
        return self._tally

    def _send(self, batch: list[Listen]) -> None:
        """Send a batch. If it has to wait, the next ones go to the queue without a call."""
        within = Deadline.after(min(CALL_SECONDS, self._deadline.left()))
        try:
            answer = self._delivery.fetch_for_holder(
                self._call(batch), within, is_import=self._is_import
            )
        except UpstreamError as error:
            if error.code != INVALID_PARAMETERS:
                raise
            self._tally.ignored += [
                IgnoredListen(listen.place, "refused", error.message) for listen in batch
            ]
            return
        if answer.delivery == "queued":
            self._tally.queued += len(batch)
            self._blocked = UpstreamTimeout()
            return
        outcome = batch_outcome(batch, answer.body)
        self._tally.accepted += outcome.accepted
        self._tally.ignored += outcome.ignored
        if outcome.limited:
            self._blocked = DailyLimitSpent()
            self._enqueue(outcome.limited, self._blocked)

    def _enqueue(self, batch: list[Listen], error: GatewayError) -> None:
        self._delivery.enqueue(self._call(batch), error, is_import=self._is_import)
        self._tally.queued += len(batch)

    def _call(self, batch: list[Listen]) -> CachedCall:
        parameters = scrobble_parameters(batch, self._session)
        return CachedCall(method=SCROBBLE, parameters=parameters, caller=self._caller)
