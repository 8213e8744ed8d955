"""Importer: takes a history one message further, newest first, and sends the next message.

What is stored says how far an import is, so a message may be delivered again, or twice, and several
imports of one user are one. A message about a history that was erased does nothing.
"""

from collections.abc import Callable
from contextlib import suppress

from lastfm_gateway.errors import DEPLOYMENT_CODES, HIDDEN, GatewayError
from lastfm_gateway.history.import_calls import ImportShare
from lastfm_gateway.history.import_message import ImportMessage
from lastfm_gateway.history.import_queue import ImportQueue
from lastfm_gateway.history.import_step import Step
from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.history.retention import kept_from, kept_part, retained
from lastfm_gateway.history.source import OutOfCalls, WindowRead
from lastfm_gateway.history.store import Change, HistoryErased, HistoryStore
from lastfm_gateway.history.verification import begin_comparison, compare, settle
from lastfm_gateway.history.window import Window
from lastfm_gateway.keys.store import KeyStore


class Superseded(Exception):
    """The history was erased, and is another one now."""


class Importer:
    """Handles messages."""

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        *,
        store: HistoryStore,
        queue: ImportQueue,
        keys: KeyStore,
        share: ImportShare,
        retention_months: int,
        expire_pages: Callable[[str], None],
    ) -> None:
        """`retention_months`: how long scrobbles are kept; 0 for ever.

        `expire_pages` is called when a user's history was corrected.
        """
        self._store = store
        self._queue = queue
        self._keys = keys
        self._share = share
        self._retention_months = retention_months
        self._expire_pages = expire_pages

    def handle(self, message: ImportMessage, receives: int, now: float) -> None:
        """Do a message's work and send the next one.

        Raises GatewayError, OutOfCalls, QueueFault and TableFault: the message is to be delivered
        again. `receives`: how often it was delivered.
        """
        manifest = self._store.manifest(message.user)
        if not manifest.generation or manifest.generation != message.generation:
            return
        try:
            following = self._next(message, manifest, receives, now)
        except (HistoryErased, Superseded):
            return
        except (GatewayError, OutOfCalls):
            self._note_pause(message, now)
            raise
        if following:
            self._queue.send(following)

    def _next(
        self, message: ImportMessage, manifest: Manifest, receives: int, now: float
    ) -> ImportMessage | None:
        """Do a message's work; return the next message. Gives up on what is refused."""
        guarded = _of_generation(message.generation)

        def update(change: Change) -> Manifest:
            return self._store.update(message.user, guarded(change), begins=False)

        def store(read: WindowRead, change: Change) -> Manifest:
            return self._store.replace(
                message.user, read.window, read.scrobbles, guarded(change), begins=False
            )

        if not self._keys.has_valid_key(message.user, now):
            update(_given_up)
            return None
        step = Step(
            message=message,
            manifest=manifest,
            calls=self._share.calls_for(
                message.user, message.session, is_hidden=manifest.is_hidden, receives=receives
            ),
            now=int(now),
            kept_from=kept_from(now, self._retention_months),
            update=update,
            store=store,
            expire_pages=lambda: self._expire_pages(message.user),
        )
        try:
            match message.task:
                case "import":
                    return _import(step)
                case "verify":
                    return compare(step)
                case "reread" | "repair":
                    return _read_again(step)
        except GatewayError as error:
            if error.is_transient or error.code in DEPLOYMENT_CODES:
                raise
            hidden = error.code == HIDDEN
            update(lambda found: _given_up(found, hidden=hidden))
            return None

    def _note_pause(self, message: ImportMessage, now: float) -> None:
        """Note that the import is still worked on, so that no request begins it beside this."""

        def noted(found: Manifest) -> Manifest:
            is_running = found.status == "running"
            return found._replace(imported_at=int(now)) if is_running else found

        with suppress(HistoryErased, Superseded):
            self._store.update(
                message.user, _of_generation(message.generation)(noted), begins=False
            )


def _of_generation(generation: int) -> Callable[[Change], Change]:
    """Return a decorator of changes: they raise Superseded for another generation's manifest."""

    def guarded(change: Change) -> Change:
        def checked(manifest: Manifest) -> Manifest:
            if manifest.generation != generation:
                raise Superseded
            return change(manifest)

        return checked

    return guarded


def _given_up(manifest: Manifest, *, hidden: bool = False) -> Manifest:
    """Return the state after Last.fm refused the user's history: a later request may begin anew.

    Its messages are of another generation, so that SQS does not take them for those before.
    """
    status = "" if manifest.status == "running" else manifest.status
    is_hidden = manifest.is_hidden or hidden
    return manifest._replace(status=status, is_hidden=is_hidden, generation=0)


def _import(step: Step) -> ImportMessage | None:
    """Read the newest part of what is missing."""
    message, manifest = step.message, step.manifest
    [window] = message.windows
    window = kept_part(window, step.kept_from)
    if manifest.status == "complete" and manifest.verified_at:
        return None
    missing = manifest.missing(window)
    if not missing:
        return _complete(step, window)
    read = step.calls.read(missing[-1])

    def progressed(before: Manifest) -> Manifest:
        return before._replace(
            status="running",
            imported_at=step.now,
            lastfm_total=before.lastfm_total or before.count + read.total,
            is_hidden=step.calls.access.is_hidden,
        )

    step.store(read, progressed)
    return message.then("import", message.windows)


def _complete(step: Step, window: Window) -> ImportMessage:
    """Record that all is imported, and go on to verify it."""

    def completed(before: Manifest) -> Manifest:
        begin = window.end if before.oldest is None else before.oldest
        complete = before._replace(
            status="complete", imported_at=step.now, begin=begin, kept_from=step.kept_from
        )
        return retained(complete, step.kept_from)

    return begin_comparison(step.message, step.update(completed))


def _read_again(step: Step) -> ImportMessage | None:
    """Read the newest part of the last window again; without any left, conclude."""
    message = step.message
    if not message.windows:
        settle(step, step.manifest)
        return None
    *left, window = message.windows
    window = kept_part(window, step.kept_from)
    if window.start < window.end:
        read = step.calls.read(window)

        def corrected(before: Manifest) -> Manifest:
            if message.task == "repair":  # months that differ; others are not read as a whole
                before = before.with_difference(read.window, read.left_out)
            return before._replace(is_hidden=step.calls.access.is_hidden)

        manifest = step.store(read, corrected)
        if manifest.spans != step.manifest.spans:
            step.expire_pages()
        if read.window.start > window.start:
            left.append(Window(window.start, read.window.start))
    else:
        manifest = step.manifest
    if message.task == "reread" and not left:
        return begin_comparison(message, manifest)
    return message.then(message.task, left)
