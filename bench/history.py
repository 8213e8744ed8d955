"""Measures the history store: bytes, DynamoDB calls and units, and the time of all-time counts.

Two users: the simulator's, with the 50,000 scrobbles of a year, and a made one with 500,000 in
fifteen years. Runs on DynamoDB Local, which counts units as AWS does.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from random import Random
from statistics import mean
from typing import Any, Final

import boto3

from bench.rig import HISTORY_TABLE as TABLE
from bench.rig import Rig
from bench.storage import item_size
from bench.units import Meter
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.merge import month_of
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.history.window import Window
from lastfm_gateway.storage.aws_clients import connect_dynamodb
from lastfm_gateway.storage.sorted_table import SortedTable
from local.simulator.scrobbles import raw
from local.simulator.world import World

NOW: Final = 1_795_188_600  # Friday, 20 November 2026, 15:30 UTC
YEAR: Final = 365 * 86_400
STORED, APPENDED, MANY = 50_000, 300, 500_000

_PICTURE: Final = "https://lastfm.freetls.fastly.net/i/u/300x300/{}.jpg"


def measure(_rig: Rig) -> dict[str, Any]:
    """Return the figures of both users."""
    users = {"rj": simulated_scrobbles(), "many": list(made_scrobbles(MANY + APPENDED))}
    per_scrobble, written = dict[str, float](), list[float]()
    reads = dict[str, tuple[int, float]]()
    for user, scrobbles in users.items():
        stored, later = scrobbles[:-APPENDED], scrobbles[-APPENDED:]
        per_scrobble[user] = _import(user, stored)
        written += _appended(user, stored[-1].at, later)
        reads[user] = _year_read(user, later)
    return {
        "history_bytes_per_scrobble": max(per_scrobble.values()),
        "history_bytes": per_scrobble,
        "history_year_read_calls": max(calls for calls, _ in reads.values()),
        "history_year_read_units": reads["rj"][1],
        "history_year_read_units_of_many": reads["many"][1],  # mostly 40,000 names
        "history_write_units_per_scrobble": max(written),
        "history_write_units_mean": mean(written),
        **_all_time("many"),
    }


def simulated_scrobbles() -> list[Scrobble]:
    """Return the newest scrobbles of the simulator's user: those to store, and those to append.

    Every fifth one that is appended has a new name.
    """
    world = World()
    newest = list(raw(world.people["rj"], NOW, world.catalogue.playable()))[-STORED - APPENDED :]
    scrobbles = []
    for place, (at, track) in enumerate(newest):
        album = track.album
        picture = _PICTURE.format(album.picture) if album else ""
        title = f"{track.name} ({place})" if place >= STORED and place % 5 == 0 else track.name
        names = TrackNames(track.artist.name, album.name if album else "", title, picture)
        scrobbles.append(Scrobble(at, names))
    return scrobbles


def made_scrobbles(count: int) -> Iterator[Scrobble]:
    """Yield scrobbles of a made user, oldest first: albums in order, and tracks at random.

    A few albums are played much, most of them a few times: 40,000 distinct tracks in all.
    """
    random = Random(1)  # noqa: S311 (a benchmark's data)
    albums = [_album(random) for _ in range(8_000)]
    return islice(_sessions(random, albums), count)


def _sessions(random: Random, albums: Sequence[Sequence[TrackNames]]) -> Iterator[Scrobble]:
    def favourite() -> Sequence[TrackNames]:
        return albums[min(int(random.paretovariate(0.6)) - 1, len(albums) - 1)]

    at = NOW - 15 * YEAR
    while True:
        at += int(random.expovariate(1 / 5_000))
        if random.random() < 0.5:  # noqa: PLR2004
            session = favourite() if random.random() < 0.7 else random.choice(albums)  # noqa: PLR2004
        else:
            session = [random.choice(favourite()) for _ in range(random.randint(3, 15))]
        for names in session:
            yield Scrobble(at, names)
            at += random.randint(150, 330)


def _album(random: Random) -> list[TrackNames]:
    artist = _title(random) if random.random() < 0.5 else f"Artist {random.randrange(3_000)}"  # noqa: PLR2004
    album, picture = _title(random), _PICTURE.format(f"{random.getrandbits(128):032x}")
    tracks = random.randint(1, 14)
    return [TrackNames(artist, album, _title(random), picture) for _ in range(tracks)]


def _title(random: Random) -> str:
    letters = "etaoinshrdlucmfwypvbgkjqxz"
    words = (
        "".join(
            letters[min(int(random.expovariate(0.15)), 25)] for _ in range(random.randint(2, 8))
        )
        for _ in range(random.randint(1, 5))
    )
    return " ".join(words).title()


def _store() -> HistoryStore:
    return HistoryStore(SortedTable(connect_dynamodb(), TABLE))


def _import(user: str, scrobbles: Sequence[Scrobble]) -> float:
    """Store scrobbles month by month, newest first. Return the bytes of a scrobble."""
    store = _store()
    months = [(month, list(of)) for month, of in groupby(scrobbles, lambda each: month_of(each.at))]
    after = scrobbles[-1].at + 1
    for month, of in reversed(months):
        store.replace(user, Window(month.start, min(month.end, after)), of)
    pages = (
        boto3.client("dynamodb")
        .get_paginator("query")
        .paginate(
            TableName=TABLE,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": user}},
        )
    )
    return sum(item_size(item) for page in pages for item in page["Items"]) / len(scrobbles)


def _year_read(user: str, newest: Sequence[Scrobble]) -> tuple[int, float]:
    """Return the calls and units of reading the year that ends with the newest scrobbles."""
    meter = Meter()
    end = newest[-1].at + 1
    _, listening = _store().read(user, Window(end - YEAR, end))
    is_there = listening.times[-len(newest) :].tolist() == [each.at for each in newest]
    if listening.missing or not is_there:
        raise RuntimeError(f"incomplete year: {len(listening.times)} scrobbles")
    return meter.calls.total(), meter.units["read"]


def _appended(user: str, newest: int, scrobbles: Sequence[Scrobble]) -> list[float]:
    """Store scrobbles one by one. Return the write units of each."""
    meter = Meter()  # counts the calls of clients that are made after it
    store = _store()
    units = []
    for scrobble in scrobbles:
        meter.reset()
        store.replace(user, Window(newest + 1, scrobble.at + 1), [scrobble])
        newest = scrobble.at
        units.append(meter.units["write"])
    return units


#: Run in a process of its own, for its memory.
_ALL_TIME: Final = """
import json, re, time
from pathlib import Path
from collections import Counter
import boto3
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.storage.sorted_table import SortedTable
store = HistoryStore(SortedTable(boto3.client("dynamodb"), "TABLE"))
store.read("nobody")
started = time.perf_counter()
_, listening = store.read("USER")
artists = Counter()
for track, plays in Counter(listening.ids).items():
    artists[listening.names[track].artist] += plays
seconds = time.perf_counter() - started
peak = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1]) / 1024
print(json.dumps([artists.total(), seconds, peak]))
"""


def _all_time(user: str) -> dict[str, float]:
    run = [sys.executable, "-c", _ALL_TIME.replace("USER", user).replace("TABLE", TABLE)]
    counted, seconds, peak = json.loads(
        subprocess.run(run, check=True, capture_output=True, env=os.environ).stdout
    )
    if counted != MANY + APPENDED:
        raise RuntimeError(f"{counted} scrobbles counted")
    return {"history_all_time_seconds": seconds, "history_all_time_rss_mb": peak}
