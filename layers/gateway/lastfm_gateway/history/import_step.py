"""A step of an import: what the work of one message sees and may change."""

from collections.abc import Callable
from dataclasses import dataclass

from lastfm_gateway.history.import_calls import ImportCalls
from lastfm_gateway.history.import_message import ImportMessage
from lastfm_gateway.history.manifest import Manifest
from lastfm_gateway.history.source import WindowRead
from lastfm_gateway.history.store import Change


@dataclass(frozen=True, slots=True)
class Step:
    """`manifest` is as before the step. `kept_from`: scrobbles before this unix time are not kept.

    `update` and `store` change the history, unless it was erased meanwhile: then they raise.
    `expire_pages` expires the cached pages about the user.
    """

    message: ImportMessage
    manifest: Manifest
    calls: ImportCalls
    now: int
    kept_from: int
    update: Callable[[Change], Manifest]
    store: Callable[[WindowRead, Change], Manifest]
    expire_pages: Callable[[], None]
