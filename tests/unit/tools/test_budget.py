"""Throttles against the monthly budget."""

import pytest

from bench.cost import HIT, MISS, mixed
from tools.budget import REQUEST, advice, rate_within, worst_month


def test_the_price_of_a_request_is_the_counted_one() -> None:
    """It is what `bench.cost` computes for docs/cost.md, with half of the requests hits."""
    assert round(mixed(HIT.total, MISS.total, 0.5), 2) == round(REQUEST * 1_000_000, 2)


@pytest.mark.parametrize("budget", [20, 100, 500, 5000])
def test_the_advised_rate_stays_within_the_budget(budget: int) -> None:
    """One request a second more would exceed it."""
    rate = rate_within(budget)
    assert worst_month(rate) <= budget < worst_month(rate + 1)


def test_a_budget_below_one_request_a_second_gets_the_least_rate() -> None:
    """The stage's own least is 1."""
    assert rate_within(5) == 1


def test_advice_names_a_rate_only_where_the_throttle_exceeds_the_budget() -> None:
    """Without a budget, and with one that covers the rate, it tells the worst month alone."""
    parameters = {"ThrottleRate": "100", "MonthlyBudget": "20", "Cdn": "off"}
    assert "ThrottleRate=1 would stay near it" in advice(parameters)[1]
    for budget in ("0", "2000"):
        [told] = advice({**parameters, "MonthlyBudget": budget})
        assert "$1,886" in told
    assert "CloudFront" in advice({**parameters, "Cdn": "on"})[-1]
