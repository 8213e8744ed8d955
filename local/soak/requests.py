"""The requests of the soak test, each with a check of its response."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

ARTISTS: Final = (
    *("Radiohead", "Portishead", "Björk", "AC/DC", "Tyler, the Creator", "P!nk & Friends"),
    *("Massive Attack", "Nobody Knows This One"),
)
USERS: Final = ("rj", "newcomer", "hermit")

#: Zipf's exponent of the requests' popularity.
SKEW: Final = 1.1

type Check = Callable[[dict[str, Any]], bool]


@dataclass(frozen=True, slots=True)
class Query:
    """A request, a check of its response, and the error statuses that are correct for it."""

    path: str
    parameters: dict[str, str]
    is_right: Check
    expected_errors: frozenset[int] = frozenset()


def all_queries() -> list[Query]:
    """Return every request of the load, the most popular first."""
    queries = [query for user in USERS for query in _of_user(user)]
    queries += [query for artist in ARTISTS for query in _of_artist(artist)]
    queries += [_page(number) for number in range(1, 300)]
    random.Random(7).shuffle(queries)  # noqa: S311 (the same load in every run)
    return queries


def pick(queries: list[Query], rng: random.Random) -> Query:
    """Return a random request, weighted by popularity."""
    weights = [1 / rank**SKEW for rank in range(1, len(queries) + 1)]
    return rng.choices(queries, weights)[0]


def _of_user(user: str) -> list[Query]:
    def named(root: str) -> Check:
        return lambda answer: answer[root]["@attr"]["user"] == user

    hidden = frozenset({403}) if user == "hermit" else frozenset[int]()
    return [
        Query("/user/getInfo", {"user": user}, lambda answer: answer["user"]["name"] == user),
        Query("/user/getRecentTracks", {"user": user}, named("recenttracks"), hidden),
        Query("/user/getTopArtists", {"user": user}, named("topartists")),
        Query("/user/getTopTracks", {"user": user, "period": "7day"}, named("toptracks")),
        Query("/library/getArtists", {"user": user}, named("artists")),
    ]


def _of_artist(artist: str) -> list[Query]:
    parameters = {"artist": artist}
    unknown = frozenset({404}) if artist.startswith("Nobody") else frozenset[int]()
    return [
        Query(
            "/artist/getInfo",
            parameters,
            lambda answer: answer["artist"]["name"] == artist,
            unknown,
        ),
        Query(
            "/artist/getTopTracks",
            parameters,
            lambda answer: answer["toptracks"]["@attr"]["artist"] == artist,
            unknown,
        ),
    ]


def _page(number: int) -> Query:
    return Query(
        "/chart/getTopTracks",
        {"page": str(number), "limit": "5"},
        lambda answer: answer["tracks"]["@attr"]["page"] == str(number),
    )
