"""How long answers counted from the history stay fresh."""

from datetime import UTC, datetime

import pytest

from lastfm_gateway.faces.listening.freshness import composed_freshness
from lastfm_gateway.history.window import Window
from lastfm_gateway.methods.freshness import DAY, HOUR

NOW = datetime(2026, 11, 20, 15, 30, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("ended", "expected"),
    [(-DAY, 30), (0, 30), (DAY - 1, 30), (DAY, HOUR), (14 * DAY - 1, HOUR), (14 * DAY, DAY)],
)
def test_window_is_settled_by_and_by(ended: int, expected: int) -> None:
    """Half a minute until a day after its end, an hour until no late scrobble can come, a day."""
    window = Window(0, int(NOW) - ended)
    assert composed_freshness([window], NOW) == expected
    assert composed_freshness([Window(0, 1), window], NOW) == expected


def test_all_of_the_history_includes_now() -> None:
    """An answer counted from everything is as fresh as one of today."""
    assert composed_freshness([None], NOW) == 30
    assert composed_freshness([Window(0, 1), None], NOW) == 30


def test_answer_that_counts_nothing_is_never_stored() -> None:
    """Without windows it came from Last.fm alone."""
    assert composed_freshness([], NOW) == 0


@pytest.mark.parametrize(("left", "expected"), [(31, 30), (30, 30), (7, 7), (1, 1)])
def test_midnight_ends_what_may_change_at_once(left: int, expected: int) -> None:
    """Days are cut at midnight UTC."""
    midnight = NOW - NOW % DAY + DAY
    assert composed_freshness([None], midnight - left) == expected
