"""Faults on demand."""

import gzip
import json

import pytest

from local.simulator import API_KEY
from local.simulator.admin import fault_of
from local.simulator.errors import MESSAGES
from local.simulator.faults import Fault, Faults, parse_fault, spoil
from local.simulator.log import masked
from local.simulator.reply import JSON, Reply
from local.simulator.service import read_request

_GOOD = Reply(200, JSON, b'{"user":{"name":"rj"}}')
_REQUEST = read_request("GET", f"method=user.getInfo&api_key={API_KEY}&format=json", b"")


@pytest.mark.parametrize(
    ("code", "status"),
    [(4, 403), (6, 400), (8, 500), (9, 403), (11, 503), (16, 503), (17, 403), (29, 429)],
)
def test_errors_have_their_true_status(code: int, status: int) -> None:
    """A simulated error has the status that the service sends."""
    reply = spoil(parse_fault(f"error:{code}"), _GOOD, _REQUEST)
    assert reply.status == status
    assert json.loads(reply.body) == {"error": code, "message": MESSAGES[code]}


def test_faults_replace_the_body() -> None:
    """By HTML, half a body, none, or a given one."""
    assert spoil(Fault("html"), _GOOD, _REQUEST).status == 502
    page = spoil(Fault("html-200"), _GOOD, _REQUEST)
    assert (page.status, page.content_type) == (200, "text/html")
    assert spoil(Fault("truncated"), _GOOD, _REQUEST).body == _GOOD.body[: len(_GOOD.body) // 2]
    assert spoil(Fault("empty"), _GOOD, _REQUEST).body == b""
    given = Fault("body", status=418, content_type="text/plain", body="tea")
    assert spoil(given, _GOOD, _REQUEST) == Reply(418, "text/plain", b"tea")
    assert spoil(Fault("delay"), _GOOD, _REQUEST) == _GOOD


def test_huge_and_bomb_have_their_documented_sizes() -> None:
    """`huge` has over 10 MB; `bomb` under 1 MB which unpacks to 100 MB."""
    assert len(spoil(Fault("huge"), _GOOD, _REQUEST).body) > 10 * 2**20
    bomb = spoil(Fault("bomb"), _GOOD, _REQUEST)
    assert bomb.encoding == "gzip"
    assert len(bomb.body) < 2**20
    assert len(gzip.decompress(bomb.body)) > 100 * 10**6


def test_fault_strikes_as_often_as_times_says() -> None:
    """times=2 strikes two calls; a method's fault strikes that method's calls alone."""
    faults = Faults()
    fault = Fault("html", times=2, method="artist.getInfo")
    faults.add(fault)
    taken = [faults.take(m) for m in ("user.getInfo", "artist.getinfo", "ARTIST.getInfo")]
    assert taken == [None, fault, fault]
    assert faults.take("artist.getInfo") is None


def test_fault_without_times_stays() -> None:
    """It strikes until it is deleted."""
    faults = Faults()
    faults.add(Fault("empty"))
    assert all(faults.take("x") for _ in range(5))
    faults.clear()
    assert faults.take("x") is None


@pytest.mark.parametrize("payload", ["nothing", "error", "error:1000", "delay:long"])
def test_unknown_faults_are_refused(payload: str) -> None:
    """A misspelt fault is an error, not a good answer."""
    with pytest.raises(ValueError, match=r"no such|invalid literal"):
        parse_fault(payload)


def test_faults_are_read_from_json() -> None:
    """The admin path's fields are those of a fault; unknown ones and times=0 are refused."""
    payload = {"fault": "error:29", "times": 3, "method": "user.getInfo", "delay_ms": 5}
    read = fault_of(payload)
    assert read == Fault("error", code=29, times=3, method="user.getInfo", delay_ms=5)
    assert payload["fault"] == "error:29"
    with pytest.raises(TypeError):
        fault_of({"fault": "html", "tims": 3})
    with pytest.raises(ValueError, match="times"):
        fault_of({"fault": "html", "times": 0})


def test_log_masks_secrets() -> None:
    """Their parameters are listed without their values."""
    sent = {"sk": "a", "api_sig": "b", "password": "c", "token": "d", "authToken": "e"}
    sent["user"] = "rj"
    hidden = dict.fromkeys(("sk", "api_sig", "password", "token", "authToken"), "***")
    assert masked(sent) == {**hidden, "user": "rj"}
