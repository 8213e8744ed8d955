"""How to count plays by bucket at the fewest calls to Last.fm. Pure.

There are three ways for all that may be asked of a window: pages of recent tracks (1000 scrobbles
each), a chart for each bucket, or the scrobbles of each track of the whole list. A fourth serves
the rows of one page alone: those tracks' scrobbles.
"""

from collections.abc import Iterable, Mapping
from typing import Final, Literal

#: How many scrobbles, or rows of a list, a page holds.
PAGE: Final = 1000

type Plan = Literal["pages", "charts", "tracks", "rows"]


def chosen(costs: Mapping[Plan, int], most: int) -> Plan:
    """Return the plan with the fewest calls for the whole window, of equal ones the first named.

    The page's own rows are read one by one only if that takes fewer and the others take more than
    the `most` calls that the request has.
    """
    whole = min((plan for plan in costs if plan != "rows"), key=lambda plan: costs[plan])
    if costs[whole] > most and costs.get("rows", costs[whole]) < costs[whole]:
        return "rows"
    return whole


def pages_for(scrobbles: int) -> int:
    """Return how many pages hold so many scrobbles."""
    return -(-scrobbles // PAGE)


def singly(plays: Iterable[int]) -> int:
    """Return how many calls read the scrobbles of tracks that were played so often each."""
    return sum(max(1, pages_for(count)) for count in plays)
