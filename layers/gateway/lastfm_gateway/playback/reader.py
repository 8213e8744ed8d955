"""Reads what the holder of a key plays: from their notes, or with one call for all readers."""

from collections.abc import Callable
from copy import replace
from typing import Final, NamedTuple

from lastfm_gateway import methods
from lastfm_gateway.cache.batched_read import BatchedRead
from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.entry import Entry
from lastfm_gateway.cache.entry_item import parse_entry
from lastfm_gateway.cache.invalidation import Invalidation, changes_key
from lastfm_gateway.cache.planning import CallPlanner, Scope
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.errors import HIDDEN, GatewayError, UpstreamFault
from lastfm_gateway.history.access import HistoryAccess, history_is_hidden
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.method import Topic
from lastfm_gateway.methods.validation import validate
from lastfm_gateway.playback.newest_row import Newest, parse_newest
from lastfm_gateway.playback.note import Noted, is_refused, notes_key
from lastfm_gateway.playback.notes import Notes
from lastfm_gateway.playback.state import (
    WHILE_PLAYING,
    Playback,
    fresh_for,
    playback,
)
from lastfm_gateway.playback.validity import valid_note
from lastfm_gateway.storage.table import Table

#: The oldest answer of Last.fm that is shown while it fails, in seconds.
STALE_FOR: Final = 300

_SCOPE: Final = Scope("playback", least=WHILE_PLAYING)


class _Known(NamedTuple):
    """What is known without a call.

    `newest`: Last.fm's answer if it is not too old; `fresh_until`: unix time.
    `is_hidden`: whether that answer needed a session.
    """

    noted: Noted
    newest: Newest | None = None
    fresh_until: float = 0
    is_hidden: bool = False


class PlaybackReader:
    """Reads the playback of one key's holder, for one request.

    A now-playing update through this gateway answers without a call, to keys with the user's
    session; to others a call each minute shows that the user hides nothing. Else the newest row of
    Last.fm answers: one call for all readers of a user, in 10 seconds while a track plays, 30 when
    none does, and 60 after an hour of silence. A call costs its caller one unit of the quota. That
    a history is hidden from a key is remembered for a minute. Each request costs one batched read,
    and one more if its key is not authenticated yet.
    """

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        *,
        caller: Caller,
        access: Callable[[], HistoryAccess],
        reader: BatchedRead,
        table: Table,
        cache: ResponseCache,
        invalidation: Invalidation,
        planner: CallPlanner,
        notes: Notes,
        clock: Callable[[], float],
    ) -> None:
        """`access` returns how the key reads its user's history. It needs the key's holder."""
        self._caller = caller
        self._new_access = access
        self._reader = reader
        self._table = table
        self._cache = cache
        self._invalidation = invalidation
        self._planner = planner
        self._notes = notes
        self._clock = clock

    def read(self, deadline: Deadline, stale_for: int = STALE_FOR) -> Playback:
        """Return the playback.

        `stale_for`: how old an answer of Last.fm may be that is returned while it fails, or is
        asked by another request, in seconds; the playback then `is_stale`. Raises GatewayError:
        Last.fm's error after that, 403 if the history is hidden from this key.
        """
        self._reader.authenticate(self._caller)
        access, now = self._new_access(), self._clock()
        has_session = access.session.encrypted is not None
        known = self._read_known(has_session=has_session)
        if has_session and valid_note(known.noted, now):
            return playback(known.noted, known.newest, now)
        if known.newest and now < known.fresh_until:
            return playback(known.noted, known.newest, now)
        if is_refused(known.noted, access.session.encrypted, now):
            raise history_is_hidden()
        access.is_hidden = known.is_hidden

        def call(session: str | None) -> CachedCall:
            return replace(self._call(session), max_age=stale_for)

        try:
            answer, entry = access.fetch_cached(self._cache, call, deadline)
        except GatewayError as error:
            if error.code == HIDDEN:
                self._notes.refuse(self._caller.holder.user, access.session.encrypted)
            raise
        newest = parse_newest(answer.body, entry.fence)
        state = playback(known.noted, newest, self._clock())
        return state if answer.use == "BYPASS" else state._replace(use=answer.use)

    def _read_known(self, *, has_session: bool) -> _Known:
        """Read the notes and the stored answers, public and hidden, in one batched read."""
        user = self._caller.holder.user
        calls = [self._call(None)] + ([self._call("")] if has_session else [])
        keys = [call.key or "" for call in calls]
        changed, noted_key = changes_key(user), notes_key(user)
        found = self._reader.read((*keys, changed, noted_key), self._caller, consistent=True)
        best: Entry | None = None
        now = self._clock()
        is_hidden = False
        for key in keys:
            parsed = self._table.parse(found.get(key), parse_entry, None)
            entry = self._invalidation.expire_if_changed(
                parsed, found.get(changed), _SHOWS, is_hideable=key == keys[0]
            )
            is_shown = entry is not None and entry.is_ok and entry.is_usable(now)
            if entry and is_shown and (best is None or entry.fence > best.fence):
                best, is_hidden = entry, key != keys[0]
        noted = self._notes.parse(found.get(noted_key))
        if best is None or now - best.stored_at >= STALE_FOR:
            return _Known(noted, is_hidden=is_hidden)
        newest = self._parse(best)
        if newest is None or not best.fresh_until:
            return _Known(noted, newest, is_hidden=is_hidden)
        return _Known(noted, newest, best.stored_at + fresh_for(noted, newest, now), is_hidden)

    def _parse(self, entry: Entry) -> Newest | None:
        try:
            return parse_newest(entry.body(), entry.fence)
        except (UpstreamFault, ValueError):
            return None

    def _call(self, session: str | None) -> CachedCall:
        """Return the cached call. Rows that a session reads have a cache key of their own."""
        method, user = methods.get("user.getRecentTracks"), self._caller.holder.user
        sent = {"user": [user], "limit": ["1"], "extended": ["1"]}
        varies_by = {} if session is None else {"session of": user}
        call = self._planner.plan(
            method,
            validate(method.parameters, sent),
            self._caller,
            _SCOPE,
            varies_by=varies_by,
        )
        return replace(
            call,
            method=method._replace(shows=_SHOWS),
            parameters={**call.parameters, "sk": session} if session else call.parameters,
            fresh_for=WHILE_PLAYING,
        )


#: What expires the answers: notes show the scrobbles and now-playing updates of this gateway.
_SHOWS: Final = (Topic.LOVES, Topic.EDITS)
