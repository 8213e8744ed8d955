"""Scrobbles, and a Last.fm that cannot take them: what the tests of the queue share."""

import time
from typing import TYPE_CHECKING, Final

from local.simulator import Simulator, session_key
from local.simulator.faults import Fault

if TYPE_CHECKING:
    from tests.integration.conftest import Functions, Reply

RJ: Final = session_key("rj")
HERMIT: Final = session_key("hermit")
START: Final = int(time.time()) - 5000
DOWN: Final = Fault("error", code=11, method="track.scrobble")


def scrobble(functions: "Functions", title: str, sk: str = RJ, at: int = START) -> "Reply":
    """Scrobble one track by the REST route."""
    form = {"artist": "Radiohead", "track": title, "timestamp": str(at), "sk": sk}
    return functions.post("/track/scrobble", **form)


def introduce(functions: "Functions", *sessions: str) -> None:
    """Make sessions known, by writes that Last.fm takes."""
    for sk in sessions or (RJ,):
        form = {"artist": "Radiohead", "track": "Creep", "sk": sk}
        assert functions.post("/track/updateNowPlaying", **form).status == 200


def heal(lastfm: Simulator) -> None:
    """Bring Last.fm back. What it was sent before counts for nothing: it answered with an error."""
    lastfm.faults.clear()
    lastfm.log.clear()


def taken(lastfm: Simulator) -> list[tuple[str, str]]:
    """Return titles and times that Last.fm was sent since it is back, in their order."""
    return [
        (
            call.parameters.get("track") or call.parameters["track[0]"],
            call.parameters.get("timestamp") or call.parameters["timestamp[0]"],
        )
        for call in lastfm.log
        if call.method == "track.scrobble"
    ]
