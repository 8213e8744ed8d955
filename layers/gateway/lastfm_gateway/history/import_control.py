"""Import control: begins, describes and erases the import of a user's history."""

import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from lastfm_gateway.history.comparison import months
from lastfm_gateway.history.import_message import ImportMessage, Task
from lastfm_gateway.history.import_queue import ImportQueue
from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.history.store import HistoryErased, HistoryStore
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY, HOUR
from lastfm_gateway.storage.sqs import QueueFault

#: Scrobbles arrive up to so many seconds late, when a player was offline.
REREAD_SECONDS: Final = 14 * DAY

#: An import that nobody has worked on for so many seconds is begun again.
STALLED_AFTER: Final = HOUR

#: How long the last 14 days are trusted before they are read again, in seconds.
REREAD_AFTER: Final = DAY

#: Imports that are begun within so many seconds are one: as long as SQS remembers messages.
_ONE_BEGIN: Final = 300


class ImportControl:
    """Every method raises TableFault when DynamoDB fails."""

    def __init__(
        self,
        store: HistoryStore,
        queue: ImportQueue,
        clock: Callable[[], float],
        report: Callable[[str], None],
        spend: Callable[[str, int], None] | None = None,
    ) -> None:
        """`report` counts a metric: faults of the queue are no reason to refuse a request.

        `spend` counts an import of a user that is begun anew. May raise ImportsSpent.
        """
        self._store = store
        self._queue = queue
        self._clock = clock
        self._report = report
        self._spend = spend

    def begin(self, user: str, encrypted_session: bytes | None) -> bool:
        """Begin to import a user's history; if that is complete, to verify it.

        Return whether a message was sent. The session is the key's, as it is stored.

        Raises ImportsSpent (429) if that is done too often after the history was erased.
        """
        if not self._queue:
            return False
        now = int(self._clock())
        spends = [self._spend] if self._spend else []

        def with_generation(seen: Manifest) -> Manifest:
            while spends and not seen.generation:
                spends.pop()(user, now)
            return _with_generation(seen)

        def begun(seen: Manifest) -> Manifest:
            if seen.generation != manifest.generation:
                return seen  # the worker was faster, and gave up
            return seen._replace(status=seen.status or "running", imported_at=now)

        with suppress(HistoryErased):
            manifest = self._store.update(user, with_generation)
            if self._send(user, manifest, encrypted_session, now - now % _ONE_BEGIN):
                self._store.update(user, begun, begins=False)
                return True
        return False

    def request_reread(self, user: str, encrypted_session: bytes | None) -> None:
        """Have the last 14 days read again, and the rest verified. Call it when `is_reread_due`.

        An import that stalled is begun again instead.
        """
        if not self._queue:
            return
        now = int(self._clock())
        with suppress(HistoryErased):
            manifest = self._store.update(user, _with_generation)
            is_moving = manifest.status == "running" and now - manifest.imported_at < STALLED_AFTER
            if is_moving or self._send(user, manifest, encrypted_session, now - now % DAY):
                self._store.update(user, lambda seen: seen._replace(reread_at=now), begins=False)

    def status(self, user: str) -> dict[str, Any]:
        """Return how far the import is. Times are unix seconds, None for never."""
        manifest = self._store.manifest(user)
        return {
            "status": manifest.status or "none",
            "scrobbles": manifest.count,
            "lastfm_total": manifest.lastfm_total,
            "not_stored": sum(more for _, more in manifest.differences),
            "oldest": manifest.oldest,
            "newest": manifest.newest,
            "verified_at": manifest.verified_at or None,
        }

    def erase(self, user: str) -> None:
        """Erase everything of a user at once. A running import stops at its next message."""
        self._store.erase(user)

    def _send(
        self, user: str, manifest: Manifest, encrypted_session: bytes | None, started: int
    ) -> bool:
        """Send the first message of an import, or of a re-read. Return whether it was sent."""
        now = int(self._clock())
        is_complete = manifest.status == "complete"
        task: Task = "reread" if is_complete else "import"
        message = ImportMessage(
            user=user,
            generation=manifest.generation,
            task=task,
            windows=_to_reread(manifest, now) if is_complete else (Window(0, now),),
            started=started,
            session=encrypted_session,
        )
        try:
            self._queue.send(message)
        except QueueFault:
            self._report("QueueFaults")
            return False
        return True


def is_reread_due(manifest: Manifest, now: float) -> bool:
    """Return whether to request a re-read: once a day, and once an hour while an import stalls."""
    if manifest.status == "running":
        return now - max(manifest.imported_at, manifest.reread_at) >= STALLED_AFTER
    return now - manifest.reread_at >= REREAD_AFTER


def _with_generation(manifest: Manifest) -> Manifest:
    if manifest.generation:
        return manifest
    return manifest._replace(generation=1 + secrets.randbits(31))


def _to_reread(manifest: Manifest, now: int) -> tuple[Window, ...]:
    """Return one month, another each day, and the last 14 days.

    Counts do not show edits within a month; so every month is read again in its turn.
    """
    covered = Window(manifest.begin or 0, manifest.covered.end)
    recent = Window(max(covered.start, now - REREAD_SECONDS), covered.end)
    if recent.start >= recent.end:
        recent = covered
    all_months = months(covered)
    if not all_months:
        return (recent,)
    start, end = all_months[now // DAY % len(all_months)]
    return Window(max(start, covered.start), min(end, covered.end)), recent
