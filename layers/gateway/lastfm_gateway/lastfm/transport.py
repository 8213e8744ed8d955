"""The client of a web service, Last.fm's or Apple's: pooled, identifiable, in one deadline."""

import random
import time
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlencode

import urllib3

from lastfm_gateway.errors import (
    KeyNotPassedOn,
    UpstreamError,
    UpstreamFault,
    UpstreamTimeout,
    UpstreamUnreachable,
    shows_outage,
)
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.token_format import holds_token

#: The longest a connection, and a silence within an answer, may last, in seconds.
CONNECT_TIMEOUT: Final = 2.0
READ_TIMEOUT: Final = 4.0

#: How many calls an environment makes at once, at the most.
CONNECTIONS: Final = 10

#: A read is tried so many times in all, after pauses drawn from so many seconds and doubling.
ATTEMPTS: Final = 3
FIRST_PAUSE: Final = 0.2

#: The largest answer taken, in bytes after decompression: Lambda could not pass on more.
MAX_ANSWER: Final = 5 * 1024 * 1024
FORM: Final = "application/x-www-form-urlencoded"
_CHUNK: Final = 64 * 1024

#: Not Python's own generator: SnapStart starts many environments from one state of that.
_SYSTEM_RANDOM: Final = random.SystemRandom()


class Transport:
    """Last.fm, Apple's search, or what stands in for either, at one address."""

    def __init__(
        self,
        api_root: str,
        user_agent: str,
        *,
        sleep: Callable[[float], None] = time.sleep,
        draw: Callable[[], float] = _SYSTEM_RANDOM.random,
    ) -> None:
        self._root = api_root
        self._sleep = sleep
        self._draw = draw
        self._headers = {"User-Agent": user_agent, "Accept-Encoding": "gzip"}
        self._pool = urllib3.PoolManager(maxsize=CONNECTIONS, retries=False)

    def with_retries[T](
        self, attempt: Callable[[], T], deadline: Deadline, again: Callable[[], bool]
    ) -> T:
        """Return what an attempt to read returns, trying again after what passes by itself.

        `again` tells, before each further try, whether it may be made. Raises the last
        UpstreamError or UpstreamFault.
        """
        pause = FIRST_PAUSE
        for left in reversed(range(ATTEMPTS)):
            try:
                return attempt()
            except (UpstreamError, UpstreamFault) as error:
                delay = pause * self._draw()
                if not left or not _passes(error) or delay >= deadline.left():
                    raise
                self._sleep(delay)
                if not again():
                    raise
                pause *= 2
        raise AssertionError  # the last attempt returns or raises

    def send(self, verb: str, parameters: Mapping[str, str], deadline: Deadline) -> LastfmResponse:
        """Send one call, once. Raises UpstreamFault when no whole answer comes in time.

        Raises KeyNotPassedOn, and sends nothing, if a key of this gateway is in a name or value.
        The faces refuse those before anything is spent; this check is the last.
        """
        form = urlencode(parameters)  # leaves all characters of a key as they are
        if holds_token(form):
            raise KeyNotPassedOn
        left = deadline.left()
        if not left:
            raise UpstreamTimeout
        try:
            response = self._request(verb, form, left)
            try:
                body = _whole(response, deadline)
            except BaseException:
                response.close()  # a half-read connection must not go back into the pool
                raise
            response.release_conn()
        except urllib3.exceptions.TimeoutError:
            raise UpstreamTimeout from None
        except urllib3.exceptions.HTTPError as error:
            raise UpstreamUnreachable(
                f"Operation failed - The call to Last.fm broke ({type(error).__name__})"
            ) from None
        return LastfmResponse(response.status, response.headers.get("Content-Type", ""), body)

    def _request(self, verb: str, form: str, left: float) -> urllib3.BaseHTTPResponse:
        timeout = urllib3.Timeout(total=left, connect=CONNECT_TIMEOUT, read=READ_TIMEOUT)
        posted = verb == "POST"
        return self._pool.request(
            verb,
            self._root if posted else f"{self._root}?{form}",
            body=form if posted else None,
            headers={**self._headers, "Content-Type": FORM} if posted else self._headers,
            redirect=False,
            preload_content=False,
            timeout=timeout,
        )


def _whole(response: urllib3.BaseHTTPResponse, deadline: Deadline) -> bytes:
    """Read a body to its end, however slowly it drips and however far it unpacks."""
    body = bytearray()
    while chunk := response.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > MAX_ANSWER:
            raise UpstreamFault("Operation failed - Last.fm's answer is too large")
        if not deadline.left():
            raise UpstreamTimeout
    return bytes(body)


def _passes(error: UpstreamError | UpstreamFault) -> bool:
    """Return whether a second attempt may succeed."""
    return shows_outage(error)
