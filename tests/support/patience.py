"""Longer timeouts of the gateway, so that a slow machine decides no test."""

import time
from collections.abc import Callable
from typing import Final

import pytest
from botocore.config import Config

from lastfm_gateway.cache import lease
from lastfm_gateway.faces.cards import runtime as cards
from lastfm_gateway.faces.listening.apple import linker
from lastfm_gateway.lastfm import transport
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.storage import aws_clients

#: The factor to production's timeouts: tests pass on a machine that is this much slower.
LONG: Final = 30.0

_AFTER: Final = Deadline.after
_SECONDS: Final = ((transport, "CONNECT_TIMEOUT"), (transport, "READ_TIMEOUT"), (lease, "LEASE_MS"))
_CLIENTS: Final = (
    *((aws_clients, "_TABLE_TIMES"), (aws_clients, "_OTHER_TIMES")),
    *((linker, "_BRIEF"), (cards, "_BRIEF")),
)
_USUAL: Final = {(module, name): getattr(module, name) for module, name in (*_SECONDS, *_CLIENTS)}


class Patience:
    """The timeouts for Last.fm, tables and queues, for everything that is made from now on.

    Tests of timeouts set production's own values, or hold an answer back until they have seen that
    nobody waits for it (see tests.support.holding).
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._times = LONG

        def after(seconds: float, clock: Callable[[], float] = time.monotonic) -> Deadline:
            return _AFTER(seconds * self._times, clock)

        monkeypatch.setattr(Deadline, "after", staticmethod(after))
        self.extend()

    def extend(self) -> None:
        """Wait as long as the slowest machine needs."""
        self._set(LONG)

    def use_production(self) -> None:
        """Wait as long as in production."""
        self._set(1.0)

    def _set(self, times: float) -> None:
        self._times = times
        for module, name in _SECONDS:
            usual_time = _USUAL[module, name]
            self._monkeypatch.setattr(module, name, type(usual_time)(usual_time * times))
        for module, name in _CLIENTS:
            usual: Config = _USUAL[module, name]
            waits = Config(
                connect_timeout=usual.connect_timeout * times,  # type: ignore[attr-defined]
                read_timeout=usual.read_timeout * times,  # type: ignore[attr-defined]
            )
            self._monkeypatch.setattr(module, name, usual.merge(waits))
