"""The daily upkeep: users without a key, leftovers, retention, and the gauge."""

import json
from collections.abc import Callable
from unittest.mock import patch

import pytest

from lastfm_gateway.faces.importer.worker import open_importer
from lastfm_gateway.history.genre_memory import GenreMemory, KnownGenre
from lastfm_gateway.history.retention import kept_from
from lastfm_gateway.history.window import Window
from lastfm_gateway.keys.store import KeyStore
from lastfm_gateway.storage.items import Item
from lastfm_gateway.storage.table import TableFault
from local.simulator import Simulator
from tests.integration.conftest import new_key
from tests.support.clock import Clock
from tests.support.imports import Deployment, truth
from tests.support.memory_table import Killed

type Deploy = Callable[..., Deployment]

DAILY = {"source": "aws.events", "detail-type": "Scheduled Event"}


def imported(deploy: Deploy, *users: str, **settings: str) -> Deployment:
    """Return a deployment with users' complete histories."""
    deployment = deploy(*users, **settings)
    for user in users:
        deployment.runtime.imports.begin(user, None)
    deployment.run()
    return deployment


def tend(deployment: Deployment, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    """Send the daily event; return the lines of the log."""
    handler = open_importer(deployment.runtime)
    capsys.readouterr()
    assert handler(DAILY, None) == {}
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_history_of_a_user_without_a_key_is_erased(
    deploy: Deploy, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is kept while one of several keys is valid, and erased after the last was revoked."""
    deployment = imported(deploy, "leaper", "namesake")
    keys = deployment.runtime.keys
    new_key(user="Leaper")
    ids = [key.id for key in keys.list_all() if key.user.lower() == "leaper"]
    assert len(ids) == 2
    for key_id in ids:
        tend(deployment, capsys)
        assert deployment.stored("leaper")
        keys.revoke(key_id, 1)
    lines = tend(deployment, capsys)
    assert {pk for pk, _ in deployment.table.rows} == {"namesake"}
    assert [line["HistoriesErased"] for line in lines if "HistoriesErased" in line] == [[1]]


def test_history_is_erased_when_the_last_key_expires(
    deploy: Deploy, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sweep after that erases it."""
    new_key(user="leaper", expires=int(clock()) + 3600)
    deployment = deploy()
    deployment.runtime.imports.begin("leaper", None)
    deployment.run()
    tend(deployment, capsys)
    assert deployment.stored("leaper")
    clock.later += 3601
    tend(deployment, capsys)
    assert deployment.table.rows == {}


def test_nothing_is_erased_while_the_keys_cannot_be_read(
    deploy: Deploy, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault of DynamoDB is counted, and the event is over."""
    deployment = imported(deploy, "leaper")
    with patch.object(KeyStore, "list_all", side_effect=TableFault("down")):
        lines = tend(deployment, capsys)
    assert deployment.stored("leaper")
    assert any("TableFaults" in line for line in lines)
    assert not any("HistoryBytes" in line for line in lines)


def test_gauge_is_the_sum_of_all_users(deploy: Deploy, capsys: pytest.CaptureFixture[str]) -> None:
    """It counts the bytes of all items of content, and no log line names a user."""
    deployment = imported(deploy, "leaper", "namesake", "sporadic")
    genres = {f"artist {number}": KnownGenre("Rock", number) for number in range(9000)}
    GenreMemory(deployment.table, "leaper").save(genres)
    lines = tend(deployment, capsys)
    [gauge] = [line["HistoryBytes"] for line in lines if "HistoryBytes" in line]
    content = sum(len(_bytes(item)) for (_, sk), item in deployment.table.rows.items() if sk != "a")
    assert isinstance(gauge, list)
    assert content * 0.9 < gauge[0] <= content
    assert not any(user in json.dumps(lines) for user in ("leaper", "namesake", "sporadic"))


def _bytes(item: Item) -> bytes:
    found: bytes = item["b"]["B"]
    return found


def test_leftovers_of_killed_writers_are_swept(
    deploy: Deploy, capsys: pytest.CaptureFixture[str]
) -> None:
    """A span that no manifest names, and names of a history that was erased meanwhile."""
    deployment = imported(deploy, "leaper")
    new_key(user="rj")
    rows = deployment.table.rows
    kept = dict(rows)
    name = next(key for key in rows if key[1].startswith("n#"))
    rows["leaper", "s#00000001"] = rows[name]
    rows["rj", "n#00000"] = rows[name]
    tend(deployment, capsys)
    assert set(rows) == set(kept)


def test_old_scrobbles_are_dropped_and_the_manifest_says_so(
    deploy: Deploy, lastfm: Simulator, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    """The history begins where it is kept from; older windows are empty and not missing."""
    deployment = imported(deploy, "sporadic", HISTORY_RETENTION_MONTHS="100")
    start = kept_from(clock(), 100)
    kept = [each for each in truth(lastfm, "sporadic") if each.at >= start]
    assert 0 < len(kept) < 240
    assert deployment.stored("sporadic") == kept
    manifest = deployment.store.manifest("sporadic")
    assert (manifest.status, manifest.kept_from, manifest.count) == ("complete", start, len(kept))
    assert manifest.lastfm_total == 240
    assert manifest.missing(Window(0, manifest.covered.end)) == []

    more = deploy(HISTORY_RETENTION_MONTHS="8")
    more.runtime.__dict__["history"] = deployment.store
    before = set(deployment.table.rows)
    tend(more, capsys)
    start = kept_from(clock(), 8)
    kept = [each for each in kept if each.at >= start]
    assert deployment.stored("sporadic") == kept
    manifest = deployment.store.manifest("sporadic")
    assert manifest.kept_from == manifest.begin == start
    assert manifest.missing(Window(0, manifest.covered.end)) == []
    assert len(set(deployment.table.rows)) < len(before)


def test_import_drops_what_a_request_stored_before_the_limit(
    deploy: Deploy, lastfm: Simulator, clock: Clock
) -> None:
    """An old window was read while the import ran: pages begin where scrobbles are kept from."""
    deployment = deploy("sporadic", HISTORY_RETENTION_MONTHS="100")
    start = kept_from(clock(), 100)
    old, *_ = truth(lastfm, "sporadic")
    deployment.store.replace("sporadic", Window(old.at, old.at + 1), [old])
    deployment.runtime.imports.begin("sporadic", None)
    deployment.run()
    kept = [each for each in truth(lastfm, "sporadic") if each.at >= start]
    assert deployment.stored("sporadic") == kept
    manifest = deployment.store.manifest("sporadic")
    assert manifest.missing(Window(0, manifest.covered.end)) == []


def test_more_is_imported_when_more_is_to_be_kept(
    deploy: Deploy, lastfm: Simulator, capsys: pytest.CaptureFixture[str]
) -> None:
    """The import is no longer complete, so that the user's next request begins it."""
    first = imported(deploy, "sporadic", HISTORY_RETENTION_MONTHS="100")
    assert first.store.manifest("sporadic").count < 240
    deployment = deploy(HISTORY_RETENTION_MONTHS="0")
    deployment.runtime.__dict__["history"] = first.store
    tend(deployment, capsys)
    manifest = deployment.store.manifest("sporadic")
    assert (manifest.status, manifest.begin, manifest.kept_from) == ("", None, 0)
    deployment.runtime.imports.begin("sporadic", None)
    deployment.run()
    assert deployment.stored("sporadic") == truth(lastfm, "sporadic")


def test_fault_of_one_history_does_not_stop_the_others(
    deploy: Deploy, capsys: pytest.CaptureFixture[str]
) -> None:
    """The history after a damaged one is erased all the same."""
    deployment = imported(deploy, "leaper", "namesake")
    for key in deployment.runtime.keys.list_all():
        if key.user == "namesake":
            deployment.runtime.keys.revoke(key.id, 1)
    deployment.table.rows["leaper", "a"]["b"] = {"B": b"damaged"}
    lines = tend(deployment, capsys)
    assert {pk for pk, _ in deployment.table.rows} == {"leaper"}
    assert any("TableFaults" in line for line in lines)
    assert not any("HistoryBytes" in line for line in lines)  # a part is no sum


def test_users_without_a_key_come_first(deploy: Deploy) -> None:
    """They are erased though the worker's time is over before all histories are tended."""
    deployment = imported(deploy, "leaper", "namesake")
    for key in deployment.runtime.keys.list_all():
        if key.user == "namesake":
            deployment.runtime.keys.revoke(key.id, 1)
    with (
        patch.object(deployment.store, "users", return_value=["leaper", "namesake"]),
        patch.object(deployment.store, "manifest", side_effect=Killed),
        pytest.raises(Killed),
    ):
        open_importer(deployment.runtime)(DAILY, None)
    assert {pk for pk, _ in deployment.table.rows} == {"leaper"}
