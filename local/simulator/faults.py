"""Faults on demand: a queue of pending faults, and how each changes a reply."""

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
    """A fault. It applies `times` times (None: until cleared) to calls of `method` (None: all).

    `code` is for the kinds `error` and `refuse`; `status`, `content_type` and `body` are for the
    kind `body`. `delay_ms` delays the reply, and also separates the pieces of `slow-drip`.
    """

    kind: str
    code: int = 0
    times: int | None = None
    method: str | None = None
    delay_ms: int = 0
    status: int = 200
    content_type: str = JSON
    body: str = ""

    def applies_to(self, method: str) -> bool:
        """Return whether the fault is for calls of a method."""
        return self.method is None or self.method.lower() == method.lower()


def parse_fault(text: str) -> Fault:
    """Parse a fault such as `html`, `error:29` or `delay:250`. Raises ValueError if unknown."""
    kind, _, argument = text.partition(":")
    if kind not in _EFFECTS:
        raise ValueError(f"no such fault: {kind}")
    number = int(argument) if argument else 0
    has_code = kind in ("error", "refuse")
    if has_code and number not in MESSAGES:
        raise ValueError(f"no such error: {argument}")
    return Fault(kind, code=number) if has_code else Fault(kind, delay_ms=number)


class Faults:
    """The pending faults; the oldest that matches a call applies to it. Thread-safe."""

    def __init__(self) -> None:
        self._pending: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Add a pending fault."""
        with self._lock:
            self._pending.append(fault)

    def clear(self) -> None:
        """Remove all pending faults."""
        with self._lock:
            self._pending.clear()

    def take(self, method: str) -> Fault | None:
        """Return the fault for a call, if any, and count it down."""
        with self._lock:
            fault = next((f for f in self._pending if f.applies_to(method)), None)
            if fault is not None and fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._pending.remove(fault)
            return fault


def _huge() -> bytes:
    return b'{"padding":"' + b"0" * _BIG + b'"}'


@cache
def _bomb() -> bytes:
    """Compress a JSON list of 100 MB to about 100 KB; cached, since it takes a second."""
    return gzip.compress(b"[" + b",".join([_BOMB_BLOCK] * _BOMB_BLOCKS) + b"]", mtime=0)


def _error(fault: Fault, _reply: Reply, request: Request) -> Reply:
    method = request.method
    newer = method is None or method.newer
    return failure(ApiError(fault.code), request.parameters, newer=newer)


_EFFECTS: dict[str, Callable[[Fault, Reply, Request], Reply]] = {
    "delay": lambda _fault, reply, _request: reply,  # already delayed
    "wrong-user": lambda _fault, reply, _request: reply,  # already applied by the service
    "error": _error,  # a write has taken effect
    "refuse": _error,  # it has not
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
    """Apply a fault to a correct reply."""
    return _EFFECTS[fault.kind](fault, reply, request)
