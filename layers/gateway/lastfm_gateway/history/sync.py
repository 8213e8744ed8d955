"""Keeps a stored history in step with Last.fm, and reads what is missing, within one request."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from lastfm_gateway.errors import HIDDEN, GatewayError
from lastfm_gateway.history.access import HistoryAccess, history_is_hidden
from lastfm_gateway.history.fill_lease import FillLease
from lastfm_gateway.history.import_control import is_reread_due
from lastfm_gateway.history.import_quota import ImportsSpent
from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.history.newest_page import NewestPage, latest_scrobbles
from lastfm_gateway.history.payment import QuotaPayment
from lastfm_gateway.history.source import OutOfCalls, ScrobbleSource
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.limits.sliding_window import MS_PER_SECOND

if TYPE_CHECKING:
    from lastfm_gateway.cache.entry import Entry

#: Time limits in seconds: of all of a request's calls (API Gateway times out after 29 s, and the
#: result must be stored and counted by then), and what is kept of them to store the last ones.
REQUEST_SECONDS: Final = 20.0
STORING_SECONDS: Final = 3.0

#: Asks for background work about a user, with the encrypted session of the key that caused it.
type Ask = Callable[[str, bytes | None], object]


class _Merged(Exception):
    """Another request has merged this page or a newer one."""


class HistorySync:
    """Brings one user's stored history up to date with Last.fm.

    A history that is erased meanwhile stays erased.

    Every method raises GatewayError when Last.fm fails, 403 if the history is hidden from this key,
    and TableFault and HistoryErased as HistoryStore does.
    """

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        *,
        store: HistoryStore,
        user: str,
        newest: NewestPage,
        source: ScrobbleSource,
        access: HistoryAccess,
        payment: QuotaPayment,
        fill_lease: FillLease,
        clock: Callable[[], float],
        expire_pages: Callable[[str], None] | None = None,
        begin_import: Ask | None = None,
        ask_reread: Ask | None = None,
        seconds: float | None = None,
    ) -> None:
        """`expire_pages` is called when the history is found to be hidden.

        `begin_import` is asked until the manifest has a status; `ask_reread` when it is due.
        `seconds`: the time limit of all calls; None for that of the listening face.
        """
        #: The newest page's entry, once the page is merged.
        self.page: Entry | None = None
        self._store = store
        self._user = user
        self._newest = newest
        self._source = source
        self._access = access
        self._payment = payment
        self._fill_lease = fill_lease
        self._clock = clock
        self._expire_pages = expire_pages
        self._begin_import = begin_import
        self._ask_reread = ask_reread
        usual = REQUEST_SECONDS - STORING_SECONDS
        self._deadline = Deadline.after(usual if seconds is None else seconds)

    @property
    def may_show_stored(self) -> bool:
        """Whether this key may see what is stored while Last.fm does not answer."""
        return not self._access.is_hidden or self._access.session.encrypted is not None

    def check_readable(self, manifest: Manifest) -> None:
        """Take over whether a stored history is hidden. Raises GatewayError (403) if it is."""
        self._access.is_hidden = manifest.is_hidden
        if not self.may_show_stored:
            raise history_is_hidden()

    def merge_newest(self, manifest: Manifest) -> Manifest:
        """Merge the newest page, unless this or a newer one was merged. Return the manifest.

        Deleted and late scrobbles that the page covers are corrected too.
        """
        self._access.is_hidden = manifest.is_hidden
        try:
            answer, entry = self._newest.fetch(
                Deadline.after(min(CALL_SECONDS, self._deadline.left()))
            )
        except GatewayError as error:
            if error.code == HIDDEN:
                self._remember_hidden(manifest)
            raise
        if manifest.version and self._access.is_hidden and not manifest.is_hidden:
            self._expire()
        if answer.use != "HIT":
            self._payment.allowance.left -= 1

        def merged(seen: Manifest) -> Manifest:
            if seen.page_fence >= entry.fence:
                raise _Merged
            return seen._replace(
                synced_at=max(seen.synced_at, entry.fence // MS_PER_SECOND),
                lastfm_total=latest.total,
                is_hidden=self._access.is_hidden,
                page_fence=entry.fence,
            )

        if manifest.page_fence < entry.fence:
            latest = latest_scrobbles(answer, entry)
            try:
                manifest = self._store.replace(
                    self._user,
                    latest.window,
                    latest.scrobbles,
                    merged,
                    begins=not manifest.version,
                )
            except _Merged:
                manifest = self._remember_privacy()
        elif manifest.is_hidden != self._access.is_hidden:
            manifest = self._remember_privacy()
        self.page = entry
        self._ask(manifest)
        return manifest

    def fill(self, window: Window) -> None:
        """Read what is missing of a window and store its months one by one, the newest first.

        While another request reads something of the user's, this one waits. Raises OutOfCalls when
        it may make no more calls, or waited too long: the rest is still missing.
        """
        with self._fill_lease.held(self._deadline) as is_held:
            if not is_held:
                raise OutOfCalls
            manifest = self._store.manifest(self._user)
            for part in reversed(manifest.missing(window)):
                self._fill(part)

    def _fill(self, window: Window) -> None:
        was_hidden = self._access.is_hidden
        try:
            for part in self._source.parts(window, self._payment, self._deadline):
                self._store.replace(self._user, part.window, part.scrobbles, begins=False)
        except GatewayError as error:
            if error.code == HIDDEN:
                self._expire()
                self._remember_privacy()
            raise
        if self._access.is_hidden and not was_hidden:
            self._expire()
            self._remember_privacy()

    def _expire(self) -> None:
        """Expire the pages that were composed while the history was public."""
        if self._expire_pages:
            self._expire_pages(self._user)

    def _remember_hidden(self, manifest: Manifest) -> None:
        """Remember that a stored history is hidden now.

        Its pages expire even if that was known: a worker may have found it.
        """
        self._expire()
        if manifest.version and not manifest.is_hidden:
            self._remember_privacy()

    def _remember_privacy(self) -> Manifest:
        is_hidden = self._access.is_hidden
        return self._store.update(
            self._user, lambda manifest: manifest._replace(is_hidden=is_hidden), begins=False
        )

    def _ask(self, manifest: Manifest) -> None:
        """Ask for the import, or for the re-read when it is due."""
        encrypted = self._access.session.encrypted
        if not manifest.status:
            if self._begin_import:
                with suppress(ImportsSpent):
                    self._begin_import(self._user, encrypted)
        elif self._ask_reread and is_reread_due(manifest, self._clock()):
            self._ask_reread(self._user, encrypted)
