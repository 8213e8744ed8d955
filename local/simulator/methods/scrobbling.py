"""track.scrobble and track.updateNowPlaying."""

from collections.abc import Iterator

from local.simulator import corrections
from local.simulator.entities import Track
from local.simulator.errors import ApiError
from local.simulator.finders import person_of
from local.simulator.method import Call, Method
from local.simulator.people import DAY
from local.simulator.tree import Tree, Value

BATCH = 50
_OLDEST = 14 * DAY
_LATEST = 600  # seconds that a client's clock may be ahead
_ACCEPTED, _TOO_OLD, _TOO_NEW = 0, 3, 4
_REASONS = {_ACCEPTED: "", _TOO_OLD: "Timestamp too old", _TOO_NEW: "Timestamp too new"}


def scrobble(call: Call) -> Tree:
    """Answer track.scrobble: up to 50 scrobbles; too old or too new ones are ignored."""
    suffixes = list(_suffixes(call))
    if not 0 < len(suffixes) <= BATCH:
        raise ApiError(6)
    outcomes = [_scrobble_one(call, suffix) for suffix in suffixes]
    accepted = sum(code == _ACCEPTED for code, _ in outcomes)
    return {
        "scrobbles": {
            "scrobble": [written for _, written in outcomes],
            "@attr": {"ignored": len(outcomes) - accepted, "accepted": accepted},
        }
    }


def _suffixes(call: Call) -> Iterator[str]:
    """Return the suffix of each scrobble's parameters: empty, or its index in brackets."""
    for name in call.parameters:
        if name == "artist" or name.startswith("artist["):
            suffix = name.removeprefix("artist")
            if not all(call.get(need + suffix) for need in ("artist", "track", "timestamp")):
                raise ApiError(6)
            yield suffix


def _scrobble_one(call: Call, suffix: str) -> tuple[int, Tree]:
    text = call.get(f"timestamp{suffix}")
    if not text.isdecimal():
        raise ApiError(6)
    uts, code = int(text), _ACCEPTED
    if uts < call.now - _OLDEST:
        code = _TOO_OLD
    elif uts > call.now + _LATEST:
        code = _TOO_NEW
    if code == _ACCEPTED:
        _store(call, uts, _track(call, suffix))
    echo = _echo(call, suffix)
    return code, {
        "artist": echo["artist"],
        "album": echo["album"],
        "track": echo["track"],
        "ignoredMessage": {"code": str(code), "#text": _REASONS[code]},
        "albumArtist": echo["albumArtist"],
        "timestamp": text,
    }


def _store(call: Call, uts: int, track: Track) -> None:
    """Store a scrobble, and end the track's now playing."""
    user = person_of(call).name
    call.world.histories[user].add(uts, track, call.now)
    if call.world.playing.get(user) is track:
        del call.world.playing[user]


def _track(call: Call, suffix: str) -> Track:
    """Find the track, or add it to the catalogue."""
    catalogue = call.world.catalogue
    artist = catalogue.ensure_artist(corrections.artist(call.get(f"artist{suffix}")))
    title = corrections.track(artist.name, call.get(f"track{suffix}"))
    name = call.get(f"album{suffix}")
    known = catalogue.track(artist.name, title)
    return known or catalogue.ensure_track(
        artist, title, catalogue.ensure_album(artist, name) if name else None
    )


def _echo(call: Call, suffix: str) -> dict[str, Tree]:
    """Return the sent fields, corrected."""
    sent = {n: call.get(n + suffix) for n in ("artist", "album", "track", "albumArtist")}
    artist = corrections.artist(sent["artist"])
    corrected = {**sent, "artist": artist, "track": corrections.track(artist, sent["track"])}
    return {
        name: {"corrected": str(int(corrected[name] != sent[name])), "#text": corrected[name]}
        for name in sent
    }


def update_now_playing(call: Call) -> Tree:
    """Answer track.updateNowPlaying."""
    call.world.playing[person_of(call).name] = _track(call, "")
    echo = _echo(call, "")
    playing: dict[str, Value] = {n: echo[n] for n in ("artist", "track", "album", "albumArtist")}
    return {"nowplaying": {**playing, "ignoredMessage": {"code": "0", "#text": ""}}}


_FIRST = ("artist|artist[0]", "track|track[0]", "timestamp|timestamp[0]")
METHODS = (
    Method("track.scrobble", scrobble, _FIRST, newer=True, signed=True, session=True, post=True),
    Method(
        "track.updateNowPlaying",
        update_now_playing,
        ("artist", "track"),
        newer=True,
        signed=True,
        session=True,
        post=True,
    ),
)
