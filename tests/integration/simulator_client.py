"""A plain HTTP client of a simulator on the loopback address."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from local.simulator import API_KEY, Simulator

NOW = 1_795_200_000.0
RJ = "/2.0/?" + urlencode(
    {"method": "user.getInfo", "user": "rj", "api_key": API_KEY, "format": "json"}
)


class Client:
    """One connection, which is opened again when it was closed."""

    def __init__(self, netloc: str) -> None:
        self.connection = HTTPConnection(netloc, timeout=10)

    def get(self, path: str = RJ, **headers: str) -> tuple[int, bytes]:
        """Get a path; underscores in the names of headers are dashes."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request("GET", path, headers=named)
        response = self.connection.getresponse()
        return response.status, response.read()

    def admin(self, verb: str, path: str, **payload: object) -> tuple[int, Any]:
        """Call an admin path with a JSON body."""
        self.connection.request(verb, f"/admin/{path}", body=json.dumps(payload))
        response = self.connection.getresponse()
        return response.status, json.loads(response.read())


@contextmanager
def connect(simulator: Simulator) -> Iterator[Client]:
    """Yield a client, whose connection is closed at the end."""
    client = Client(urlsplit(simulator.url).netloc)
    try:
        yield client
    finally:
        client.connection.close()


@contextmanager
def running() -> Iterator[tuple[Simulator, Client]]:
    """Run a simulator at a fixed time, and connect to it."""
    with Simulator(now=lambda: NOW) as simulator, connect(simulator) as client:
        yield simulator, client
