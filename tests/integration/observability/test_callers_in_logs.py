"""Callers in log lines."""

import json

import pytest

from lastfm_gateway.limits.caller_key import caller_key, caller_name
from tests.integration.conftest import Functions

type Captured = pytest.CaptureFixture[str]


def written(capsys: Captured) -> list[dict[str, object]]:
    """Return the log lines since the last call."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_misses_and_refusals_log_the_caller_hash_and_hits_do_not(
    functions: Functions,
    environment: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
) -> None:
    """A keyed hash links the lines of a flood; no line has the address."""
    address = "198.51.100.77"
    name = caller_name(caller_key(address, environment["ADDRESS_KEY"]))
    monkeypatch.setenv("RATE_LIMIT_CALLS", "1")
    functions.get("/artist/getInfo", {"artist": "Radiohead"}, source_ip=address)
    (miss,) = written(capsys)
    functions.get("/artist/getInfo", {"artist": "Radiohead"}, source_ip=address)
    (hit,) = written(capsys)
    functions.get("/artist/getInfo", {"artist": "Blur"}, source_ip=address)
    (refusal,) = written(capsys)
    assert (miss["caller"], refusal["caller"]) == (name, name)
    assert "CacheMiss" in miss
    assert "Refused" in refusal
    assert "caller" not in hit
    assert address not in str((miss, hit, refusal))
