"""Chooses the plan that counts plays by bucket with the fewest calls to Last.fm. Pure.

Three plans cover everything a client may request of a window: pages of recent tracks (1000
scrobbles each), one chart a bucket, or the scrobbles of every track of the list. A fourth covers
one page's rows only: those tracks' scrobbles.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

#: How many scrobbles, or rows of a list, a page holds.
PAGE: Final = 1000

type Plan = Literal["pages", "charts", "tracks", "rows"]


def cheapest_plan(costs: Mapping[Plan, int], calls_left: int) -> Plan:
    """Return the plan with the fewest calls for the whole window; the first named wins a tie.

    "rows" is chosen only if it takes fewer calls and all others exceed the request's `calls_left`.
    """
    whole = min((plan for plan in costs if plan != "rows"), key=lambda plan: costs[plan])
    if costs[whole] > calls_left and costs.get("rows", costs[whole]) < costs[whole]:
        return "rows"
    return whole


def pages_for(scrobbles: int) -> int:
    """Return how many pages hold so many scrobbles."""
    return -(-scrobbles // PAGE)


def calls_for_tracks(plays: Iterable[int]) -> int:
    """Return how many calls read all scrobbles of some tracks, given each track's plays."""
    return sum(max(1, pages_for(count)) for count in plays)
