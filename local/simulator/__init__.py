"""A simulated Last.fm web service for development and tests.

`python -m local.simulator --port 8080` runs it; tests use `with Simulator() as lastfm:`.
"""

from local.simulator.keys import (
    API_KEY,
    SECOND_API_KEY,
    SECOND_SHARED_SECRET,
    SHARED_SECRET,
    SUSPENDED_API_KEY,
)
from local.simulator.people import PASSWORDS
from local.simulator.server import Simulator
from local.simulator.sessions import session_key
from local.simulator.signature import sign

__all__ = [
    "API_KEY",
    "PASSWORDS",
    "SECOND_API_KEY",
    "SECOND_SHARED_SECRET",
    "SHARED_SECRET",
    "SUSPENDED_API_KEY",
    "Simulator",
    "session_key",
    "sign",
]
