"""The limiter's arithmetic, on a driven clock."""

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
    """Call at each gap's end; return the admitted and the refused times."""
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
    """Wherever a window starts, no more calls than the limit are admitted in it."""
    admitted, _ = _drive(gaps, limit)
    for start in admitted:
        inside = [time for time in admitted if start <= time < start + limit.window * 1000]
        assert len(inside) <= limit.calls


@given(gaps, limits)
def test_only_a_spent_limit_refuses(gaps: list[int], limit: Limit) -> None:
    """A refused call always has a full limit of admitted calls in the window before it."""
    admitted, refused = _drive(gaps, limit)
    for time in refused:
        inside = [other for other in admitted if time - limit.window * 1000 < other <= time]
        assert len(inside) == limit.calls


@given(gaps, limits, st.integers(1, 12), st.integers(0, 12))
def test_what_is_taken_back_was_never_there(
    gaps: list[int], limit: Limit, wanted: int, calls: int
) -> None:
    """A log that some calls are taken out of again is the log without them; others' stay."""
    log, _ = _drive(gaps, limit)
    now = NOW + sum(gaps) + 1
    longer = admit(log, now, limit, wanted)
    if longer is not None:
        entered = longer.count(now)
        assert refund(longer, now, calls) == longer[: len(longer) - min(calls, entered)]


@given(limits, st.integers(0, 200))
def test_steady_traffic_at_the_limit_is_never_refused(limit: Limit, calls: int) -> None:
    """Evenly spaced calls, exactly as many as the limit allows, all pass."""
    step = -(-limit.window * 1000 // limit.calls)
    _, refused = _drive([step] * calls, limit)
    assert refused == []


@given(gaps, limits)
def test_the_wait_is_true_to_the_second(gaps: list[int], limit: Limit) -> None:
    """A refused caller is admitted after the wait it was told, and not a second earlier."""
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
def test_more_is_left_at_the_reset(gaps: list[int], limit: Limit) -> None:
    """At the reset time a caller has more left than before, if anything was spent."""
    admitted, _ = _drive(gaps, limit)
    now = NOW + sum(gaps)
    before = quota(admitted, now, limit)
    after = quota(admitted, before.reset * 1000, limit)
    counted = recent(admitted, now, limit)
    assert before.remaining == limit.calls - len(counted)
    assert after.remaining > before.remaining if counted else before.reset == now // 1000


def test_a_lowered_limit_waits_for_enough_calls_to_leave() -> None:
    """With more calls counted than a lowered limit allows, the wait is until one fits again."""
    log = [NOW, NOW + 1000, NOW + 2000]
    assert quota(log, NOW + 2000, Limit(1, 10)) == Quota(
        limit=1, remaining=0, reset=(NOW + 12_000) // 1000, wait=10
    )


def test_a_slow_clock_does_not_reorder_the_log() -> None:
    """A call by an environment whose clock is behind is entered at the latest time known."""
    assert admit([NOW], NOW - 500, Limit(5, 60)) == [NOW, NOW]


@given(st.lists(st.integers(0, 2**31), max_size=200), st.integers(0, 2**40))
def test_a_log_survives_packing(distances: list[int], first: int) -> None:
    """What is packed comes back the same."""
    log = [first, *(first + distance for distance in distances)]
    assert unpack(pack(log)) == log
    assert unpack(pack([])) == []


@pytest.mark.parametrize("foreign", [b"\x01", b"seven by", b"nine bytes"])
def test_foreign_bytes_are_no_log(foreign: bytes) -> None:
    """Bytes of a wrong length are refused, not read as times."""
    if len(foreign) == 8:
        assert len(unpack(foreign)) == 1
    else:
        with pytest.raises(ValueError, match="not a log"):
            unpack(foreign)


@given(gaps, limits, st.integers(1, 60))
def test_many_at_once_get_what_is_left(gaps: list[int], limit: Limit, wanted: int) -> None:
    """Of `wanted` calls as many are admitted as one by one would be."""
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
def test_a_log_remembers_the_share_while_it_does_not_bind(
    gaps: list[int], limit: Limit, share: Limit
) -> None:
    """Once it binds, nothing is admitted beyond it; the log is never longer than either holds."""
    now, log = NOW, list[int]()
    for gap in gaps:
        now += gap
        log = admit(log, now, limit, share=share) or log
        assert len(counted(log, now, limit, share)) <= max(limit.calls, share.calls + 1)
        inside = [at for at in log if at > now - share.window * 1000]
        longer = admit(log, now, limit, 50, share, [share])
        room = len(longer) - len(counted(log, now, limit, share)) if longer else 0
        assert room <= max(0, share.calls - len(inside))


def test_the_tightest_limit_is_told() -> None:
    """What leaves least counts, and of two that are spent the longer wait."""
    minute, share = Limit(3, 60), Limit(2, 300)
    assert tightest([], NOW, [minute, share]).limit == 2
    assert tightest([NOW], NOW, [minute]).remaining == 2
    spent = tightest([NOW] * 3, NOW, [minute, share])
    assert (spent.remaining, spent.wait) == (0, 300)


@given(st.integers(1, 500), st.integers(0, 500))
def test_what_is_nice_to_have_leaves_half_and_a_quarter(calls: int, made: int) -> None:
    """At most half of what is left is spared, and never a call of the limit's last quarter."""
    left = max(0, calls - made)
    spared = to_spare(Quota(calls, left, 0, 0))
    assert 0 <= spared <= left / 2
    assert not spared or left - spared >= calls // 4
