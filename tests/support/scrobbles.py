"""Helpers of the scrobble queue's tests: scrobbles, sessions and an outage."""

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


def make_sessions_known(functions: "Functions", *sessions: str) -> None:
    """Make sessions known to the gateway, by successful writes."""
    for sk in sessions or (RJ,):
        form = {"artist": "Radiohead", "track": "Creep", "sk": sk}
        assert functions.post("/track/updateNowPlaying", **form).status == 200


def recover(lastfm: Simulator) -> None:
    """End the outage and empty the log, so that `delivered` omits the failed calls."""
    lastfm.faults.clear()
    lastfm.log.clear()


def delivered(lastfm: Simulator) -> list[tuple[str, str]]:
    """Return titles and times of the scrobbles that Last.fm got since it recovered, in order."""
    return [
        (
            call.parameters.get("track") or call.parameters["track[0]"],
            call.parameters.get("timestamp") or call.parameters["timestamp[0]"],
        )
        for call in lastfm.log
        if call.method == "track.scrobble"
    ]
