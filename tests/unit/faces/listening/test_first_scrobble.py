"""The time of a user's first scrobble, while scrobbles are added and deleted."""

from typing import TYPE_CHECKING, Any, cast

import pytest

from lastfm_gateway.faces.listening.calls import ListeningCall
from lastfm_gateway.faces.listening.sparklines import first_scrobble

if TYPE_CHECKING:
    from lastfm_gateway.faces.listening.reader import ListeningReader


class Scrobbles:
    """A Last.fm whose scrobbles change after the latest one was fetched."""

    def __init__(self, then: list[int], now: list[int]) -> None:
        self._then = then
        self._now = now

    def fetch(self, call: ListeningCall) -> dict[str, Any]:
        """Answer with one scrobble, the latest being page 1."""
        moments = self._now if call.variant else self._then
        number = int(call.parameters["page"])
        tracks = [
            {"date": {"uts": str(at)}, "artist": {"#text": "Air"}, "name": "Run"}
            for at in sorted(moments, reverse=True)[number - 1 : number]
        ]
        return {"recenttracks": {"track": tracks, "@attr": {"total": str(len(moments))}}}


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ([10, 20, 30], [10, 20, 30]),
        ([10], [10]),
        ([10, 20, 30], [10, 20, 30, 40, 50]),
        ([10, 20, 30], [20, 30]),
        ([10, 20, 30], []),
        ([], []),
    ],
)
def test_first_scrobble_is_found_by_the_pages_own_total(then: list[int], now: list[int]) -> None:
    """Scrobbles added or deleted since the total was read do not change the result."""
    reader = cast("ListeningReader", Scrobbles(then, now))
    assert first_scrobble(reader) == min(now, default=None)
