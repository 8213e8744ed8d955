"""Waits for the import of a history."""

import time
from typing import Final

from tools.export.gateway import Gateway
from tools.export.progress import ProgressBar

_POLL_SECONDS: Final = 5.0
#: An import without progress for so many polls is not waited for any longer: five minutes.
_PATIENCE: Final = 60


def wait_for_import(gateway: Gateway, bar: ProgressBar) -> None:
    """Begin the import if need be, and return when it is complete or makes no progress."""
    status = gateway.status()
    if status.status == "complete":
        return
    gateway.begin_import()
    idle = 0
    while status.status != "complete" and idle < _PATIENCE:
        bar.show("Importing", status.scrobbles, status.lastfm_total)
        time.sleep(_POLL_SECONDS)
        before, status = status, gateway.status()
        idle = idle + 1 if before == status else 0
    bar.end()
