"""Reads and writes notes in the cache's table."""

from collections.abc import Callable
from itertools import count
from typing import Final

from lastfm_gateway.cache.call import CachedCall
from lastfm_gateway.cache.invalidation import WriteState
from lastfm_gateway.history.overlay import OwnListen
from lastfm_gateway.limits.sliding_window import to_ms
from lastfm_gateway.methods.method import Topic
from lastfm_gateway.observability.telemetry import Telemetry
from lastfm_gateway.playback.note import (
    PLAYING,
    QUEUED_FOR,
    Noted,
    current,
    names_within,
    no_notes,
    notes_key,
    old_attributes,
    parse_notes,
    refusal_attribute,
)
from lastfm_gateway.playback.validity import repeated_note
from lastfm_gateway.playback.write import (
    NoteChange,
    dropped_change,
    now_playing_change,
    queued_change,
    scrobble_change,
)
from lastfm_gateway.storage.items import Item, number
from lastfm_gateway.storage.table import ConditionFailed, Table, TableFault

#: Fails for an update about the track that is noted: the same play, as a rule.
_IS_OTHER_TRACK: Final = f"attribute_not_exists({PLAYING}) OR NOT contains({PLAYING}, :names)"


class Notes:
    """The notes of all users. A fault of DynamoDB is counted and raises nothing."""

    def __init__(self, table: Table, telemetry: Telemetry, clock: Callable[[], float]) -> None:
        self._table = table
        self._telemetry = telemetry
        self._clock = clock

    def record(self, user: str, call: CachedCall, reply: bytes | WriteState) -> bool:
        """Note a write by the body of Last.fm's response, or by its state without one.

        Return whether everything is noted that it changed about plays. Costs a write of one unit,
        or of two when many listens are noted, and a further one for each few listens to remove old
        ones, and for a track that is played again. A repeated now-playing update changes nothing.
        """
        now, sent = to_ms(self._clock()), call.parameters
        if call.method.changes is Topic.PLAYING and isinstance(reply, bytes):
            change = now_playing_change(sent, reply, now)
        elif call.method.changes is not Topic.SCROBBLES:
            return True
        elif reply == "queued":
            change = queued_change(sent, now)
        elif reply == "dropped":
            change = dropped_change(sent)
        else:
            change = scrobble_change(sent, reply, now)
        return self._write(user, change)

    def erase(self, user: str) -> None:
        """Erase everything noted of a user. Raises TableFault."""
        self._table.put(no_notes(user, self._clock()))

    def refuse(self, user: str, encrypted_session: bytes | None) -> None:
        """Note that Last.fm refuses to show what plays, to keys with this session or without."""
        names = {"#r": refusal_attribute(encrypted_session), "#ttl": "ttl"}
        now = int(self._clock())
        values = {":now": number(now), ":ttl": number(now + QUEUED_FOR)}
        try:
            self._table.update(notes_key(user), "SET #r = :now, #ttl = :ttl", values, names=names)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)

    def listens(self, user: str) -> tuple[OwnListen, ...]:
        """Return a user's own listens, read consistently; none while DynamoDB fails."""
        key = notes_key(user)
        try:
            return self.parse(self._table.read(key, consistent=True).get(key)).listens
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            return ()

    def parse(self, item: Item | None) -> Noted:
        """Return the notes in an item that may be missing or malformed, without old listens."""
        return current(self._table.parse(item, parse_notes, Noted()), self._clock())

    def _write(self, user: str, change: NoteChange) -> bool:
        """Write a change. Return whether everything is noted."""
        key, now = notes_key(user), self._clock()
        if not change.values and not change.removed:
            return change.is_whole
        try:
            before = self._set(key, change, now)
            nothing: list[str] = []
            old = self._table.parse(before, lambda item: old_attributes(item, now), nothing)
            if removed := [name for name in old if name not in change.values]:
                self._update(key, NoteChange({}, removed), now)
        except TableFault as fault:
            self._telemetry.table_fault(fault.reason)
            return False
        return change.is_whole

    def _set(self, key: str, change: NoteChange, now: float) -> Item | None:
        """Set a change, unless it repeats the update that is noted. Return the item before."""
        update = change.values.get(PLAYING)
        if update is None:
            return self._update(key, change, now)
        try:
            return self._update(key, change, now, unless_within=names_within(update))
        except ConditionFailed as failed:
            noted = self._table.parse(failed.item, parse_notes, Noted())
            sent = parse_notes({PLAYING: {"S": update}}).playing
            if sent and repeated_note(noted, sent):
                return failed.item
            return self._update(key, change, now)

    def _update(
        self, key: str, change: NoteChange, now: float, *, unless_within: str = ""
    ) -> Item | None:
        """Set a change. Return the item before.

        Raises ConditionFailed if the noted update has these names.
        """
        names = {"#ttl": "ttl"}
        values = {":ttl": number(int(now) + QUEUED_FOR)}
        sets, numbers = ["#ttl = :ttl"], count()
        for place, (attribute, text) in zip(numbers, change.values.items(), strict=False):
            names[f"#a{place}"], values[f":a{place}"] = attribute, {"S": text}
            sets.append(f"#a{place} = :a{place}")
        expression = "SET " + ", ".join(sets)
        removed = [name for name in change.removed if name not in change.values]
        if removed:
            names.update({f"#r{place}": name for place, name in enumerate(removed)})
            expression += " REMOVE " + ", ".join(f"#r{place}" for place in range(len(removed)))
        if unless_within:
            values[":names"] = {"S": unless_within}
        condition = _IS_OTHER_TRACK if unless_within else None
        return self._table.update(key, expression, values, names=names, condition=condition)
