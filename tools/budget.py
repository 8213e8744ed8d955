"""Compares a stack's throttles with its MonthlyBudget: `python -m tools.budget`.

AWS Budgets notifies and stops nothing. What bounds a bill is the stage's ThrottleRate. The command
says what a month at that rate would cost, and which rate stays within the budget.
"""

import argparse
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import boto3

SAMCONFIG: Final = Path(__file__).parents[1] / "samconfig.toml"

#: A month of requests at full rate, in seconds.
MONTH: Final = 31 * 86_400

#: Dollars for a request, with half of them hits, without transfer: docs/cost.md.
REQUEST: Final = 7.04 / 1_000_000


def worst_month(rate: float) -> float:
    """Return dollars for a month in which the stage always accepts `rate` requests a second."""
    return rate * MONTH * REQUEST


def rate_within(budget: float) -> int:
    """Return the highest ThrottleRate whose worst month is within a budget; 1 at least."""
    return max(1, int(budget / (MONTH * REQUEST)))


def advice(parameters: Mapping[str, str]) -> list[str]:
    """Return what to tell about a stack with these parameters."""
    rate, budget = float(parameters["ThrottleRate"]), float(parameters["MonthlyBudget"])
    most = f"${worst_month(rate):,.0f}"
    told = [f"Throttles: a whole month at ThrottleRate={rate:g} costs about {most}, and transfer."]
    if budget and worst_month(rate) > budget:
        told.append(
            f"MonthlyBudget={budget:g} notifies and stops nothing. "
            f"ThrottleRate={rate_within(budget)} would stay near it."
        )
    if parameters.get("Cdn") == "on":
        told.append(
            "What CloudFront answers is not throttled: $1 a million requests, and transfer."
        )
    return told


def main() -> int:
    """Print the advice for the deployed stack."""
    settings = tomllib.loads(SAMCONFIG.read_text())["default"]["global"]["parameters"]
    parser = argparse.ArgumentParser(prog="python -m tools.budget")
    parser.add_argument("--stack", default=settings["stack_name"])
    described = boto3.client("cloudformation").describe_stacks(StackName=parser.parse_args().stack)
    parameters = {
        it["ParameterKey"]: it.get("ParameterValue", "")
        for it in described["Stacks"][0]["Parameters"]
    }
    print("\n".join(advice(parameters)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
