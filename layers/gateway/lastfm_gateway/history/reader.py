"""One request's view of its user's history."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from lastfm_gateway.errors import GatewayError, UpstreamError, table_failed
from lastfm_gateway.history.listening import Listening
from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.history.overlay import OwnListen, overlaid
from lastfm_gateway.history.source import OutOfCalls
from lastfm_gateway.history.store import HistoryErased, HistoryStore
from lastfm_gateway.history.sync import HistorySync
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY, HOUR, LATE_SCROBBLES
from lastfm_gateway.storage.table import TableFault

#: How old the newest page may be, in seconds: while another request refreshes it, this one serves
#: the old one. Scrobbles since an older page count as missing.
_IN_STEP_FOR: Final = 120


class Progress(NamedTuple):
    """How many scrobbles are stored, and how many Last.fm has."""

    stored: int
    total: int


def _none(_user: str) -> Sequence[OwnListen]:
    """Return no listens."""
    return ()


def _report_nothing(_reason: str) -> None:
    """Report no fault."""


class HistoryReader:
    """Reads the history of a key's holder. Raises GatewayError.

    `now` is the unix time of the request. `fresh_until` is the unix time until which everything
    that was read is fresh: now if something is missing, 30 seconds after the newest page for
    windows that are not over, an hour for those that late scrobbles can change, else a day.
    `is_partial` tells that something is missing.

    What the user has just scrobbled through this gateway is added to every window.

    With everything stored and the newest page fresh, a window costs no call, what `charge` takes,
    and three round trips to the database; the user's own listens cost one more in a request. Each
    30 seconds the page costs one call, and a write if it differs. What is missing costs a call for
    1,000 scrobbles, up to MAX_CALLS_PER_REQUEST and REQUEST_SECONDS.
    """

    def __init__(  # noqa: PLR0913 (its parts, and what its caller pays)
        self,
        store: HistoryStore,
        user: str,
        clock: Callable[[], float],
        sync: HistorySync | None = None,
        *,
        report: Callable[[str], None] = _report_nothing,
        charge: Callable[[], None] | None = None,
        own_listens: Callable[[str], Sequence[OwnListen]] = _none,
    ) -> None:
        """`report` is called with the reason of each fault of DynamoDB.

        `charge` is called before the first read, which costs up to some hundred read units. It may
        raise RateLimited. `own_listens` returns a user's own latest listens.

        Without `sync` only what is stored is read, and nobody checks whether it is hidden.
        """
        self.user = user
        self.now = clock()
        self.fresh_until = self.now + DAY
        self.is_partial = False
        self._store = store
        self._sync = sync
        self._report = report
        self._charge = charge
        self._manifest = Manifest()
        self._is_synced = False
        self._has_served = False
        self._error: GatewayError | None = None
        self._own_listens = own_listens
        self._own: Sequence[OwnListen] | None = None

    def read(
        self,
        window: Window | None = None,
        *,
        optional: bool = False,
        settled: bool = False,
    ) -> Listening:
        """Return the scrobbles of a window; None means all of them.

        `optional`: the answer is as complete and as fresh without them.
        `settled`: the window ends before the newest page, which is not read. With everything
        stored it costs no call.

        What could not be read yet is in `missing`; a later request continues there. While Last.fm
        fails, what is stored is served. Raises Last.fm's error, or RateLimited, only if nothing of
        the request's first window is stored. Raises 403 if the history is hidden from this key,
        stored or not, and 503 if DynamoDB fails.
        """
        if self._charge:
            self._charge()
            self._charge = None
        with self._faults_reported():
            listening = self._with_own(self._read(window, settled=settled), window)
        self._has_served = True
        if not optional:
            self.fresh_until = min(self.fresh_until, self._fresh_until(listening))
            self.is_partial |= not listening.is_complete
        return listening

    def stored(self) -> Manifest:
        """Return what is stored, without a call and without checking whether it is hidden."""
        with self._faults_reported():
            return self._store.manifest(self.user)

    def _with_own(self, listening: Listening, window: Window | None) -> Listening:
        """Return a listening with the user's own latest listens, unless nothing is stored."""
        if not self._manifest.version:
            return listening
        if self._own is None:
            self._own = self._own_listens(self.user)
        kept = [listen for listen in self._own if listen.at >= self._manifest.kept_from]
        return overlaid(listening, kept, self._manifest.page_fence, window)

    @property
    def progress(self) -> Progress:
        """The progress of the import, as of the last read."""
        return Progress(self._manifest.count, self._manifest.lastfm_total)

    @property
    def newest(self) -> int | None:
        """The time of the newest scrobble, as of the last read; None if none is stored."""
        return self._manifest.newest

    @property
    def oldest(self) -> int | None:
        """The time of the first scrobble, as of the last read; None until all are stored."""
        manifest = self._manifest
        is_whole = manifest.begin is not None and not manifest.missing(manifest.covered)
        return manifest.oldest if is_whole else None

    def _read(self, window: Window | None, *, settled: bool) -> Listening:
        seen, listening = self._store.read(self.user, window)
        if settled and self._sync:
            self._sync.check_readable(seen)
        self._manifest = seen if settled else self._synced(seen)
        if self._sync and not self._error:
            self._fill(self._sync, window)
        if self._manifest is not seen:
            self._manifest, listening = self._store.read(self.user, window, consistent=True)
        within = self._cut(window, self._until())
        missing = self._manifest.missing(within)
        if self._error and not self._has_served and missing == [within]:
            raise self._error
        return listening._replace(missing=missing)

    def _synced(self, manifest: Manifest) -> Manifest:
        """Return the manifest after the newest page was merged, once in a request."""
        if self._sync and not self._is_synced:
            self._is_synced = True
            try:
                return self._sync.merge_newest(manifest)
            except GatewayError as error:
                self._keep(error)
        return manifest

    def _fill(self, sync: HistorySync, window: Window | None) -> None:
        """Read what is missing up to the newest page, the newest first, as far as allowed.

        What another request is just reading is waited for.
        """
        within = self._cut(window, self._manifest.covered.end)
        if not self._manifest.missing(within):
            return
        self._manifest = Manifest()  # outdated: it is read again
        try:
            sync.fill(within)
        except OutOfCalls:
            pass
        except GatewayError as error:
            self._keep(error)

    def _keep(self, error: GatewayError) -> None:
        """Keep an error of Last.fm's or of the limits, if what is stored may be shown instead."""
        is_lasting = not error.is_transient and not isinstance(error, UpstreamError)
        if is_lasting or (self._sync and not self._sync.may_show_stored):
            raise error
        self._error = error

    @staticmethod
    def _cut(window: Window | None, until: int) -> Window:
        start, end = window or Window(0, until)
        return Window(min(start, until), min(end, until))

    def _until(self) -> int:
        """Return until when Last.fm's scrobbles are known or missing; after that there are none."""
        page = self._sync.page if self._sync else None
        in_step = page is not None and self.now - page.stored_at < _IN_STEP_FOR
        return self._manifest.covered.end if in_step else int(self.now)

    def _fresh_until(self, listening: Listening) -> float:
        page = self._sync.page if self._sync else None
        if listening.missing or page is None:
            return self.now
        end = listening.window.end
        if end + HOUR > self.now:
            return page.fresh_until
        return self.now + (DAY if end + LATE_SCROBBLES <= self.now else HOUR)

    @contextmanager
    def _faults_reported(self) -> Iterator[None]:
        """Turn faults of DynamoDB into GatewayError (503), and report them."""
        try:
            yield
        except TableFault as fault:
            self._report(fault.reason)
            raise _unreadable() from None
        except HistoryErased:
            raise _unreadable() from None


def _unreadable() -> GatewayError:
    return table_failed("The listening history cannot be read")
