"""A user whose history is imported, and the simulator's truth about their artists."""

from collections.abc import Iterable
from typing import Any

from lastfm_gateway.history.genre_tags import genres_among
from lastfm_gateway.lastfm.names import fold_name
from local.simulator import Simulator, corrections
from tests.integration.conftest import Reply
from tests.integration.faces.listening.filled import Filled
from tests.support.naive_listening import Raw
from tests.support.rewind_library import model_of


class Library(Filled):
    """A client of an imported user. Pages are checked as the strict client does."""

    def get(self, path: str, **query: Any) -> Any:
        """Return the body of a page; `path` is below /v1/listening unless it begins with /v1."""
        reply = self.reply(path, **query)
        assert reply.status == 200, reply.text
        model_of(_whole(path)).model_validate(reply.json)
        return reply.json

    def reply(self, path: str, **query: Any) -> Reply:
        """Get a page."""
        return self.listener.get(_whole(path), **query)

    def refused(self, path: str, **query: Any) -> tuple[int, str]:
        """Return the status and the text of an error."""
        reply = self.reply(path, **query)
        assert reply.json == {"error": reply.json["error"], "status": reply.status}
        return reply.status, reply.json["error"]


def genres_at(lastfm: Simulator, scrobbles: Iterable[Raw]) -> dict[str, str]:
    """Return the genres of some scrobbles' artists by folded name, "" for none."""
    catalogue = lastfm.service.world.catalogue
    genres = {}
    for name in {raw[1] for raw in scrobbles}:
        artist = catalogue.artist(corrections.artist(name))
        tags = genres_among((tag, 1) for tag in (artist.tags if artist else ()))
        genres[fold_name(name)] = next((genre for genre, _ in tags), "")
    return genres


def _whole(path: str) -> str:
    return path if path.startswith("/v1") else f"/v1/listening/{path}"
