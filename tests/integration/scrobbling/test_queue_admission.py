"""Which scrobbles may be queued: known sessions, daily quotas and size limits."""

from collections.abc import Callable

import pytest

from lastfm_gateway.composition import Runtime
from lastfm_gateway.lastfm.signature import sign
from lastfm_gateway.methods.freshness import DAY
from lastfm_gateway.scrobbling import delivery
from lastfm_gateway.scrobbling.queue_quota import Amount
from local.simulator import (
    PASSWORDS,
    SECOND_API_KEY,
    SECOND_SHARED_SECRET,
    Simulator,
    session_key,
)
from local.simulator.faults import Fault
from tests.integration.conftest import Functions, Queues, Reply
from tests.support.clock import Clock
from tests.support.poller import receive
from tests.support.scrobbles import DOWN, HERMIT, RJ, START, make_sessions_known, scrobble

JSON = {"format": "json"}
OWN = session_key("rj", SECOND_API_KEY)
LOGIN = {"method": "auth.getMobileSession", "username": "rj", "password": PASSWORDS["rj"]}


def own(functions: Functions, **sent: str) -> Reply:
    """Call the web service as a client with its own key and secret."""
    sent = {"api_key": SECOND_API_KEY, "sk": OWN, **sent}
    sent["api_sig"] = sign(sent, SECOND_SHARED_SECRET)
    return functions.post("/2.0/", **sent, **JSON)


def own_scrobble(functions: Functions, title: str, **more: str) -> Reply:
    """Scrobble as a client with its own key and secret."""
    played = {"artist": "Radiohead", "track": title, "timestamp": str(START)}
    return own(functions, method="track.scrobble", **played, **more)


@pytest.mark.parametrize("fault", [DOWN, Fault("html"), Fault("drop")], ids=lambda it: it.kind)
def test_forged_sessions_are_not_queued(
    functions: Functions, queues: Queues, lastfm: Simulator, fault: Fault
) -> None:
    """Twenty made-up sessions get 503, which asks to send again, and the queue stays empty."""
    lastfm.faults.add(fault)
    for number in range(20):
        reply = scrobble(functions, "Creep", sk=f"{number:032x}")
        assert (reply.status, reply.json["error"]) == (503, 11)
        assert "not known here" in reply.json["message"]
        assert int(reply.headers["Retry-After"]) > 0
        assert "X-Scrobble" not in reply.headers
    forged = own_scrobble(functions, "Creep", sk="0" * 32)
    assert (forged.status, forged.json["error"]) == (503, 11)
    assert receive(queues.waiting) == []


def log_in_by_rest(functions: Functions) -> None:
    """Sign in by the REST route."""
    assert functions.post("/auth/getMobileSession", **LOGIN).status == 200


def log_in_by_xml(functions: Functions) -> None:
    """Sign in by the web service in XML, as most clients do."""
    assert functions.post("/2.0/", **LOGIN, api_key="0" * 32, api_sig="0" * 32).status == 200


def write(functions: Functions) -> None:
    """Write with a session that another application made."""
    make_sessions_known(functions)


@pytest.mark.parametrize("meet", [log_in_by_rest, log_in_by_xml, write])
def test_session_that_worked_once_is_known_to_all_environments(
    functions: Functions,
    queues: Queues,
    lastfm: Simulator,
    meet: Callable[[Functions], None],
) -> None:
    """A session that signed in or wrote through this gateway may queue scrobbles."""
    meet(functions)
    lastfm.faults.add(DOWN)
    assert scrobble(Functions(), "Creep").status == 202
    assert scrobble(functions, "Creep", sk=HERMIT).status == 503
    assert len(receive(queues.waiting)) == 1


def test_clients_own_session_is_known_after_a_successful_write(
    functions: Functions, queues: Queues, lastfm: Simulator
) -> None:
    """A scrobble or now-playing call proves the session, for that client's key only."""
    lastfm.faults.add(DOWN)
    assert own_scrobble(functions, "Creep").status == 503
    lastfm.faults.clear()
    playing = {"artist": "Radiohead", "track": "Creep"}
    assert own(functions, method="track.updateNowPlaying", **playing).status == 200
    lastfm.faults.add(DOWN)
    assert own_scrobble(Functions(), "Creep").headers["X-Scrobble"] == "queued"
    assert scrobble(functions, "Creep", sk=OWN).status == 503
    played = {"method": "track.scrobble", "artist": "a", "track": "b", "timestamp": str(START)}
    unsigned = functions.post("/2.0/", api_key=SECOND_API_KEY, sk=OWN, **played, **JSON)
    assert unsigned.status == 503
    assert len(receive(queues.waiting)) == 1


