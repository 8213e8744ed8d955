"""Fair shares: when a caller's share of the budget applies."""

from lastfm_gateway.limits.fair_share import FairShare
from lastfm_gateway.limits.sliding_window import Limit

NOW = 1_800_000_000_000
SHARE = Limit(calls=300, window=300)


def test_caller_alone_has_no_share_limit() -> None:
    """One caller alone may spend the whole budget."""
    share = FairShare(SHARE, lambda: False)
    assert share.binding("a", NOW) == ()
    share.note("a", NOW)
    share.note("a", NOW + 1)
    assert share.binding("a", NOW + 1) == ()


def test_share_applies_while_others_call() -> None:
    """It lasts for the budget's window after another caller's call."""
    share = FairShare(SHARE, lambda: False)
    for caller in ("b", "a", "a"):
        share.note(caller, NOW)
    for caller in ("a", "b", "new"):
        assert share.binding(caller, NOW + 299_999) == (SHARE,)
    share.note("a", NOW + 300_000)
    assert share.binding("a", NOW + 300_000) == ()
    assert share.binding("b", NOW + 300_000) == (SHARE,)


def test_share_applies_when_the_budget_is_scarce() -> None:
    """Others may be calling elsewhere in the fleet."""
    assert FairShare(SHARE, lambda: True).binding("a", NOW) == (SHARE,)
