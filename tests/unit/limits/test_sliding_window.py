"""The sliding window's arithmetic, on a driven clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.limits.sliding_window import (
    Limit,
    Quota,
    admit,
    counted,
    pack,
    quota,
    recent,
    refund,
    tightest,
    to_spare,
    unpack,
)

NOW = 1_800_000_000_000
gaps = st.lists(st.integers(0, 30_000), max_size=120)
limits = st.builds(Limit, calls=st.integers(1, 12), window=st.integers(1, 60))


def _drive(gaps: list[int], limit: Limit) -> tuple[list[int], list[int]]:
    """Call after each gap; return the admitted and the refused times."""
    now, log = NOW, list[int]()
    admitted, refused = list[int](), list[int]()
    for gap in gaps:
        now += gap
        longer = admit(log, now, limit)
        (refused if longer is None else admitted).append(now)
        log = log if longer is None else longer
    return admitted, refused


@given(gaps, limits)
def test_no_window_holds_more_than_the_limit(gaps: list[int], limit: Limit) -> None:
    """Wherever a window starts, it has at most the limit of admitted calls."""
    admitted, _ = _drive(gaps, limit)
    for start in admitted:
        inside = [time for time in admitted if start <= time < start + limit.window * 1000]
        assert len(inside) <= limit.calls


@given(gaps, limits)
def test_only_a_spent_limit_refuses(gaps: list[int], limit: Limit) -> None:
    """Before every refused call, the window holds a full limit of admitted calls."""
    admitted, refused = _drive(gaps, limit)
    for time in refused:
        inside = [other for other in admitted if time - limit.window * 1000 < other <= time]
        assert len(inside) == limit.calls


@given(gaps, limits, st.integers(1, 12), st.integers(0, 12))
def test_refund_removes_exactly_its_own_calls(
    gaps: list[int], limit: Limit, wanted: int, calls: int
) -> None:
    """The log is as if they had not been made."""
    log, _ = _drive(gaps, limit)
    now = NOW + sum(gaps) + 1
    longer = admit(log, now, limit, wanted)
    if longer is not None:
        entered = longer.count(now)
        assert refund(longer, now, calls) == longer[: len(longer) - min(calls, entered)]


@given(limits, st.integers(0, 200))
def test_steady_traffic_at_the_limit_is_never_refused(limit: Limit, calls: int) -> None:
    """Evenly spaced calls at the exact rate of the limit all pass."""
    step = -(-limit.window * 1000 // limit.calls)
    _, refused = _drive([step] * calls, limit)
    assert refused == []


@given(gaps, limits)
def test_wait_is_exact_to_the_second(gaps: list[int], limit: Limit) -> None:
    """A refused caller is admitted after the wait, and not a second earlier."""
    log = list[int]()
    now = NOW
    for gap in gaps:
        now += gap
        longer = admit(log, now, limit)
        if longer is None:
            wait = quota(log, now, limit).wait
            assert admit(log, now + wait * 1000, limit) is not None
            assert wait == 1 or admit(log, now + (wait - 1) * 1000 - 1, limit) is None
        else:
            log = longer


@given(gaps, limits)
def test_quota_is_larger_at_the_reset(gaps: list[int], limit: Limit) -> None:
    """A caller who has spent anything has more left at the reset time."""
    admitted, _ = _drive(gaps, limit)
    now = NOW + sum(gaps)
    before = quota(admitted, now, limit)
    after = quota(admitted, before.reset * 1000, limit)
    counted = recent(admitted, now, limit)
    assert before.remaining == limit.calls - len(counted)
    assert after.remaining > before.remaining if counted else before.reset == now // 1000


def test_lowered_limit_waits_until_enough_calls_expire() -> None:
    """The wait ends when one more call fits the new limit."""
    log = [NOW, NOW + 1000, NOW + 2000]
    assert quota(log, NOW + 2000, Limit(1, 10)) == Quota(
        limit=1, remaining=0, reset=(NOW + 12_000) // 1000, wait=10
    )


def test_slow_clock_does_not_reorder_the_log() -> None:
    """A call with an earlier time is entered at the latest known time."""
    assert admit([NOW], NOW - 500, Limit(5, 60)) == [NOW, NOW]


@given(st.lists(st.integers(0, 2**31), max_size=200), st.integers(0, 2**40))
def test_log_survives_serialisation(distances: list[int], first: int) -> None:
    """Unpacking returns the same times."""
    log = [first, *(first + distance for distance in distances)]
    assert unpack(pack(log)) == log
    assert unpack(pack([])) == []


@pytest.mark.parametrize("length", [n for n in range(1, 30) if n % 4 or n == 4])
def test_bytes_of_a_wrong_length_are_not_a_log(length: int) -> None:
    """A packed log has eight bytes for its first time and four for each one after it."""
    with pytest.raises(ValueError, match="not a log"):
        unpack(bytes(length))


@given(gaps, limits, st.integers(1, 60))
def test_many_calls_at_once_get_what_is_left(gaps: list[int], limit: Limit, wanted: int) -> None:
    """As many of the `wanted` calls are admitted as one by one would be."""
    log = list[int]()
    now = NOW
    for gap in gaps:
        now += gap
        log = admit(log, now, limit) or log
    left = quota(log, now, limit).remaining
    longer = admit(log, now, limit, wanted)
    if longer is None:
        assert left == 0
    else:
        assert len(longer) - len(recent(log, now, limit)) == min(wanted, left)


@given(gaps, limits, limits)
def test_log_keeps_calls_for_the_share_before_it_applies(
    gaps: list[int], limit: Limit, share: Limit
) -> None:
    """Once the share applies, nothing beyond it is admitted, and the log stays bounded."""
    now, log = NOW, list[int]()
    for gap in gaps:
        now += gap
        log = admit(log, now, limit, share=share) or log
        assert len(counted(log, now, limit, share)) <= max(limit.calls, share.calls + 1)
        inside = [at for at in log if at > now - share.window * 1000]
        longer = admit(log, now, limit, 50, share, [share])
        room = len(longer) - len(counted(log, now, limit, share)) if longer else 0
        assert room <= max(0, share.calls - len(inside))


def test_tightest_limit_is_reported() -> None:
    """It has the least left, or of two spent ones the longer wait."""
    minute, share = Limit(3, 60), Limit(2, 300)
    assert tightest([], NOW, [minute, share]).limit == 2
    assert tightest([NOW], NOW, [minute]).remaining == 2
    spent = tightest([NOW] * 3, NOW, [minute, share])
    assert (spent.remaining, spent.wait) == (0, 300)


@given(st.integers(1, 500), st.integers(0, 500))
def test_optional_calls_leave_half_and_a_quarter(calls: int, made: int) -> None:
    """They take at most half of what is left, and never the limit's last quarter."""
    left = max(0, calls - made)
    spared = to_spare(Quota(calls, left, 0, 0))
    assert 0 <= spared <= left / 2
    assert not spared or left - spared >= calls // 4
