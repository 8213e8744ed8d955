"""Spotify's cursor-based paging object of plays. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.spotify.objects import Object
from lastfm_gateway.limits.sliding_window import MS_PER_SECOND

if TYPE_CHECKING:
    from lastfm_gateway.history.plays import Plays


class PlaysRequest(NamedTuple):
    """The parameters of a page. `after` and `before` are unix milliseconds, not included.

    At most one of them is set.
    """

    limit: int
    after: int | None
    before: int | None

    @property
    def start(self) -> int | None:
        """The first second after `after`."""
        return None if self.after is None else self.after // MS_PER_SECOND + 1

    @property
    def end(self) -> int | None:
        """The end of the seconds before `before`, not included."""
        return None if self.before is None else -(-self.before // MS_PER_SECOND)


def plays_request(query: dict[str, str]) -> PlaysRequest:
    """Return the parameters of a validated query. Raises BadRequest for two cursors."""
    after, before = (int(query[name]) if name in query else None for name in ("after", "before"))
    if after is not None and before is not None:
        raise BadRequest("after and before exclude each other")
    return PlaysRequest(int(query["limit"]), after, before)


def plays_object(
    url: str, request: PlaysRequest, plays: "Plays", tracks: Sequence[Object]
) -> Object:
    """Return a page with the tracks of its plays. `url` is the endpoint's, without a query.

    `next` leads on in the direction of the request: into the past unless `after` is set.
    """
    times = [scrobble.at for scrobble in plays.scrobbles]
    cursors = {"after": _cursor(times[0]), "before": _cursor(times[-1])} if times else None
    way = "before" if request.after is None else "after"
    following = {way: cursors[way]} if cursors and plays.has_more else None
    return {
        "href": _link(url, limit=request.limit, after=request.after, before=request.before),
        "items": [
            {"track": track, "played_at": _played_at(at), "context": None}
            for track, at in zip(tracks, times, strict=True)
        ],
        "limit": request.limit,
        "next": _link(url, limit=request.limit, **following) if following else None,
        "cursors": cursors,
    }


def _cursor(at: int) -> str:
    return str(at * MS_PER_SECOND)


def _link(url: str, **query: Any) -> str:
    sent = {name: value for name, value in sorted(query.items()) if value is not None}
    return f"{url}?{urlencode(sent)}"


def _played_at(at: int) -> str:
    """Return a unix time as Spotify writes it. Last.fm's times are whole seconds."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
