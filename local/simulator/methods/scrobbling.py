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
_ACCEPTED, _ARTIST, _TRACK, _TOO_OLD, _TOO_NEW, _LIMITED = 0, 1, 2, 3, 4, 5
_REASONS = {
    _ACCEPTED: "",
    _ARTIST: "Artist name failed filter",
    _TRACK: "Track name failed filter",
    _TOO_OLD: "Timestamp too old",
    _TOO_NEW: "Timestamp too new",
    _LIMITED: "Daily scrobble limit exceeded",
}
_FILTERED_ARTISTS = ("unknown artist", "[unknown]")
_FILTERED_TRACKS = ("unknown track", "[untitled]")


def scrobble(call: Call) -> Tree:
    """Answer track.scrobble: up to 50 scrobbles.

    Ignored are those of placeholder names, too old or too new ones, and those beyond the world's
    daily limit. A repeated scrobble counts as accepted and changes nothing.
    """
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
    uts = int(text)
    code = _filter(call, suffix)
    if code == _ACCEPTED and uts < call.now - _OLDEST:
        code = _TOO_OLD
    elif code == _ACCEPTED and uts > call.now + _LATEST:
        code = _TOO_NEW
    if code == _ACCEPTED and not _store(call, uts, _track(call, suffix)):
        code = _LIMITED
    echo = _echo(call, suffix)
    return code, {
        "artist": echo["artist"],
        "album": echo["album"],
        "track": echo["track"],
        "ignoredMessage": _message(code),
        "albumArtist": echo["albumArtist"],
        "timestamp": text,
    }


def _filter(call: Call, suffix: str) -> int:
    """Return the code of a placeholder's name, 0 for any other."""
    if call.get(f"artist{suffix}").lower() in _FILTERED_ARTISTS:
        return _ARTIST
    return _TRACK if call.get(f"track{suffix}").lower() in _FILTERED_TRACKS else _ACCEPTED


def _store(call: Call, uts: int, track: Track) -> bool:
    """Store a scrobble, and end the track's now playing; False beyond the user's daily limit."""
    world, user = call.world, person_of(call).name
    today = (user, call.now // DAY)
    if world.daily_limit is not None and world.accepted[today] >= world.daily_limit:
        return False
    world.accepted[today] += world.histories[user].add(uts, track, call.now)
    if world.playing.get(user) is track:
        del world.playing[user]
    return True


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


def _message(code: int) -> Tree:
    return {"code": str(code), "#text": _REASONS[code]}


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
    """Answer track.updateNowPlaying. A placeholder's name is ignored."""
    echo, code = _echo(call, ""), _filter(call, "")
    if code == _ACCEPTED:
        call.world.playing[person_of(call).name] = _track(call, "")
    playing: dict[str, Value] = {n: echo[n] for n in ("artist", "track", "album", "albumArtist")}
    return {"nowplaying": {**playing, "ignoredMessage": _message(code)}}


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
