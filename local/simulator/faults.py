"""Faults on demand: which one strikes a call, and what it makes of the reply."""

import gzip
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from local.simulator.errors import MESSAGES, ApiError
from local.simulator.reply import JSON, Reply, failure
from local.simulator.service import Request

_HTML = b"<html><head><title>502 Bad Gateway</title></head><body>Bad gateway</body></html>"
_BIG = 10 * 2**20
_BOMB_BLOCK, _BOMB_BLOCKS = b'"' + b"0" * (2**20 - 2) + b'"', 100


@dataclass
class Fault:
    """A fault. `times` None: until it is taken away; `method` None: whatever is called.

    `code` belongs to `error`, and `status`, `content_type` and `body` to the fault `body`.
    `delay_ms` is how long every fault waits first, and `slow-drip` between two pieces.
    """

    kind: str
    code: int = 0
    times: int | None = None
    method: str | None = None
    delay_ms: int = 0
    status: int = 200
    content_type: str = JSON
    body: str = ""

    def strikes(self, method: str) -> bool:
        """Tell whether the fault is meant for calls of a method."""
        return self.method is None or self.method.lower() == method.lower()


def parse_fault(text: str) -> Fault:
    """Read a fault as it is named: `html`, `error:29`, `delay:250`. ValueError: no such fault."""
    kind, _, argument = text.partition(":")
    if kind not in _SPOILERS:
        raise ValueError(f"no such fault: {kind}")
    number = int(argument) if argument else 0
    if kind == "error" and number not in MESSAGES:
        raise ValueError(f"no such error: {argument}")
    return Fault(kind, code=number) if kind == "error" else Fault(kind, delay_ms=number)


class Faults:
    """The faults that wait for calls; the oldest that is meant for a call strikes it."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Let a fault wait."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Take all faults away."""
        with self._lock:
            self._waiting.clear()

    def take(self, method: str) -> Fault | None:
        """Give the fault that strikes a call, and count it."""
        with self._lock:
            fault = next((f for f in self._waiting if f.strikes(method)), None)
            if fault is not None and fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
            return fault


def _huge() -> bytes:
    return b'{"padding":"' + b"0" * _BIG + b'"}'


@cache
def _bomb() -> bytes:
    """Pack a JSON list of 100 MB into about 100 KB; once, as it takes a second."""
    return gzip.compress(b"[" + b",".join([_BOMB_BLOCK] * _BOMB_BLOCKS) + b"]", mtime=0)


def _error(fault: Fault, _reply: Reply, request: Request) -> Reply:
    method = request.method
    newer = method is None or method.newer
    return failure(ApiError(fault.code), request.parameters, newer=newer)


_SPOILERS: dict[str, Callable[[Fault, Reply, Request], Reply]] = {
    "delay": lambda _fault, reply, _request: reply,  # its work is done before
    "wrong-user": lambda _fault, reply, _request: reply,  # the same
    "error": _error,
    "html": lambda _fault, _reply, _request: Reply(502, "text/html", _HTML),
    "html-200": lambda _fault, _reply, _request: Reply(200, "text/html", _HTML),
    "truncated": lambda _fault, reply, _: replace(reply, body=reply.body[: len(reply.body) // 2]),
    "empty": lambda _fault, reply, _request: replace(reply, body=b""),
    "drop": lambda _fault, reply, _request: replace(reply, manner="drop"),
    "drop-midway": lambda _fault, reply, _request: replace(reply, manner="midway"),
    "slow-drip": lambda _fault, reply, _request: replace(reply, manner="slowly"),
    "huge": lambda _fault, _reply, _request: Reply(200, JSON, _huge()),
    "bomb": lambda _fault, _reply, _request: Reply(200, JSON, _bomb(), encoding="gzip"),
    "body": lambda fault, _reply, _request: Reply(
        fault.status, fault.content_type, fault.body.encode()
    ),
}


def spoil(fault: Fault, reply: Reply, request: Request) -> Reply:
    """Make of a good reply what the fault makes of it."""
    return _SPOILERS[fault.kind](fault, reply, request)
