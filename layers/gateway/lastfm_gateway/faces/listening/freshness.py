"""How long answers counted from the history stay fresh. Pure."""

from collections.abc import Iterable
from typing import Final

from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY, HOUR, LATE_SCROBBLES

#: Freshness of answers that a new scrobble changes, in seconds.
_LIVE_FOR: Final = 30


def composed_freshness(windows: Iterable[Window | None], now: float) -> int:
    """Return for how many seconds an answer counted from some windows, at least one, stays fresh.

    None among the windows means all of the history.
    A window is settled by and by: players send scrobbles after the play, some of them days later.
    Answers that may change at once end at midnight too, when days, weeks and years begin.
    """
    end = max(now if window is None else window.end for window in windows)
    if end + LATE_SCROBBLES <= now:
        return DAY
    return HOUR if end + DAY <= now else min(_LIVE_FOR, DAY - int(now) % DAY)
