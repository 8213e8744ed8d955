"""The in-memory cache of session owners."""

import pytest

from lastfm_gateway.storage.table import Table
from local.simulator import Simulator, session_key
from tests.integration.conftest import Functions

SESSIONS = {user: session_key(user) for user in ("rj", "hermit", "newcomer")}


def test_least_recently_used_session_owner_is_evicted(
    functions: Functions, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With room for two users, the third evicts the least recently used one.

    A remembered user's write reads no owner. A forgotten user's write reads the table, not Last.fm.
    """
    monkeypatch.setattr("lastfm_gateway.cache.known_sessions._MAX_SESSIONS", 2)
    read = Table.read
    owners_read: list[str] = []

    def spy(self: Table, *keys: str, consistent: bool = False) -> object:
        owners_read.extend(key for key in keys if key.startswith("session#"))
        return read(self, *keys, consistent=consistent)

    monkeypatch.setattr(Table, "read", spy)

    def reads_of_a_write_by(user: str) -> int:
        before = len(owners_read)
        form = {"artist": "Radiohead", "track": "Creep", "sk": SESSIONS[user]}
        assert functions.post("/track/love", **form).status == 200
        return len(owners_read) - before

    assert [reads_of_a_write_by(user) for user in ("rj", "hermit", "rj", "newcomer")] == [
        *(1, 1),
        0,
        1,
    ]
    assert [reads_of_a_write_by(user) for user in ("rj", "newcomer", "hermit")] == [0, 0, 1]
    methods = [call.method for call in lastfm.log]
    assert methods.count("user.getInfo") == len(SESSIONS)
