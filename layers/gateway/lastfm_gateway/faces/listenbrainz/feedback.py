"""Love by feedback: a recording's score is its love at Last.fm."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lastfm_gateway import methods
from lastfm_gateway.cache.call import CachedCall, Fetch
from lastfm_gateway.errors import BadRequest, UpstreamError
from lastfm_gateway.faces.listenbrainz import fields
from lastfm_gateway.faces.listenbrainz.loved import LovedPage, LovedRecording, pages_of, parse_loved
from lastfm_gateway.faces.listenbrainz.own_listens import read_listens
from lastfm_gateway.faces.listenbrainz.reading import CachedReads
from lastfm_gateway.faces.listenbrainz.recording import Recording
from lastfm_gateway.faces.listenbrainz.recording_store import RecordingStore
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.limits.rate_limiter import Caller

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader

#: How many of the latest listens, and of the loved recordings, an MSID is looked for in.
SEARCHED: Final = 1000

_SCORES: Final = (1, 0, -1)


class Wanted(NamedTuple):
    """A request: which recording is loved or not. One of the ids is known."""

    is_love: bool
    mbid: str | None
    msid: str | None


def parse_wanted(body: object) -> Wanted:
    """Parse a request's JSON. Raises BadRequest without an id or with an impossible score."""
    if not isinstance(body, dict):
        raise BadRequest("The body must be a JSON object")
    score = fields.number(body.get("score"))
    if score not in _SCORES:
        raise BadRequest("score must be 1, 0 or -1")
    mbid = fields.mbid(body.get("recording_mbid"))
    msid = fields.mbid(body.get("recording_msid"))
    if not mbid and not msid:
        raise BadRequest("recording_mbid or recording_msid must be a UUID")
    return Wanted(score == 1, mbid, msid)


class Feedback:
    """Loves and unloves recordings, and lists the loved ones."""

    def __init__(self, reads: CachedReads, fetch: Fetch, recordings: RecordingStore) -> None:
        """`fetch`: fetches the answers to writes."""
        self._reads = reads
        self._fetch = fetch
        self._recordings = recordings

    def set(self, wanted: Wanted, session: str, caller: Caller, history: "HistoryReader") -> None:
        """Love or unlove a recording: one write, and at most two calls to find its names.

        Raises BadRequest for an id without known names, TableFault, and GatewayError.
        """
        recording = self._find(wanted, caller, history)
        if recording is None:
            raise BadRequest("No track is known by this recording id")
        method = methods.get("track.love" if wanted.is_love else "track.unlove")
        names = {"artist": recording.artist, "track": recording.track}
        call = CachedCall(method=method, parameters={**names, "sk": session}, caller=caller)
        self._fetch(call, Deadline.after(CALL_SECONDS))

    def loved(self, user: str, offset: int, count: int, caller: Caller) -> LovedPage:
        """Return a part of the loved recordings: one call, or two, or none while fresh."""
        if not count:
            return self._page(user, 1, 1, caller)._replace(loved=())
        found: list[LovedRecording] = []
        total = 0
        for page, part in pages_of(offset, count):
            loved, total = self._page(user, page, count, caller)
            found += loved[part]
        return LovedPage(found, total)

    def _find(self, wanted: Wanted, caller: Caller, history: "HistoryReader") -> Recording | None:
        """Return the recording: as stored, by its MusicBrainz id, or among those shown lately."""
        stored = self._recordings.find(wanted.msid) if wanted.msid else None
        if stored:
            return stored
        if wanted.mbid:
            return self._of_mbid(wanted.mbid, caller)
        candidates = self._candidates(caller, history)
        return next((it for it in candidates if it.msid == wanted.msid), None)

    def _candidates(self, caller: Caller, history: "HistoryReader") -> Iterator[Recording]:
        """Yield the recordings that a client may have been shown lately."""
        for listen in read_listens(history, None, None, SEARCHED):
            yield listen.recording
        for loved in self._page(history.user, 1, SEARCHED, caller).loved:
            yield loved.recording

    def _of_mbid(self, mbid: str, caller: Caller) -> Recording | None:
        try:
            content = self._reads.fetch("track.getInfo", {"mbid": mbid}, caller)
        except UpstreamError as error:
            if error.status == 404:  # noqa: PLR2004 (not found)
                return None
            raise
        return _parse_track(content)

    def _page(self, user: str, page: int, limit: int, caller: Caller) -> LovedPage:
        parameters = {"user": user, "page": str(page), "limit": str(limit)}
        return parse_loved(self._reads.fetch("user.getLovedTracks", parameters, caller))


@malformed_is_upstream_fault()
def _parse_track(content: dict[str, Any]) -> Recording:
    track = content["track"]
    return Recording(str(track["artist"]["name"]), str(track["name"]))
