"""Turns listens into Last.fm's parameters, and Last.fm's answer into outcomes. Pure."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from lastfm_gateway.faces.listenbrainz.submission import IgnoredListen, Listen, Reason
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.methods.track_writes import ScrobbleParameters
from lastfm_gateway.scrobbling.waiting import DAILY_LIMIT

#: The most bytes of a batch's parameters: a message of the queue has 256 KiB at most.
_MAX_BYTES: Final = 160 * 1024

_REASONS: Final[Mapping[int, tuple[Reason, str]]] = {
    1: ("artist", "Last.fm filters this artist"),
    2: ("track", "Last.fm filters this track"),
    3: ("too_old", "Last.fm takes nothing older than 14 days"),
    4: ("in_the_future", "Last.fm takes nothing from the future"),
}


class BatchOutcome(NamedTuple):
    """What became of a batch: how many were accepted, which were ignored, which are to wait."""

    accepted: int
    ignored: list[IgnoredListen]
    limited: list[Listen]


def batches_of(listens: Iterable[Listen]) -> Iterator[list[Listen]]:
    """Yield listens in batches that one call of track.scrobble and one message can hold."""
    batch: list[Listen] = []
    size = 0
    for listen in listens:
        own_size = len(json.dumps(_row(listen)))
        if batch and (len(batch) == ScrobbleParameters.most or size + own_size > _MAX_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(listen)
        size += own_size
    if batch:
        yield batch


def scrobble_parameters(listens: Sequence[Listen], session: str) -> dict[str, str]:
    """Return the parameters of track.scrobble."""
    numbered = {
        f"{name}[{place}]": value
        for place, listen in enumerate(listens)
        for name, value in _row(listen).items()
    }
    return {**numbered, "sk": session}


def playing_parameters(listen: Listen, session: str) -> dict[str, str]:
    """Return the parameters of track.updateNowPlaying."""
    return {**_row(listen), "sk": session}


@malformed_is_upstream_fault()
def batch_outcome(listens: Sequence[Listen], body: bytes) -> BatchOutcome:
    """Return what Last.fm says of each scrobble of a batch, in the order of its listens.

    Raises UpstreamFault (502) on a malformed answer.
    """
    rows: list[dict[str, Any]] = json.loads(body)["scrobbles"]["scrobble"]
    outcome = BatchOutcome(0, [], [])
    accepted = 0
    for listen, row in zip(listens, rows, strict=True):
        code = int(row.get("ignoredMessage", {}).get("code") or 0)
        if code == 0:
            accepted += 1
        elif code == DAILY_LIMIT:
            outcome.limited.append(listen)
        else:
            reason = _REASONS.get(code, ("refused", f"Last.fm ignores it, with code {code}"))
            outcome.ignored.append(IgnoredListen(listen.place, *reason))
    return outcome._replace(accepted=accepted)


def _row(listen: Listen) -> dict[str, str]:
    """Return one listen's parameters. What is unknown is left out: Last.fm takes no blanks."""
    sent = {
        "artist": listen.artist,
        "track": listen.track,
        "timestamp": listen.listened_at,
        "album": listen.album,
        "albumArtist": listen.album_artist,
        "trackNumber": listen.track_number,
        "mbid": listen.mbid,
        "duration": listen.duration,
    }
    return {name: str(value) for name, value in sent.items() if value}
