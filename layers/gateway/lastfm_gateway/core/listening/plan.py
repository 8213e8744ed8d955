"""How to count plays by bucket at the fewest calls to Last.fm. Pure.

There are three ways: pages of recent tracks (1000 scrobbles each) serve every item and bucket; a
chart for each bucket serves every item; the scrobbles of one track serve that track alone.
"""

from typing import Final, Literal

#: How many scrobbles a page holds.
PAGE: Final = 1000

type Plan = Literal["pages", "charts", "tracks"]


def cheapest(pages: int, charts: int, tracks: int | None) -> Plan:
    """Return the plan with the fewest calls still to be made; `tracks` is None where it is no way.

    Among equals charts come first, since closed ones outlast the window, then pages, which serve
    the other items too.
    """
    costs: dict[Plan, int] = {"charts": charts, "pages": pages}
    if tracks is not None:
        costs["tracks"] = tracks
    return min(costs, key=lambda plan: costs[plan])


def pages_for(scrobbles: int) -> int:
    """Return how many pages hold so many scrobbles."""
    return -(-scrobbles // PAGE)
