"""Freshness of answers about ranges of time."""

import pytest

from lastfm_gateway.faces.listening.calls import range_freshness
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY, HOUR


@pytest.mark.parametrize(
    ("since", "seconds"),
    [
        (-1, HOUR),
        (0, HOUR),
        (DAY - 1, HOUR),
        (DAY, 4 * DAY),
        (14 * DAY - 1, 4 * DAY),
        (14 * DAY, 30 * DAY),
    ],
)
def test_range_is_kept_longer_a_day_after_its_end(since: int, seconds: int) -> None:
    """Scrobbles still arrive until then; late ones do for two weeks."""
    end = 1_795_200_000
    assert range_freshness(Window(0, end), end + since) == seconds