def test_session_issued_to_a_client_is_known_for_that_clients_key_only(
    functions: Functions, queues: Queues, lastfm: Simulator
) -> None:
    """A client that signs in with its own key names no owner to the deployment's key."""
    form = {**LOGIN, "api_key": SECOND_API_KEY}
    form["api_sig"] = sign(form, SECOND_SHARED_SECRET)
    assert functions.post("/2.0/", **form, **JSON).json["session"]["key"] == OWN
    lastfm.faults.add(DOWN)
    for environment in (functions, Functions()):
        assert scrobble(environment, "Creep", sk=OWN).status == 503
    assert own_scrobble(Functions(), "Creep").headers["X-Scrobble"] == "queued"
    assert len(receive(queues.waiting)) == 1


def test_empty_response_proves_no_session(
    functions: Functions, queues: Queues, lastfm: Simulator
) -> None:
    """Last.fm answers `{}` when a parameter is missing, whatever the session."""
    lastfm.faults.add(Fault("body", body="{}", times=1))
    own(functions, method="track.love", artist="a", sk="0" * 32)
    lastfm.faults.add(DOWN)
    assert own_scrobble(functions, "Creep", sk="0" * 32).status == 503
    assert receive(queues.waiting) == []


def test_reads_prove_no_session(functions: Functions, queues: Queues, lastfm: Simulator) -> None:
    """Public reads succeed with any session, so they make none known."""
    functions.call_method("tag.getInfo", tag="rock", sk="0" * 32, **JSON)
    lastfm.faults.add(DOWN)
    assert scrobble(functions, "Creep", sk="0" * 32).status == 503
    assert receive(queues.waiting) == []


@pytest.mark.parametrize("most", [Amount(3, 10**6), Amount(10**6, 400)], ids=("number", "size"))
def test_each_user_has_a_daily_quota_of_queued_scrobbles(
    functions: Functions,
    queues: Queues,
    lastfm: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    most: Amount,
) -> None:
    """Three fit, the fourth gets 503 in every environment, and other users are not affected."""
    monkeypatch.setattr(delivery, "DAILY_QUOTA", most)
    make_sessions_known(functions, RJ, HERMIT)
    lastfm.faults.add(DOWN)
    replies = [scrobble(Functions(), f"Track {number}") for number in range(5)]
    assert [reply.status for reply in replies] == [202, 202, 202, 503, 503]
    assert "too many" in replies[-1].json["message"]
    assert scrobble(functions, "Creep", sk=HERMIT).status == 202
    assert len(receive(queues.waiting)) == 4


def test_batch_counts_each_scrobble_against_the_quota(
    functions: Functions, queues: Queues, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A batch of two takes two of three, and another batch does not fit."""
    monkeypatch.setattr(delivery, "DAILY_QUOTA", Amount(3, 10**6))
    make_sessions_known(functions)
    lastfm.faults.add(DOWN)
    batch = {f"{name}[{n}]": "x" for name in ("artist", "track") for n in range(2)}
    batch |= {f"timestamp[{n}]": str(START) for n in range(2)}
    statuses = [functions.post("/track/scrobble", **batch, sk=RJ).status for _ in range(2)]
    assert statuses == [202, 503]
    assert [scrobble(functions, title).status for title in ("Creep", "Lucky")] == [202, 503]
    assert len(receive(queues.waiting)) == 2


def test_quota_is_renewed_every_day(
    functions: Functions, queues: Queues, lastfm: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user whose quota was full yesterday may queue today."""
    clock, start = Clock(), Runtime.from_environment
    monkeypatch.setattr(Runtime, "from_environment", lambda: start(clock=clock))
    monkeypatch.setattr(delivery, "DAILY_QUOTA", Amount(1, 10**6))
    make_sessions_known(functions)
    lastfm.faults.add(DOWN)
    assert [scrobble(functions, title).status for title in ("Creep", "Lucky")] == [202, 503]
    clock.later += DAY
    assert scrobble(functions, "Lucky").status == 202
    assert len(receive(queues.waiting)) == 2


def test_batches_above_fifty_are_not_queued(
    functions: Functions, queues: Queues, lastfm: Simulator
) -> None:
    """`/2.0/` validates nothing, and Last.fm takes no batch above fifty."""
    make_sessions_known(functions)
    lastfm.faults.add(DOWN)
    batch = {f"{name}[{n}]": "1" for name in ("artist", "track", "timestamp") for n in range(51)}
    reply = functions.post("/2.0/", method="track.scrobble", sk=RJ, **batch, **JSON)
    assert (reply.status, reply.json["error"]) == (503, 11)
    assert receive(queues.waiting) == []


@pytest.mark.parametrize("service", ["DYNAMODB", "KMS"])
def test_nothing_is_queued_while_the_table_or_kms_fails(
    functions: Functions,
    queues: Queues,
    lastfm: Simulator,
    monkeypatch: pytest.MonkeyPatch,
    service: str,
) -> None:
    """The client gets Last.fm's failure and keeps its scrobbles."""
    make_sessions_known(functions)
    lastfm.faults.add(DOWN)
    monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", "http://127.0.0.1:9")
    reply = scrobble(Functions(), "Creep")
    assert (reply.status, reply.json["error"]) == (503, 11)
    assert receive(queues.waiting) == []
