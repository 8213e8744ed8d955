"""artist.getCorrection and track.getCorrection."""

from local.simulator import corrections
from local.simulator.method import Call, Method
from local.simulator.parts import named
from local.simulator.tree import Tree

# The content of `corrections` for an unknown artist.
_NOTHING = "\n                "


def correct_artist(call: Call) -> Tree:
    """Answer artist.getCorrection: white space for an unknown artist."""
    artist = call.world.catalogue.artist(corrections.artist(call.get("artist")))
    if artist is None:
        return {"corrections": _NOTHING}
    correction = {"artist": {**named(artist), "url": artist.url}, "@attr": {"index": "0"}}
    return {"corrections": {"correction": correction}}


def correct_track(call: Call) -> Tree:
    """Answer track.getCorrection: empty URLs for an unknown track."""
    artist = corrections.artist(call.get("artist"))
    name = corrections.track(artist, call.get("track"))
    track = call.world.catalogue.track(artist, name)
    if track is None:
        found: Tree = {"url": "", "artist": {"url": ""}}
        changed = ("0", "0")
    else:
        reference = {**named(track.artist), "url": track.artist.url}
        found = {**named(track), "url": track.url, "artist": reference}
        changed = (_differ(artist, call.get("artist")), _differ(name, call.get("track")))
    attributes = {"index": "0", "artistcorrected": changed[0], "trackcorrected": changed[1]}
    return {"corrections": {"correction": {"track": found, "@attr": attributes}}}


def _differ(corrected: str, given: str) -> str:
    return str(int(corrected.casefold() != given.casefold()))


METHODS = (
    Method("artist.getCorrection", correct_artist, ("artist",)),
    Method("track.getCorrection", correct_track, ("artist", "track")),
)
