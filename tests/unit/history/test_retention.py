"""How long scrobbles are kept."""

from datetime import UTC, datetime

import pytest

from lastfm_gateway.history.manifest import Manifest, SpanRef
from lastfm_gateway.history.retention import kept_from, kept_part, retained
from lastfm_gateway.history.window import Window


@pytest.mark.parametrize(
    ("months", "start"),
    [(1, "2026-02-01"), (2, "2026-01-01"), (3, "2025-12-01"), (12, "2025-03-01")],
)
def test_kept_from_the_first_of_a_month(months: int, start: str) -> None:
    """The month's number of months ago, in UTC."""
    now = datetime(2026, 3, 31, 23, 59, tzinfo=UTC).timestamp()
    assert kept_from(now, months) == datetime.fromisoformat(f"{start}T00:00:00Z").timestamp()


def test_everything_is_kept_without_a_limit() -> None:
    """Neither no months nor more months than there are drop anything."""
    assert kept_from(1_800_000_000, 0) == kept_from(1_800_000_000, 1200) == 0


def test_dropped_spans_leave_no_gap() -> None:
    """A span without scrobbles is cut; the history begins where it is kept from."""
    spans = (SpanRef(0, 50, 3, 9, 1, 4, 9), SpanRef(50, 150), SpanRef(150, 200, 1, 9, 2, 160, 160))
    manifest = Manifest(1, spans, begin=4, status="complete")
    kept = retained(manifest, 100)
    assert kept.spans == (SpanRef(100, 150), spans[2])
    assert (kept.begin, kept.kept_from, kept.status) == (100, 100, "complete")
    assert kept.missing(Window(0, 200)) == []
    assert retained(kept, 100) is kept


def test_older_spans_are_dropped_again() -> None:
    """A request may have stored older scrobbles since they were dropped."""
    old, new = SpanRef(0, 50, 3, 9, 1, 4, 9), SpanRef(150, 200, 1, 9, 2, 160, 160)
    manifest = Manifest(1, (old, new), begin=4, kept_from=100)
    assert retained(manifest, 100) == Manifest(1, (new,), begin=100, kept_from=100)


def test_history_that_began_later_still_does() -> None:
    """A begin that is unknown, or after the limit, is not made up."""
    assert retained(Manifest(1, begin=500), 100).begin == 500
    assert retained(Manifest(1), 100).begin is None


def test_keeping_more_makes_the_import_incomplete() -> None:
    """What is older is unknown then."""
    more = retained(Manifest(1, begin=100, kept_from=100, status="complete"), 50)
    assert (more.begin, more.kept_from, more.status) == (None, 50, "")


def test_window_is_cut_where_scrobbles_are_kept_from() -> None:
    """A window before that is empty."""
    assert kept_part(Window(0, 200), 100) == Window(100, 200)
    assert kept_part(Window(0, 50), 100) == Window(100, 100)
