"""A question to Last.fm about the holder, and for how long its answer holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lastfm_gateway.faces.listening.windows import Window
from lastfm_gateway.methods.freshness import DAY, HOUR, LATE_SCROBBLES
from lastfm_gateway.methods.method import Method

#: How long what no late scrobble can change is kept, in seconds.
_SETTLED_FOR: Final = 30 * DAY


@dataclass(frozen=True, slots=True)
class Question:
    """A call to be made for the holder.

    `lasts` is for how many seconds its answer holds, where that is longer than the method's own
    freshness; `more` tells answers apart that the parameters do not, and from the REST families'.
    """

    method: Method
    parameters: Mapping[str, str]
    lasts: int = 0
    more: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether nothing that a user may still do changes the answer."""
        return self.lasts >= _SETTLED_FOR


def lasts(window: Window, now: float) -> int:
    """Return for how many seconds an answer about a range of time holds.

    An hour until a day after its end, since scrobbles come in some time after their play; then some
    days, and weeks once no late scrobble can change it.
    """
    if window.end + LATE_SCROBBLES <= now:
        return _SETTLED_FOR
    return 4 * DAY if window.end + DAY <= now else HOUR
