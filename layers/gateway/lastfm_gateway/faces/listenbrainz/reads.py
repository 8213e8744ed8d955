"""Routes that read: the key, its user's listens, and the loved recordings."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.cache.batched_read import BatchedRead
from lastfm_gateway.errors import BadRequest, Unauthorized
from lastfm_gateway.faces.listenbrainz.endpoints import GET_FEEDBACK, LISTENS
from lastfm_gateway.faces.listenbrainz.feedback import Feedback
from lastfm_gateway.faces.listenbrainz.objects import (
    feedback_object,
    listen_object,
    listens_payload,
    playing_payload,
    track_metadata,
)
from lastfm_gateway.faces.listenbrainz.own_listens import read_listens
from lastfm_gateway.faces.listenbrainz.reading import CachedReads
from lastfm_gateway.faces.listenbrainz.recording import Recording
from lastfm_gateway.faces.listenbrainz.tokens import accept_token, header_token, query_token
from lastfm_gateway.faces.listenbrainz.writes import SIGN_IN
from lastfm_gateway.faces.listenbrainz.writing import cannot_scrobble, session_refused
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.http.v1 import json_response
from lastfm_gateway.keys.refused_sessions import RefusedSessions, refusal_key
from lastfm_gateway.lastfm.deadline import CALL_SECONDS, Deadline
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.validation import validate

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader
    from lastfm_gateway.playback.reader import PlaybackReader

_HATED: Final = "-1"


class ValidateRoute:
    """Tells whether a key can scrobble. Costs one read."""

    def __init__(self, reader: BatchedRead, refused: RefusedSessions) -> None:
        self._reader = reader
        self._refused = refused

    def validate(self, request: Request, caller: Caller) -> Response:
        """Answer 200 to every token, valid or not; 400 to none."""
        token = header_token(request) or query_token(request)
        if not token:
            raise BadRequest("Send the key as Authorization: Token <key>")
        try:
            accept_token(caller, token)
            key = refusal_key(caller.token_id)
            mark = self._reader.read((key,), caller).get(key)
        except Unauthorized:
            caller.bearer_key = None  # so that the answer is not 401
            return _invalid("Token invalid.")
        sign_in = request.base_url + SIGN_IN
        if not caller.holder.can_write:
            return _invalid(cannot_scrobble(sign_in))
        if self._refused.is_marked(mark):
            return _invalid(session_refused(sign_in))
        user = caller.holder.user
        content = {"code": 200, "message": "Token valid.", "valid": True, "user_name": user}
        return json_response(200, content)


class ReadRoutes:
    """Handles requests about the user of an authenticated key."""

    def __init__(
        self,
        reads: CachedReads,
        feedback: Feedback,
        new_history: "Callable[[Caller], HistoryReader]",
        new_playback: "Callable[[Caller], PlaybackReader]",
    ) -> None:
        """`new_history` and `new_playback` return the readers of one request."""
        self._reads = reads
        self._feedback = feedback
        self._new_history = new_history
        self._new_playback = new_playback

    def listens(self, request: Request, caller: Caller) -> Response:
        """Return listens of a range."""
        query = read_query(LISTENS, request)
        after, before = _optional(query, "min_ts"), _optional(query, "max_ts")
        if after is not None and before is not None and before <= after:
            raise BadRequest("max_ts must be greater than min_ts")
        history = self._new_history(caller)
        listens = read_listens(history, after, before, int(query["count"]))
        user = caller.holder.user
        newest = max((listen.at for listen in listens), default=0)
        latest = max(newest, history.newest or 0)
        oldest = history.oldest
        if oldest is None:
            oldest = self._registered(caller) if latest else 0
        objects = [listen_object(user, listen.at, listen.recording) for listen in listens]
        return json_response(200, listens_payload(user, objects, latest=latest, oldest=oldest))

    def playing_now(self, _request: Request, caller: Caller) -> Response:
        """Return what is playing. Costs what PlaybackReader says."""
        state = self._new_playback(caller).read(Deadline.after(CALL_SECONDS))
        names, metadata = state.names, None
        if state.is_playing:
            recording = Recording(names.artist, names.track, names.album)
            metadata = track_metadata(recording, state.duration)
        return json_response(200, playing_payload(caller.holder.user, metadata))

    def listen_count(self, _request: Request, caller: Caller) -> Response:
        """Return how many scrobbles the user has."""
        with malformed_is_upstream_fault():
            count = int(self._profile(caller)["playcount"])
        return json_response(200, {"payload": {"count": count}})

    def loved(self, request: Request, caller: Caller) -> Response:
        """Return a part of the loved recordings."""
        query = read_query(GET_FEEDBACK, request)
        user = caller.holder.user
        offset = int(query["offset"])
        page = self._feedback.loved(user, offset, int(query["count"]), caller)
        shown = [] if query.get("score") == _HATED else page.loved
        with_names = query.get("metadata") == "true"
        feedback = [
            feedback_object(
                user, it.at, it.recording, track_metadata(it.recording) if with_names else None
            )
            for it in shown
        ]
        total = 0 if query.get("score") == _HATED else page.total
        return json_response(
            200,
            {"count": len(feedback), "total_count": total, "offset": offset, "feedback": feedback},
        )

    def _registered(self, caller: Caller) -> int:
        """Return when the user registered: no earlier scrobble of theirs is known."""
        with malformed_is_upstream_fault():
            return int(self._profile(caller)["registered"]["unixtime"])

    def _profile(self, caller: Caller) -> dict[str, Any]:
        user = {"user": caller.holder.user}
        profile: dict[str, Any] = self._reads.fetch("user.getInfo", user, caller)["user"]
        return profile


def read_query(endpoint: Endpoint, request: Request) -> Mapping[str, str]:
    """Return an endpoint's validated query. Blank parameters count as absent."""
    sent = {name: values for name, values in request.query.items() if any(map(str.strip, values))}
    return validate(endpoint.parameters, {**sent, "user": ["-"]})


def _optional(query: Mapping[str, str], name: str) -> int | None:
    return int(query[name]) if name in query else None


def _invalid(message: str) -> Response:
    return json_response(200, {"code": 200, "message": message, "valid": False})
