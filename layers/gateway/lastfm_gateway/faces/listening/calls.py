"""The calls to Last.fm that the listening face makes, and how long their answers stay fresh."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from lastfm_gateway import methods
from lastfm_gateway.faces.listening import fetch_plan
from lastfm_gateway.faces.listening.rows import Row
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.names import EntityKind
from lastfm_gateway.methods.freshness import DAY, HOUR, LATE_SCROBBLES
from lastfm_gateway.methods.method import Method

#: How long answers about settled ranges stay fresh, in seconds.
_SETTLED_FOR: Final = 30 * DAY


@dataclass(frozen=True, slots=True)
class ListeningCall:
    """A call about the key's holder.

    `fresh_for` is a lower bound of the answer's freshness, in seconds; the method's own applies
    where it is longer. `variant` becomes part of the cache key. It separates answers whose
    parameters are equal, and separates them from the REST families' answers.
    """

    method: Method
    parameters: Mapping[str, str]
    fresh_for: int = 0
    variant: str = ""

    @property
    def is_settled(self) -> bool:
        """Whether no later write by the user can change the answer."""
        return self.fresh_for >= _SETTLED_FOR


def range_freshness(window: Window, now: float) -> int:
    """Return for how many seconds an answer about a range of time stays fresh.

    An hour until one day after the range's end, because scrobbles arrive some time after the play.
    Then four days, and 30 days once no late scrobble can fall into the range.
    """
    if window.end + LATE_SCROBBLES <= now:
        return _SETTLED_FOR
    return 4 * DAY if window.end + DAY <= now else HOUR


def top(kind: EntityKind, period: str, page: int) -> ListeningCall:
    """Build the call for a block of a period's top list. Shares the REST families' cache entry."""
    parameters = {"period": period, "page": str(page), "limit": str(fetch_plan.PAGE)}
    return ListeningCall(methods.get(f"user.getTop{kind.capitalize()}s"), parameters)


def chart(kind: EntityKind, window: Window, now: float) -> ListeningCall:
    """Build the call for a range's chart, which holds its first thousand rows.

    The variant keeps one cache entry while the range closes and its freshness grows; the REST
    families' entry expires sooner.
    """
    method = methods.get(f"user.getWeekly{kind.capitalize()}Chart")
    parameters = {**_range(window), "limit": str(fetch_plan.PAGE)}
    return ListeningCall(method, parameters, range_freshness(window, now), "chart")


def recent(window: Window, page: int, now: float, total: int | None = None) -> ListeningCall:
    """Build the call for a page of a range's scrobbles.

    Pages after the first vary by the `total` of the first page: a new scrobble shifts them all.
    """
    parameters = {**_range(window), "page": str(page), "limit": str(fetch_plan.PAGE)}
    fresh_for = range_freshness(window, now)
    return ListeningCall(
        methods.get("user.getRecentTracks"), parameters, fresh_for, _of_total(total)
    )


def track_scrobbles(row: Row, window: Window, page: int, now: float) -> ListeningCall:
    """Build the call for a page of one track's scrobbles in a range."""
    names = {"artist": row.artist, "track": row.name}
    parameters = {**names, **_range(window), "page": str(page), "limit": str(fetch_plan.PAGE)}
    fresh_for = range_freshness(window, now)
    return ListeningCall(methods.get("user.getTrackScrobbles"), parameters, fresh_for)


def artists(page: int) -> ListeningCall:
    """Build the call for a page of the user's library, most played artists first."""
    parameters = {"page": str(page), "limit": str(fetch_plan.PAGE)}
    return ListeningCall(methods.get("library.getArtists"), parameters)


def one_scrobble(number: int, fresh_for: int, total: int | None = None) -> ListeningCall:
    """Build the call for one scrobble, numbered from the latest (1).

    All but the latest vary by the `total` of scrobbles, as in `recent`.
    """
    parameters = {"page": str(number), "limit": "1"}
    return ListeningCall(
        methods.get("user.getRecentTracks"), parameters, fresh_for, _of_total(total)
    )


def _of_total(total: int | None) -> str:
    return "" if total is None else f"of {total}"


def _range(window: Window) -> dict[str, str]:
    return {"from": str(window.start), "to": str(window.end)}
