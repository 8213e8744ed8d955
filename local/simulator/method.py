"""What a method is, and what a call of it carries."""

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

    `needs`: each entry names a required parameter, with its substitutes after `|`. `newer`: it
    answers errors with their true status. `signed`: api_sig is required; `session`: sk too.
    `post`: it must come by POST; `secret`: a parameter that must stand in the body.
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
        """Refuse a call that lacks a required parameter (error 6). Blank counts as absent."""
        for need in self.needs:
            if not any(parameters.get(name, "").strip() for name in need.split("|")):
                older = (
                    f"{need.split('|')[0]} param {'required' if need == 'country' else 'missing'}"
                )
                raise ApiError(6, None if self.newer else older)


@dataclass(frozen=True)
class Call:
    """A call of a method at a moment (`now`, unix seconds); `caller` has the session, if any."""

    method: Method
    parameters: Mapping[str, str]
    world: World
    now: int
    caller: Person | None = None

    def get(self, name: str, default: str = "") -> str:
        """Give a parameter's value, or the default if it is absent or blank."""
        return self.parameters.get(name, "").strip() or default

    def flag(self, name: str) -> bool:
        """Tell whether a parameter is `1`."""
        return self.get(name) == "1"

    @cached_property
    def popularity(self) -> Popularity:
        """The global counts at this moment."""
        return measure(self.world, self.now)
