"""Reading a history: the first visit, what is stored, the user's other windows."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from lastfm_gateway.history import sync
from lastfm_gateway.history.fill_lease import LASTS_SECONDS, FillLease
from lastfm_gateway.history.reader import Progress
from lastfm_gateway.history.window import Window
from lastfm_gateway.lastfm.deadline import Deadline
from local.simulator import Simulator
from local.simulator.faults import Fault
from tests.integration.history.support import DAY, YEAR, Client, scrobbles
from tests.support.clock import StillClock
from tests.support.patience import Patience


def test_first_visitor_sees_a_year_at_once(rj: Client) -> None:
    """50,000 scrobbles take 55 calls at most, and equal Last.fm's."""
    year = rj.last(YEAR)
    listening = rj.read(year)
    assert listening.is_complete
    assert len(listening.times) > 49_000
    assert scrobbles(listening) == rj.expected(year)
    assert 50 <= rj.calls <= 55


def test_what_is_stored_costs_no_call_and_four_round_trips(rj: Client) -> None:
    """The newest page, the manifest with the names, the spans and the own listens are read."""
    year = rj.last(YEAR)
    first = rj.read(year)
    reader = rj.reader()
    again = rj.read_with(reader, year)
    assert (rj.calls, rj.operations) == (0, ["Query", *["BatchGetItem"] * 3])
    assert (again.times, again.is_complete) == (first.times, True)
    assert reader.fresh_until == reader.now + 30
    rj.read(Window(year.end - 9 * DAY, year.end - 5 * DAY))
    assert rj.calls == 0


def test_another_window_reads_only_what_is_missing(rj: Client, clock: StillClock) -> None:
    """A longer window costs the calls of its older part; a closed one stays fresh for a day."""
    rj.read(rj.last(30 * DAY))
    longer = rj.last(60 * DAY)
    assert scrobbles(rj.read(longer)) == rj.expected(longer)
    assert rj.calls == 5
    now = int(clock.now)
    closed = Window(now - 50 * DAY, now - 20 * DAY)
    reader = rj.reader()
    assert scrobbles(rj.read_with(reader, closed)) == rj.expected(closed)
    assert (rj.calls, reader.fresh_until) == (0, now + DAY)


def test_history_of_half_a_million_grows_with_each_request(
    environment: Mapping[str, str],
    lastfm: Simulator,
    clock: StillClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each request for all of it makes 55 calls and begins where the one before ended."""
    assert environment
    monkeypatch.setenv("RATE_LIMIT_CALLS", "1000")
    collector = Client(lastfm, clock, "collector")
    everything = collector.expected()
    counts = []
    for _ in range(2):
        reader = collector.reader()
        listening = collector.read_with(reader)
        assert (collector.calls, listening.is_complete) == (55, False)
        [missing] = listening.missing
        assert scrobbles(listening) == [s for s in everything if s.at >= missing.end]
        counts.append(len(listening.times))
        assert reader.progress == Progress(counts[-1], len(everything))
        assert reader.fresh_until == reader.now
    assert 53_000 < counts[0] < counts[1] - 53_000


def test_short_histories_are_whole_after_one_call(
    environment: Mapping[str, str], lastfm: Simulator, clock: StillClock
) -> None:
    """Even before the first scrobble, in the first second of 1970, and without any scrobble."""
    assert environment
    for user in ("newcomer", "epoch", "sporadic", "silent"):
        client = Client(lastfm, clock, user)
        listening = client.read()
        assert (client.calls, listening.is_complete) == (1, True) or len(listening.times) > 200
        assert scrobbles(listening) == client.expected()
        assert client.read(Window(0, 1_000_000_000)).is_complete
        assert client.calls == 0


def test_users_see_their_own_history_only(rj: Client, lastfm: Simulator, clock: StillClock) -> None:
    """Keys of one user in another case of letters share the history; other users' do not."""
    week = rj.last(7 * DAY)
    ours = scrobbles(rj.read(week))
    shouting = Client(lastfm, clock, "RJ")
    assert scrobbles(shouting.read(week)) == ours
    assert shouting.calls <= 1
    newcomer = Client(lastfm, clock, "newcomer")
    assert scrobbles(newcomer.read(week)) == newcomer.expected(week) != ours


def test_cold_requests_at_once_read_a_window_once(
    rj: Client, lastfm: Simulator, clock: StillClock
) -> None:
    """Four environments want a month that nothing is stored of: one reads it, all have it."""
    lastfm.faults.add(Fault("delay", delay_ms=50, times=None))
    month = rj.last(30 * DAY)
    clients = [rj, *(Client(lastfm, clock, "rj", rj.key) for _ in range(3))]
    with ThreadPoolExecutor() as threads:
        read = list(threads.map(lambda client: client.read(month), clients))
    expected = rj.expected(month)
    assert [scrobbles(listening) for listening in read] == [expected] * 4
    assert len(lastfm.log) <= 2 + len(expected) / 1000


def test_request_that_waits_too_long_is_partial(
    rj: Client, clock: StillClock, patience: Patience, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another request holds the lease: nothing is read, and what is missing is told.

    A holder that crashed delays others until its lease expires.
    """
    patience.use_production()
    monkeypatch.setattr(sync, "REQUEST_SECONDS", 4.0)
    rj.read(rj.last(60))
    lease = FillLease(rj.runtime.table, "RJ", rj.runtime.clock, print)
    month = rj.last(30 * DAY)
    with lease.held(Deadline.after(1)) as is_held:
        assert is_held
        assert not rj.read(month).is_complete
        assert rj.calls == 0
        clock.now += LASTS_SECONDS
        assert rj.read(month).is_complete
