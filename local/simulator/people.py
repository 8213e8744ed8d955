"""The simulated users: profiles, passwords, friends and listening rates."""

from dataclasses import dataclass

from local.simulator import chance

DAY = 86_400


@dataclass(frozen=True)
class Phase:
    """A period from `start` (unix seconds) on, with `least` to `most` plays a day."""

    start: int
    least: int
    most: int


@dataclass(frozen=True)
class Person:
    """A user. `hidden`: recent tracks need the user's own session.

    `counted`: whether the global counts of plays and listeners include this user's.
    """

    name: str
    realname: str
    country: str
    registered: int
    password: str
    friends: tuple[str, ...] = ()
    phases: tuple[Phase, ...] = ()
    only: int | None = None  # the only scrobble of a user without phases
    hidden: bool = False
    subscriber: bool = False
    counted: bool = True

    def plays_on(self, day: int) -> int:
        """Return the number of plays on a day (days since 1970)."""
        phase = next((p for p in reversed(self.phases) if p.start <= day * DAY), None)
        if phase is None:
            return 0
        return phase.least + chance.number("plays", self.name, day) % (phase.most - phase.least + 1)


PASSWORDS = {"rj": "radio-1-head", "hermit": "leave me alone & +100%", "newcomer": "hello"}

PEOPLE = (
    Person(
        name="rj",
        realname="Richard J",
        country="United Kingdom",
        registered=1_551_434_400,  # 2019-03-01
        password=PASSWORDS["rj"],
        friends=("hermit", "newcomer"),
        phases=(
            Phase(1_551_398_400, 0, 22),
            Phase(1_759_276_800, 100, 174),  # from 2025-10-01 on
        ),
        subscriber=True,
    ),
    Person(
        name="hermit",
        realname="",
        country="Iceland",
        registered=1_651_406_400,  # 2022-05-01
        password=PASSWORDS["hermit"],
        friends=("rj",),
        phases=(Phase(1_651_363_200, 0, 12),),
        hidden=True,
    ),
    Person(
        name="newcomer",
        realname="Nia",
        country="United States",
        registered=1_736_899_200,  # 2025-01-15
        password=PASSWORDS["newcomer"],
        only=1_736_942_400,  # 2025-01-15 12:00
    ),
)
