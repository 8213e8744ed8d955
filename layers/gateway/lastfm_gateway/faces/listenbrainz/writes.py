"""Routes that write: submitted listens, what is playing, and love by feedback."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

from lastfm_gateway.errors import GatewayError
from lastfm_gateway.faces.listenbrainz.errors import CannotScrobble
from lastfm_gateway.faces.listenbrainz.feedback import Feedback, parse_wanted
from lastfm_gateway.faces.listenbrainz.playing import NowPlaying
from lastfm_gateway.faces.listenbrainz.recording import Recording
from lastfm_gateway.faces.listenbrainz.recording_store import RecordingStore
from lastfm_gateway.faces.listenbrainz.submission import (
    IgnoredListen,
    Listen,
    Submission,
    parse_submission,
)
from lastfm_gateway.faces.listenbrainz.submitting import Submitter, Tally
from lastfm_gateway.faces.listenbrainz.writing import HolderSessions
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.http.v1 import json_response
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.storage.table import TableFault

if TYPE_CHECKING:
    from lastfm_gateway.history.reader import HistoryReader
    from lastfm_gateway.scrobbling.delivery import ScrobbleDelivery

#: The largest body, in bytes. A thousand listens have about half a megabyte; an event of Lambda's
#: has six, and holds the body as a JSON string.
MAX_BODY: Final = 4 * 1024 * 1024

#: Where a key that can scrobble is made, below the base URL.
SIGN_IN: Final = "/auth/login?scope=write"


class WriteRoutes:
    """Handles requests of callers whose key is authenticated."""

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        *,
        sessions: HolderSessions,
        delivery: "Callable[[], ScrobbleDelivery]",
        playing: NowPlaying,
        feedback: Feedback,
        recordings: RecordingStore,
        new_history: "Callable[[Caller], HistoryReader]",
        telemetry: Telemetry,
        clock: Callable[[], float],
    ) -> None:
        """`new_history` returns the reader of the history of one request's caller."""
        self._sessions = sessions
        self._delivery = delivery
        self._playing = playing
        self._feedback = feedback
        self._recordings = recordings
        self._new_history = new_history
        self._telemetry = telemetry
        self._clock = clock

    def submit(self, request: Request, caller: Caller) -> Response:
        """Scrobble listens, or set what is playing."""
        sign_in = request.base_url + SIGN_IN
        self._sessions.require_writer(caller, sign_in)
        submission = parse_submission(
            request.json(MAX_BODY), self._clock(), first_artist=caller.holder.first_artist
        )
        self._report(submission.ignored)
        if submission.listen_type == "playing_now":
            tally = Tally(accepted=self._set_playing(submission.listens[0], caller, sign_in))
            delivery = {}
        else:
            tally = self._scrobble(submission, caller, sign_in)
            delivery = {"X-Scrobble": "queued" if tally.queued else "delivered"}
        answer: dict[str, Any] = {"status": "ok"}
        if "return_msid" in request.query and len(submission.listens) == 1:
            answer["recording_msid"] = self._msid(submission.listens[0])
        response = json_response(200, {**answer, "lastfm": tally.as_json()})
        return response._replace(headers={**response.headers, **delivery})

    def set_feedback(self, request: Request, caller: Caller) -> Response:
        """Love or unlove a recording."""
        sign_in = request.base_url + SIGN_IN
        self._sessions.require_writer(caller, sign_in)
        wanted = parse_wanted(request.json())
        session = self._sessions.open(caller)
        with self._sessions.refusals_noted(caller, sign_in):
            self._feedback.set(wanted, session, caller, self._new_history(caller))
        return json_response(200, {"status": "ok"})

    def _scrobble(self, submission: Submission, caller: Caller, sign_in: str) -> Tally:
        if not submission.listens:
            return Tally(ignored=submission.ignored)
        session = self._sessions.open(caller)
        is_import = submission.listen_type == "import"
        with self._sessions.refusals_noted(caller, sign_in):
            submitter = Submitter(self._delivery(), caller, session, is_import=is_import)
            tally = submitter.scrobble(submission.listens)
        self._report(tally.ignored)
        tally.ignored += submission.ignored
        return tally

    def _set_playing(self, listen: Listen, caller: Caller, sign_in: str) -> int:
        """Set what is playing. Return 1, or 0 if that failed: nobody need send it again."""
        if self._playing.is_repeated(listen, caller):
            return 1
        try:
            session = self._sessions.open(caller)
            with self._sessions.refusals_noted(caller, sign_in):
                self._playing.set(listen, session, caller)
        except CannotScrobble:
            raise
        except GatewayError:
            return 0
        return 1

    def _msid(self, listen: Listen) -> str:
        """Return a listen's MSID, and store it for the love that may follow."""
        recording = Recording(listen.artist, listen.track, listen.album)
        try:
            self._recordings.store(recording)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
        return recording.msid

    def _report(self, ignored: Iterable[IgnoredListen]) -> None:
        for reason, number in Counter(listen.reason for listen in ignored).items():
            self._telemetry.count(f"ListensIgnored{reason.title().replace('_', '')}", number)
