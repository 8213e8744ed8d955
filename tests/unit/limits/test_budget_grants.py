"""The call budget's arithmetic, for many environments on a driven clock."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lastfm_gateway.limits.budget_grants import (
    GRANT_LIFE_MS,
    BudgetLimit,
    Grants,
    is_scarce,
    pack,
    take,
    unpack,
)

NOW = 1_800_000_000_000
budgets = st.builds(BudgetLimit, calls=st.integers(1, 900), window=st.integers(10, 300))


@given(st.integers(1, 5000), st.integers(1, 1000))
def test_partitions_add_up_to_the_budget(calls: int, window: int) -> None:
    """Every part has at least one call."""
    budget = BudgetLimit(calls, window)
    shares = [budget.share(shard) for shard in range(budget.shards)]
    assert sum(shares) == calls
    assert min(shares) >= 1
    assert 1 <= budget.largest_grant <= min(shares)


@given(
    budgets,
    st.lists(
        st.tuples(st.integers(0, 40_000), st.integers(1, 16), st.integers(0, GRANT_LIFE_MS - 1)),
        max_size=60,
    ),
)
def test_no_window_holds_more_calls_than_its_part(
    budget: BudgetLimit, steps: list[tuple[int, int, int]]
) -> None:
    """It holds however late in a grant's life its calls are made."""
    share, now = budget.share(0), NOW
    grants: Grants = []
    made = list[int]()
    for gap, wanted, lateness in steps:
        now += gap
        taken = take(grants, now, wanted, share, budget)
        grants = taken.grants
        made += [now + lateness] * taken.calls
    for start in made:
        assert sum(start <= call < start + budget.window * 1000 for call in made) <= share


@given(budgets, st.integers(1, 16))
def test_burst_may_take_the_whole_part(budget: BudgetLimit, wanted: int) -> None:
    """Afterwards nothing is granted until the wait is over."""
    share = budget.share(0)
    grants: Grants = []
    had = 0
    while (taken := take(grants, NOW, wanted, share, budget)).calls:
        grants, had = taken.grants, had + taken.calls
    assert had == share
    later = NOW + taken.wait * 1000
    assert take(grants, later, 1, share, budget).calls == 1
    assert take(grants, later - 1001, 1, share, budget).calls == 0


@given(st.lists(st.tuples(st.integers(0, 2**31), st.integers(1, 65_535)), max_size=50))
def test_grants_survive_serialisation(steps: list[tuple[int, int]]) -> None:
    """Unpacking returns the same grants."""
    grants = [(NOW, 1), *((NOW + distance, calls) for distance, calls in steps)]
    assert list(unpack(pack(grants))) == grants
    assert list(unpack(pack([]))) == []


def test_bytes_of_a_wrong_length_are_not_grants() -> None:
    """They are refused."""
    with pytest.raises(ValueError, match="not a list of grants"):
        unpack(b"nine bytes")


def test_budget_is_scarce_from_half_on() -> None:
    """Grants count as long as they do for the budget."""
    budget = BudgetLimit(calls=100, window=60)
    half = [(NOW, 20), (NOW + 1, 5)]
    assert is_scarce(half, NOW + 1, 50, budget)
    assert not is_scarce(half, NOW + 1, 51, budget)
    assert not is_scarce(half, NOW + budget.counts_for, 50, budget)
