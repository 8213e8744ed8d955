"""What the load asks for, and whether an answer is one to it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

ARTISTS: Final = (
    *("Radiohead", "Portishead", "Björk", "AC/DC", "Tyler, the Creator", "P!nk & Friends"),
    *("Massive Attack", "Nobody Knows This One"),
)
USERS: Final = ("rj", "newcomer", "hermit")

#: How fast the popularity of requests falls off (Zipf's exponent).
SKEW: Final = 1.1

type Check = Callable[[dict[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Wish:
    """One request, and what its answer must be about. `refused` are statuses that are true."""

    path: str
    query: dict[str, str]
    is_right: Check
    refused: frozenset[int] = frozenset()


def all_wishes() -> list[Wish]:
    """Return every request of the load, the most popular first."""
    wishes = [wish for user in USERS for wish in _of_user(user)]
    wishes += [wish for artist in ARTISTS for wish in _of_artist(artist)]
    wishes += [_page(number) for number in range(1, 300)]
    random.Random(7).shuffle(wishes)  # noqa: S311 (the same load each time)
    return wishes


def pick(wishes: list[Wish], chance: random.Random) -> Wish:
    """Return a request, drawn by its popularity."""
    weights = [1 / rank**SKEW for rank in range(1, len(wishes) + 1)]
    return chance.choices(wishes, weights)[0]


def _of_user(user: str) -> list[Wish]:
    def named(root: str) -> Check:
        return lambda answer: answer[root]["@attr"]["user"] == user

    hidden = frozenset({403}) if user == "hermit" else frozenset[int]()
    return [
        Wish("/user/getInfo", {"user": user}, lambda answer: answer["user"]["name"] == user),
        Wish("/user/getRecentTracks", {"user": user}, named("recenttracks"), hidden),
        Wish("/user/getTopArtists", {"user": user}, named("topartists")),
        Wish("/user/getTopTracks", {"user": user, "period": "7day"}, named("toptracks")),
        Wish("/library/getArtists", {"user": user}, named("artists")),
    ]


def _of_artist(artist: str) -> list[Wish]:
    query = {"artist": artist}
    unknown = frozenset({404}) if artist.startswith("Nobody") else frozenset[int]()
    return [
        Wish("/artist/getInfo", query, lambda answer: answer["artist"]["name"] == artist, unknown),
        Wish(
            "/artist/getTopTracks",
            query,
            lambda answer: answer["toptracks"]["@attr"]["artist"] == artist,
            unknown,
        ),
    ]


def _page(number: int) -> Wish:
    return Wish(
        "/chart/getTopTracks",
        {"page": str(number), "limit": "5"},
        lambda answer: answer["tracks"]["@attr"]["page"] == str(number),
    )
