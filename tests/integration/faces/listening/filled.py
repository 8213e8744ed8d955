"""Users whose whole history is imported, and their scrobbles to compare answers with."""

from typing import Any, Final

from lastfm_gateway.composition import Runtime
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.window import Window
from local.simulator import Simulator
from local.simulator.raw import raw_scrobbles
from tests.integration.conftest import Reply
from tests.integration.faces.listening.support import Clock, Listener
from tests.support.naive_listening import Raw
from tests.support.rewind_answers import ANSWERS

#: When the simulator's users with edge cases registered.
REGISTERED: Final = 1_330_000_000


class Filled:
    """A client of a user whose scrobbles are stored, all or those of a window.

    `raw` are the scrobbles that are stored, oldest first. Of those in one second, the order is that
    of the store: the service's order tells nothing.
    """

    def __init__(
        self, lastfm: Simulator, clock: Clock, user: str, window: Window | None = None
    ) -> None:
        self.listener = Listener(lastfm, clock, user)
        everything = raw_scrobbles(lastfm.service.world, user, clock())
        whole = window or Window(0, int(clock()) + 1)
        store = Runtime.from_environment(clock=clock).history
        store.replace(
            user,
            whole,
            [Scrobble(raw[0], TrackNames(*raw[1:])) for raw in everything if _is_in(raw, whole)],
            lambda manifest: manifest._replace(
                begin=None if window else 0,
                status="running" if window else "complete",
                lastfm_total=len(everything),
                synced_at=int(clock()),
            ),
        )
        _, listening = store.read(user, whole)
        self.raw: list[Raw] = [
            _plain(at, listening.names[track])
            for at, track in zip(listening.times, listening.ids, strict=True)
        ]
        assert sorted(self.raw) == sorted({raw for raw in everything if _is_in(raw, whole)})
        self.total = len(everything)

    def get(self, path: str, **query: Any) -> Any:
        """Return the body of a page, checked as the strict client does."""
        reply = self.reply(path, **query)
        assert reply.status == 200, reply.text
        ANSWERS["year" if path.startswith("year/") else path].model_validate(reply.json)
        return reply.json

    def reply(self, path: str, **query: Any) -> Reply:
        """Get a page."""
        return self.listener.get(f"/v1/listening/{path}", **query)


def _is_in(raw: Raw, window: Window) -> bool:
    return window.start <= raw[0] < window.end


def _plain(at: int, names: TrackNames) -> Raw:
    return at, names.artist, names.album, names.track, names.image
