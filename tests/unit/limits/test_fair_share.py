"""When one caller's share of the budget binds."""

from lastfm_gateway.limits.fair_share import FairShare
from lastfm_gateway.limits.sliding_window import Limit

NOW = 1_800_000_000_000
SHARE = Limit(calls=300, window=300)


def test_alone_a_caller_is_not_bound() -> None:
    """Whoever calls alone may have all of the budget."""
    share = FairShare(SHARE, lambda: False)
    assert share.binding("a", NOW) == ()
    share.note("a", NOW)
    share.note("a", NOW + 1)
    assert share.binding("a", NOW + 1) == ()


def test_while_others_call_everybody_is_bound() -> None:
    """For the budget's window after another's call, however often one calls oneself."""
    share = FairShare(SHARE, lambda: False)
    for caller in ("b", "a", "a"):
        share.note(caller, NOW)
    for caller in ("a", "b", "new"):
        assert share.binding(caller, NOW + 299_999) == (SHARE,)
    share.note("a", NOW + 300_000)
    assert share.binding("a", NOW + 300_000) == ()
    assert share.binding("b", NOW + 300_000) == (SHARE,)


def test_a_scarce_budget_binds_everybody() -> None:
    """Others may be calling elsewhere in the fleet."""
    assert FairShare(SHARE, lambda: True).binding("a", NOW) == (SHARE,)
