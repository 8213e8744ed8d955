"""The two sides of the comparison with nginx: the same requests to `/2.0/`, answered by each."""

import os
import queue
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Final, NamedTuple, Protocol
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit

import boto3
import urllib3

from bench.nginx import NginxProcess, nginx
from bench.rig import Rig, other_table
from lastfm_gateway.faces.webservice.handler import ROUTE, webservice_handler
from lastfm_gateway.http.handler import Handler
from lastfm_gateway.keys.issue import issue_key
from lastfm_gateway.keys.store import KeyStore
from local.processes import LOOPBACK
from local.simulator import API_KEY, Simulator
from tools.proxy_event import proxy_event

#: The most concurrent requests of a scene.
CALLERS: Final = 100

#: How long answers are fresh in the scenes where they expire, in seconds; the gateway's factor
#: turns a day into it.
SHORT: Final = 2
_FACTOR: Final = str(SHORT / 86_400)

_TABLES: Final = count(1)


class Received(NamedTuple):
    """What a caller received; status 0 for a response that breaks off."""

    status: int
    body: bytes


class Side(Protocol):
    """Answers requests; every scene has it with an empty cache."""

    def get(self, query: Mapping[str, str]) -> Received:
        """Answer a GET of `/2.0/`. Thread-safe."""
        ...

    def issue_keys(self, number: int) -> list[str]:
        """Return keys for as many callers, as this side's operator hands them out."""
        ...

    def entries_with(self, text: str) -> int:
        """Return how many stored entries contain a text."""
        ...

    def processor_seconds(self) -> float:
        """Return the processor time used so far."""
        ...


class NginxSide:
    """nginx, over HTTP."""

    def __init__(self, process: NginxProcess, lastfm: Simulator) -> None:
        self._process = process
        self._lastfm = lastfm
        self._pool = urllib3.HTTPConnectionPool(LOOPBACK, process.port, maxsize=CALLERS)

    def get(self, query: Mapping[str, str]) -> Received:
        """Answer a GET of `/2.0/`."""
        try:
            reply = self._pool.request("GET", f"/2.0/?{urlencode(query)}", retries=False)
        except urllib3.exceptions.HTTPError:
            return Received(0, b"")  # the response breaks off
        return Received(reply.status, reply.data)

    def issue_keys(self, number: int) -> list[str]:
        """Return keys of Last.fm's: nginx has none of its own."""
        return lastfm_keys(self._lastfm, number)

    def entries_with(self, text: str) -> int:
        """Return how many cache files contain a text."""
        files = (self._process.folder / "cache").rglob("*")
        return sum(text.encode() in file.read_bytes() for file in files if file.is_file())

    def processor_seconds(self) -> float:
        """Return the worker's processor time."""
        return self._process.worker_seconds()


class GatewaySide:
    """The gateway's function, in as many environments as requests are under way, as in Lambda.

    Each request comes from another address: a single caller's failures open no circuit breaker.
    """

    def __init__(self, environments: int) -> None:
        self._callers = count()
        self._idle = queue.LifoQueue[Handler]()
        for _ in range(environments):
            self._idle.put(webservice_handler())

    def get(self, query: Mapping[str, str]) -> Received:
        """Answer a GET of `/2.0/`."""
        caller = next(self._callers)
        address = f"10.{caller // 62_500}.{caller // 250 % 250}.{caller % 250}"
        handler = self._idle.get()
        try:
            event = proxy_event("/2.0/", query, resource=ROUTE, source_ip=address)
            answer = handler(event, None)
        finally:
            self._idle.put(handler)
        return Received(answer["statusCode"], answer["body"].encode())

    def issue_keys(self, number: int) -> list[str]:
        """Return keys of this gateway."""
        keys = KeyStore(boto3.client("dynamodb"), os.environ["KEYS_TABLE"])
        return [issue_key(keys, "read", "rj", time.time()).text for _ in range(number)]

    def entries_with(self, text: str) -> int:
        """Return how many items of the cache table contain a text."""
        pages = boto3.client("dynamodb").get_paginator("scan")
        found = pages.paginate(TableName=os.environ["GATEWAY_TABLE"])
        return sum(text in str(item) for page in found for item in page["Items"])

    def processor_seconds(self) -> float:
        """Return this process's processor time: the function runs in it."""
        return time.process_time()


def lastfm_keys(lastfm: Simulator, number: int) -> list[str]:
    """Register keys of Last.fm's and return them."""
    keys = [f"{caller:032x}" for caller in range(1, number + 1)]
    lastfm.service.secrets.update(dict.fromkeys(keys, "unused"))
    return keys


@contextmanager
def nginx_side(rig: Rig, *, short: bool, callers: int) -> Iterator[NginxSide]:
    """Start nginx with an empty cache."""
    del callers  # one worker takes any number
    upstream = urlsplit(rig.lastfm.url).netloc
    with nginx(upstream, API_KEY, f"{SHORT}s" if short else "1h") as process:
        yield NginxSide(process, rig.lastfm)


@contextmanager
def gateway_side(_rig: Rig, *, short: bool, callers: int) -> Iterator[GatewaySide]:
    """Start the gateway with an empty cache."""
    with ExitStack() as started:
        started.enter_context(other_table(f"rival-{next(_TABLES)}"))
        if short:
            started.enter_context(patch.dict(os.environ, FRESHNESS_FACTOR=_FACTOR))
        yield GatewaySide(callers)
