"""Scrobble source: reads windows of a user's history from Last.fm, newest first."""

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from lastfm_gateway import methods
from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.errors import (
    GatewayError,
    NotAttempted,
    Unconfigured,
    UpstreamError,
    UpstreamFault,
)
from lastfm_gateway.history.access import HistoryAccess
from lastfm_gateway.history.listening import Scrobble
from lastfm_gateway.history.page_run import PAGE, PageRun, WindowPart
from lastfm_gateway.history.payment import Payment
from lastfm_gateway.history.recent_tracks import RecentTracks, parse_not_found, parse_recent_tracks
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.client import LastfmClient
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.lastfm.parallel import MIN_CALL_SECONDS, ParallelCalls
from lastfm_gateway.lastfm.response import ParsedResponse
from lastfm_gateway.lastfm.transport import CONNECTIONS
from lastfm_gateway.limits.rate_limiter import Caller

#: How often a window is read that changes while it is read.
_READINGS: Final = 2


class OutOfCalls(Exception):
    """The reader may make no more calls, or has no time for one."""


class WindowRead(NamedTuple):
    """What was read of a window: all scrobbles of its newest part, newest first.

    `total`: how many scrobbles Last.fm counts in the asked window. `left_out`: how many it counts
    in this part that cannot be stored: they are malformed, or equal to another.
    """

    window: Window
    scrobbles: list[Scrobble]
    total: int
    is_complete: bool
    left_out: int


class ScrobbleSource:
    """Reads one user's scrobbles. The answers are not cached.

    Each method raises GatewayError when a call fails, 403 if the history is hidden from this key,
    and OutOfCalls when `payment` or `deadline` allow no more calls. A window of n scrobbles costs
    n / 1000 calls, rounded up, at least one.
    """

    def __init__(  # noqa: PLR0913 (its parts, whose history, and how to read it)
        self,
        client: LastfmClient,
        caller: Caller,
        user: str,
        access: HistoryAccess,
        count: Callable[[str, float], None],
        *,
        at_once: int = CONNECTIONS,
    ) -> None:
        """`caller` is who causes the calls: circuit breaker and logs name it.

        `count` adds to a metric. `at_once`: the most calls in flight.
        """
        self._client = client
        self._caller = caller
        self._user = user
        self._access = access
        self._count = count
        self._at_once = at_once

    def count(self, window: Window, payment: Payment, deadline: Deadline) -> int:
        """Return how many scrobbles Last.fm counts in a window, in one call."""
        return self._page(_parameters(window, 1, limit=1), payment, deadline).total

    def read(self, window: Window, payment: Payment, deadline: Deadline) -> WindowRead:
        """Read a window at once. Raises only if nothing of it was read.

        `is_complete` is False if calls failed or ran out: the part before `window` is missing.
        """
        run = PageRun(window, self._page(_parameters(window, 1), payment, deadline))
        scrobbles: list[Scrobble] = []
        start = window.end
        try:
            for part in self._parts(run, window, payment, deadline):
                scrobbles += part.scrobbles
                start = part.window.start
        except (GatewayError, OutOfCalls):
            if start == window.end:
                raise
        is_complete = start == window.start
        left_out = run.total - len(scrobbles) if is_complete else run.left_out
        read = Window(start, window.end)
        return WindowRead(read, scrobbles, run.total, is_complete, left_out)

    def parts(self, window: Window, payment: Payment, deadline: Deadline) -> Iterator[WindowPart]:
        """Yield the parts of a window as soon as they are whole, newest first.

        Parts end with months. If calls fail or run out, the last part ends where the pages do, and
        the error follows it.
        """
        run = PageRun(window, self._page(_parameters(window, 1), payment, deadline))
        yield from self._parts(run, window, payment, deadline)

    def _parts(
        self, run: PageRun, window: Window, payment: Payment, deadline: Deadline
    ) -> Iterator[WindowPart]:
        for readings_left in reversed(range(_READINGS)):
            error: GatewayError | None = None
            try:
                yield from self._more_pages(run, window, payment, deadline)
            except GatewayError as caught:
                error = caught
            if part := run.take_all():
                yield part
            if run.is_complete:
                return
            if error:
                raise error
            if not run.has_changed or not readings_left:
                break
            window = run.rest
            run = PageRun(window, self._page(_parameters(window, 1), payment, deadline))
        raise OutOfCalls

    def _more_pages(
        self, run: PageRun, window: Window, payment: Payment, deadline: Deadline
    ) -> Iterator[WindowPart]:
        """Read the pages after the first in parallel, then those that failed one by one."""
        if run.is_complete:
            return
        admitted = payment.spend_up_to(run.pages - 1)
        numbers = range(2, 2 + admitted)
        session = self._access.session.key() if self._access.is_hidden else None
        calls = {self._call(_parameters(window, page), session): page for page in numbers}
        parallel = ParallelCalls(self._client, calls, deadline, self._at_once)
        failed = []
        try:
            for call, attempt in parallel.completed():
                try:
                    run.add(calls[call], self._parse(attempt.outcome))
                except (UpstreamError, UpstreamFault) as error:
                    if not error.is_transient:
                        raise
                    failed.append(calls[call])
                if part := run.take_months():
                    yield part
        finally:
            payment.refund(parallel.unmade)
        if parallel.unmade:
            self._client.check(next(iter(calls)))
        for page in sorted(failed):
            run.add(page, self._page(_parameters(window, page), payment, deadline))
            if part := run.take_months():
                yield part

    def _page(
        self, parameters: dict[str, str], payment: Payment, deadline: Deadline
    ) -> RecentTracks:
        def pay() -> bool:
            return payment.spend_up_to(1) == 1

        def fetch(session: str | None) -> RecentTracks:
            if deadline.left() < MIN_CALL_SECONDS or not pay():
                raise OutOfCalls
            within = Deadline.after(min(CALL_SECONDS, deadline.left()))
            try:
                parsed = self._client.send(self._call(parameters, session), within, pay)
                return self._parse(parsed)
            except (NotAttempted, Unconfigured):
                payment.refund(1)
                raise

        return self._access.fetch(fetch)

    def _call(self, parameters: dict[str, str], session: str | None) -> CachedCall:
        sent = {"user": self._user, **parameters, **({"sk": session} if session else {})}
        method = methods.get("user.getRecentTracks")
        return CachedCall(method=method, parameters=sent, caller=self._caller)

    def _parse(self, parsed: ParsedResponse | Exception) -> RecentTracks:
        if isinstance(parsed, Exception):
            raise parsed
        if not parsed.found:
            raise parse_not_found(parsed.reply.body)
        page = parse_recent_tracks(parsed.reply.body)
        if page.skipped:
            self._count("MalformedScrobbles", page.skipped)
        return page


def _parameters(window: Window, page: int, limit: int = PAGE) -> dict[str, str]:
    """Return the parameters of a page. Last.fm's `to` is excluded, as a window's end is."""
    numbers = {"from": window.start, "to": window.end, "limit": limit, "page": page}
    return {name: str(number) for name, number in numbers.items()}
