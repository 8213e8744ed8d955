"""Reads what a card shows: a list or figures, and the profile of their user."""

from collections.abc import Callable
from typing import Final, NamedTuple

from lastfm_gateway.cache.call import Answer
from lastfm_gateway.errors import GatewayError
from lastfm_gateway.faces.cards.calls import CardCalls
from lastfm_gateway.faces.cards.errors import NOTHING, NOTHING_THEN, CardRefused
from lastfm_gateway.faces.cards.model import CardStats
from lastfm_gateway.faces.cards.options import CardOptions
from lastfm_gateway.faces.cards.parameters import CardKind
from lastfm_gateway.faces.cards.rows import (
    CardProfile,
    CardRow,
    CardRows,
    as_past,
    distinct,
    profile_of,
    recent_rows,
    top_rows,
)
from lastfm_gateway.lastfm.deadline import Deadline

#: Seconds that are left for the rest when Last.fm does not answer what a card is about; of a short
#: time, the part. So Last.fm usually gets 1.8, some of which go to writing limits before it is
#: asked: a timeout after less than 1.5 would say nothing about it.
REST_SECONDS: Final = 0.5
_REST: Final = 0.25

#: Seconds for the profile on other cards. With fewer left, only a stored one is shown.
PROFILE_SECONDS: Final = 0.6
_TOO_FEW: Final = 0.5

#: From this age in seconds on, a stale answer is shown with its time.
OLD: Final = 300

#: The rows that are requested, for all counts alike, and for a card without repetitions.
_ROWS: Final = 10
_ROWS_TO_CHOOSE_FROM: Final = 50

_TOP_METHODS: Final = {
    "tracks": "user.getTopTracks",
    "artists": "user.getTopArtists",
    "albums": "user.getTopAlbums",
}


class CardFacts(NamedTuple):
    """What a card shows, with the URLs of its pictures. `as_of`: unix time of an old answer.

    `is_whole`: whether everything is there that the options ask for. `is_stale`: whether a part is
    older than it should be.
    """

    user: str
    rows: tuple[CardRow, ...] = ()
    avatar: str = ""
    stats: CardStats = CardStats()
    as_of: int | None = None
    is_whole: bool = True
    is_stale: bool = False


class CardSource:
    """Reads for one user and request. It makes two calls at most, or three for a hidden user."""

    def __init__(self, calls: CardCalls, clock: Callable[[], float]) -> None:
        self._calls = calls
        self._clock = clock

    def read(self, options: CardOptions, deadline: Deadline) -> CardFacts:
        """Return what a card shows. Raises GatewayError if there is nothing to show."""
        rest = min(REST_SECONDS, _REST * deadline.left())
        answer_by = deadline._replace(at=deadline.at - rest)
        if options.kind is CardKind.STATS:
            answer = self._calls.fetch("user.getInfo", {}, answer_by)
            profile = profile_of(answer.body, self._clock())
            return self._dated(
                CardFacts(profile.user, avatar=profile.picture, stats=profile.stats), answer
            )
        answer, listed = self._list(options, answer_by)
        if not listed.rows:
            raise CardRefused(NOTHING_THEN if options.kind is CardKind.TOP else NOTHING)
        rows = distinct(listed.rows) if options.unique else listed.rows
        facts = CardFacts(listed.user, tuple(rows[: options.count]))
        return self._with_profile(self._dated(facts, answer), options, deadline)

    def _list(self, options: CardOptions, deadline: Deadline) -> tuple[Answer, CardRows]:
        if options.kind is CardKind.TOP:
            sent = {"limit": str(_ROWS), "period": options.period}
            answer = self._calls.fetch(_TOP_METHODS[options.list_type], sent, deadline)
            return answer, top_rows(answer.body, options.list_type)
        limit = _ROWS_TO_CHOOSE_FROM if options.unique else _ROWS
        answer = self._calls.recent({"limit": str(limit), "extended": "1"}, deadline)
        return answer, recent_rows(answer.body)

    def _with_profile(
        self, facts: CardFacts, options: CardOptions, deadline: Deadline
    ) -> CardFacts:
        """Add avatar and figures if the options ask for them. Without them a card is not whole."""
        if not (options.needs_avatar or options.needs_stats):
            return facts
        profile = self._profile(deadline, asks=not facts.is_stale)
        if profile is None:
            return facts._replace(is_whole=False)
        return facts._replace(user=profile.user, avatar=profile.picture, stats=profile.stats)

    def _profile(self, deadline: Deadline, *, asks: bool) -> CardProfile | None:
        """Return the profile. `asks`: whether Last.fm may be asked; it did not answer otherwise."""
        try:
            if not asks or deadline.left() < _TOO_FEW:
                body = self._calls.stored("user.getInfo")
            else:
                body = self._calls.fetch("user.getInfo", {}, deadline.within(PROFILE_SECONDS)).body
            return profile_of(body, self._clock())
        except GatewayError:
            return None

    def _dated(self, facts: CardFacts, answer: Answer) -> CardFacts:
        """Add how old the answer is. What played when an old one was made, plays no longer."""
        entry = answer.entry
        if answer.use != "STALE" or entry is None:
            return facts
        if self._clock() - entry.stored_at < OLD:
            return facts._replace(is_stale=True)
        rows = (row._replace(track=as_past(row.track, entry.stored_at)) for row in facts.rows)
        return facts._replace(rows=tuple(rows), as_of=entry.stored_at, is_stale=True)
