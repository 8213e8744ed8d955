"""Hidden histories are shown only to keys with the user's own session, stored or not."""

from collections.abc import Mapping

import boto3
import pytest

from lastfm_gateway.errors import GatewayError
from local.aws_standin import store_credentials
from local.simulator import API_KEY, SECOND_API_KEY, Simulator
from local.simulator.faults import Fault
from tests.integration.history.support import DAY, YEAR, Client, key_with_session, scrobbles
from tests.support.clock import StillClock

MONTH = 40 * DAY


@pytest.fixture
def hermit(environment: Mapping[str, str], lastfm: Simulator, clock: StillClock) -> Client:
    """A user with a hidden history, whose key has their session."""
    assert environment
    return Client(lastfm, clock, "hermit", key_with_session(lastfm, "hermit"))


@pytest.fixture
def stranger(environment: Mapping[str, str], lastfm: Simulator, clock: StillClock) -> Client:
    """The same user's key without a session: anybody may have asked for it."""
    assert environment
    return Client(lastfm, clock, "hermit")


def refused(client: Client) -> bool:
    """Return whether a key is refused with 403."""
    with pytest.raises(GatewayError) as refusal:
        client.read(client.last(MONTH))
    assert "privacy setting" in refusal.value.message or refusal.value.status != 403
    return refusal.value.status == 403


def test_session_reads_what_is_hidden(hermit: Client, lastfm: Simulator) -> None:
    """One refused call, then all calls have the session; what is stored costs none."""
    month = hermit.last(MONTH)
    before = len(lastfm.log)
    assert scrobbles(hermit.read(month)) == hermit.expected(month)
    signed = ["sk" in call.parameters for call in lastfm.log[before:]]
    assert signed == [False, *[True] * (len(signed) - 1)]
    assert hermit.read(month).is_complete
    assert hermit.calls == 0


def test_session_from_before_a_second_pair_reads_every_page(
    environment: Mapping[str, str],
    lastfm: Simulator,
    clock: StillClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One refused call finds the session's pair; the parallel pages are signed with it at once."""
    assert environment
    key = key_with_session(lastfm, "hermit")
    store_credentials(boto3.client("ssm"), "/gateway/two-pairs", second=True)
    monkeypatch.setenv("LASTFM_PARAMETER_PREFIX", "/gateway/two-pairs")
    hermit = Client(lastfm, clock, "hermit", key)
    before = len(lastfm.log)
    year = hermit.last(YEAR)
    assert scrobbles(hermit.read(year)) == hermit.expected(year)
    signed = [call.parameters["api_key"] for call in lastfm.log[before:] if "sk" in call.parameters]
    assert len(signed) > 2, "several pages"
    assert signed == [SECOND_API_KEY, *[API_KEY] * (len(signed) - 1)]


def test_key_without_session_is_refused_stored_or_not(
    hermit: Client, stranger: Client, clock: StillClock
) -> None:
    """It costs the call that Last.fm refuses, once in 30 seconds, and stores nothing."""
    assert refused(stranger)
    assert hermit.read(hermit.last(MONTH)).times
    for _ in range(2):
        clock.now += 1
        assert refused(stranger)
        assert stranger.calls == 0
    clock.now += 29
    assert refused(stranger)
    assert stranger.calls == 1


def test_refusal_is_remembered_for_the_whole_fleet(
    stranger: Client, lastfm: Simulator, clock: StillClock
) -> None:
    """Another environment makes no call either, and neither caller is charged for it."""
    assert refused(stranger)
    other = Client(lastfm, clock, "hermit", stranger.key)
    clock.now += 10
    assert refused(other)
    assert other.calls == 0
    spent = {client.runtime.limiter.spent(client.caller()) for client in (stranger, other)}
    assert spent == {1}


def test_public_page_is_not_served_stale_after_the_refusal(
    stranger: Client, lastfm: Simulator, clock: StillClock
) -> None:
    """The newest page of before is stale, not gone: the remembered refusal is answered with."""
    lastfm.service.world.hide("hermit", hidden=False)
    assert stranger.read(stranger.last(DAY)).is_complete
    lastfm.service.world.hide("hermit", hidden=True)
    clock.now += 31
    other = Client(lastfm, clock, "hermit", stranger.key)
    for client in (stranger, other):
        assert refused(client)


def test_history_that_is_shown_again(
    hermit: Client, stranger: Client, lastfm: Simulator, clock: StillClock
) -> None:
    """A call without a session succeeded: the stored history is public, until it is hidden."""
    month = hermit.last(MONTH)
    hermit.read(month)
    lastfm.service.world.hide("hermit", hidden=False)
    clock.now += 31
    assert scrobbles(stranger.read(month)) == stranger.expected(month)
    assert hermit.read(month).is_complete
    lastfm.service.world.hide("hermit", hidden=True)
    clock.now += 31
    assert refused(stranger)
    assert scrobbles(hermit.read(month)) == hermit.expected(month)
    clock.now += 1
    assert refused(stranger)


def test_history_hidden_while_it_is_stored(
    stranger: Client, hermit: Client, lastfm: Simulator, clock: StillClock
) -> None:
    """It is refused from the next page on; even while Last.fm fails, an old page opens nothing."""
    lastfm.service.world.hide("hermit", hidden=False)
    assert stranger.read(stranger.last(MONTH)).times
    lastfm.service.world.hide("hermit", hidden=True)
    clock.now += 31
    assert refused(stranger)
    lastfm.faults.add(Fault("error", code=11))
    clock.now += 31
    with pytest.raises(GatewayError) as failure:
        stranger.read(stranger.last(MONTH))
    assert failure.value.status in {502, 503}
    lastfm.faults.clear()
    clock.now += 31
    assert refused(stranger)
    assert hermit.read(hermit.last(MONTH)).times


def test_history_hidden_while_it_is_read(
    stranger: Client, lastfm: Simulator, clock: StillClock
) -> None:
    """The page is fresh, but an older window is refused; from then on everything is."""
    lastfm.service.world.hide("hermit", hidden=False)
    assert stranger.read(stranger.last(DAY)).is_complete
    lastfm.service.world.hide("hermit", hidden=True)
    clock.now += 5
    assert refused(stranger)


def test_revoked_session_reads_what_is_public(
    hermit: Client, lastfm: Simulator, clock: StillClock
) -> None:
    """Last.fm refuses the session: a public history is read without it, a hidden one is 403."""
    hermit.read(hermit.last(MONTH))
    lastfm.faults.add(Fault("error", code=9, times=1))
    clock.now += 31
    assert refused(hermit)
    lastfm.service.world.hide("hermit", hidden=False)
    lastfm.faults.add(Fault("error", code=9, times=1))
    clock.now += 31
    assert hermit.read(hermit.last(MONTH)).times
