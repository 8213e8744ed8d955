"""Declarations of the web service's methods, and calls of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from local.simulator.errors import ApiError
from local.simulator.people import Person
from local.simulator.popularity import Popularity, measure
from local.simulator.world import World

if TYPE_CHECKING:
    from local.simulator.tree import Tree


@dataclass(frozen=True)
class Method:
    """A method of the web service.

    `needs`: the required parameters, each with its alternatives after `|`. `newer`: errors have
    their own HTTP status. `signed`: api_sig is required; `session`: sk is too. `post`: only POST is
    allowed; `secret`: a parameter that must be in the body.
    """

    name: str
    answer: "Callable[[Call], Tree]"
    needs: tuple[str, ...] = ()
    newer: bool = False
    signed: bool = False
    session: bool = False
    post: bool = False
    secret: str | None = None

    def check(self, parameters: Mapping[str, str]) -> None:
        """Raise error 6 for a missing or blank required parameter."""
        for need in self.needs:
            if not any(parameters.get(name, "").strip() for name in need.split("|")):
                older = (
                    f"{need.split('|')[0]} param {'required' if need == 'country' else 'missing'}"
                )
                raise ApiError(6, None if self.newer else older)


@dataclass(frozen=True)
class Call:
    """A call of a method at `now` (unix seconds); `caller` is the session's user, if any."""

    method: Method
    parameters: Mapping[str, str]
    world: World
    now: int
    caller: Person | None = None

    def get(self, name: str, default: str = "") -> str:
        """Return a parameter's value, or the default if it is absent or blank."""
        return self.parameters.get(name, "").strip() or default

    def flag(self, name: str) -> bool:
        """Return whether a parameter is `1`."""
        return self.get(name) == "1"

    @cached_property
    def popularity(self) -> Popularity:
        """The global counts at `now`."""
        return measure(self.world, self.now)
