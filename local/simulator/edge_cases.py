"""Users with histories that are easy to get wrong: times at edges, gaps, crowds and odd names."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from local.simulator.exact_names import ExactNames
from local.simulator.people import DAY, Person
from local.simulator.scrobbles import Scrobble

#: Scrobbles of the user `marathon` on one day, two at a time.
MARATHON_DAY, MARATHON = 1_597_449_600, 30_000  # 2020-08-15

_BURSTS = ("2006-04-02", "2006-04-03", "2009-12-31", "2014-07-01", "2021-01-01", "2026-03-01")
_A_BURST = 40
_EDGES = (
    *(
        f"{year}-{moment}"
        for year in (2012, 2016, 2020, 2024)
        for moment in (
            "02-28T23:59:59",
            "02-29T00:00:00",
            "02-29T12:00:00",
            "02-29T23:59:59",
            "03-01T00:00:00",
        )
    ),
    *("2023-02-28T23:59:59", "2023-03-01T00:00:00"),  # no leap year
    *("2019-12-31T23:59:59", "2020-01-01T00:00:00"),
    *("2020-12-27T23:59:59", "2020-12-28T00:00:00"),  # Sunday and Monday, in ISO week 53
    *("2021-03-28T00:59:59", "2021-03-28T01:00:00"),  # summer time begins in Europe
    *("2021-10-31T00:59:59", "2021-10-31T01:00:00"),  # and ends
    *("2022-06-30T23:59:59", "2022-07-01T00:00:00"),
)
_ODD_NAMES = (
    ("Måne", "Ny", "Sang"),
    ("måne", "Ny", "Sang"),
    ("MÅNE", "NY", "SANG"),
    ("Måne", "ny", "sang"),
    ("Ma\u030ane", "Ny", "Sang"),  # the same letters, with the ring as a character of its own
    ("Måne", "", "Sang"),
    ("Måne", "Live", "Sang"),
    ("Måne", "", "Løs"),
    ("Straße", "", "Weiß"),
    ("STRASSE", "", "WEISS"),
    ("İzmir", "İ", "\u0131"),
    ("🌙", "🌑", "🌕"),
    ("<b>&amp;", '"', "a\tb\\n"),
)


def _epoch(names: ExactNames) -> Iterator[Scrobble]:
    """One scrobble, in the first second of 1970."""
    yield 0, names.track("Zero Hour", "Clocks", "Unset")


def _sporadic(names: ExactNames) -> Iterator[Scrobble]:
    """Forty scrobbles on each of a few days, with years between them."""
    for start in map(_unix, _BURSTS):
        for place in range(_A_BURST):
            yield start + 36_000 + 200 * place, names.track("Rare Birds", "Visits", f"No. {place}")


def _marathon(names: ExactNames) -> Iterator[Scrobble]:
    """Two scrobbles in one second, 15,000 times a day; one the day before and one the day after."""
    tracks = names.catalogue.tracks[:499]
    yield MARATHON_DAY - 1, tracks[0]
    for place in range(MARATHON):
        second = place // 2 * 2 * DAY // MARATHON
        yield MARATHON_DAY + second, tracks[place % len(tracks)]
    yield MARATHON_DAY + DAY, tracks[1]


def _leaper(names: ExactNames) -> Iterator[Scrobble]:
    """First and last seconds of days, months and years, and 29 February."""
    for uts in sorted(map(_unix, _EDGES)):
        yield uts, names.track("Edge of Day", "Leap", f"Take {uts % 7}")


def _namesake(names: ExactNames) -> Iterator[Scrobble]:
    """Names that differ in case, accents or album only, and tracks without an album."""
    for turn in range(3):
        for place, (artist, album, track) in enumerate(_ODD_NAMES):
            uts = _unix("2024-05-01") + turn * 40 * DAY + place // 2 * 60
            yield uts, names.track(artist, album, track)


def _unix(text: str) -> int:
    return int(
        datetime.fromisoformat(f"{text}+00:00" if "T" in text else f"{text}T00Z").timestamp()
    )


SCROBBLES: Mapping[str, Callable[[ExactNames], Iterator[Scrobble]]] = {
    "epoch": _epoch,
    "sporadic": _sporadic,
    "marathon": _marathon,
    "leaper": _leaper,
    "namesake": _namesake,
    "silent": lambda _: iter(()),
}
EDGE_CASES = tuple(
    Person(name, "", "", registered=1_330_000_000, password="edge", counted=False)  # noqa: S106
    for name in SCROBBLES
)
