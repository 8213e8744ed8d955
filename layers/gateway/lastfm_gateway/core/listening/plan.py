"""How to count plays by bucket at the fewest calls to Last.fm. Pure.

There are three ways: pages of recent tracks (1000 scrobbles each) serve every item and bucket; a
chart for each bucket serves every item; the scrobbles of one track serve that track alone.
"""

from typing import Final, Literal

#: How many scrobbles a page holds.
PAGE: Final = 1000

#: What part of the charts' calls another plan may take at most to be chosen.
_PART: Final = 0.75

type Plan = Literal["pages", "charts", "tracks"]


def cheapest(pages: int, charts: int, tracks: int | None) -> Plan:
    """Return the plan with the fewest calls still to be made; `tracks` is None where it is no way.

    Charts win unless another plan saves a quarter of their calls: they serve every item, and closed
    ones are still good when the window has moved on, while the others begin anew.
    """
    others: list[tuple[int, Plan]] = [(pages, "pages")]
    if tracks is not None:
        others.append((tracks, "tracks"))
    fewest, plan = min(others, key=lambda other: other[0])
    return plan if fewest < charts * _PART else "charts"


def pages_for(scrobbles: int) -> int:
    """Return how many pages hold so many scrobbles."""
    return -(-scrobbles // PAGE)
