"""The freshness of answers, method by method."""

import pytest

from lastfm_gateway import methods
from lastfm_gateway.methods.freshness import DAY, HOUR, LATE_SCROBBLES, MINUTE
from lastfm_gateway.methods.method import Auth, Method

NOW = 1_800_000_000.0
METHODS = {method.name: method for method in methods.all_methods()}


def _fresh(name: str, **parameters: str) -> int:
    return METHODS[name].freshness(parameters, NOW)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_freshness_is_within_its_familys_range(method: Method) -> None:
    """Charts an hour, info a day, writes never, the rest within its family's bounds."""
    fresh = _fresh(method.name)
    if method.name == "user.getRecentTracks":
        assert fresh == 30
    elif method.auth is not Auth.NONE:
        assert fresh == 0
    elif method.name.endswith(".getTags"):
        assert fresh == 5 * MINUTE
    elif method.family in ("user", "library"):
        assert 5 * MINUTE <= fresh <= HOUR
    elif method.family in ("chart", "geo"):
        assert fresh == HOUR
    elif method.name.endswith(".getInfo"):
        assert fresh == DAY
    else:
        assert DAY <= fresh <= 7 * DAY


def test_closed_week_is_kept_for_a_month() -> None:
    """No late scrobble can change its chart any more."""
    closed = str(int(NOW) - LATE_SCROBBLES)
    assert _fresh("user.getWeeklyTrackChart", to=closed) == 30 * DAY
    open_still = str(int(NOW) - LATE_SCROBBLES + 1)
    assert _fresh("user.getWeeklyTrackChart", to=open_still) == HOUR


def test_info_with_a_username_is_kept_shorter() -> None:
    """Its play counts change by the minute."""
    assert _fresh("track.getInfo", username="rj") == 5 * MINUTE
