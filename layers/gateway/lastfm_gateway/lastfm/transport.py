"""HTTP transport to Last.fm and Apple: pooled connections, retries, one deadline per call."""

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

#: Seconds to connect, and to wait for the next bytes of a response.
CONNECT_TIMEOUT: Final = 2.0
READ_TIMEOUT: Final = 4.0

#: The most calls that one function environment has in flight.
CONNECTIONS: Final = 10

#: Attempts at a read, the first included.
MAX_ATTEMPTS: Final = 3

#: The longest pause before the first retry, in seconds. It doubles with each retry (full jitter).
RETRY_BASE_SECONDS: Final = 0.2

#: The largest response, in bytes after decompression. Lambda cannot return more.
MAX_RESPONSE_BYTES: Final = 5 * 1024 * 1024
FORM_CONTENT_TYPE: Final = "application/x-www-form-urlencoded"
_CHUNK: Final = 64 * 1024

#: Not the default generator: SnapStart restores many environments from one snapshot.
_SYSTEM_RANDOM: Final = random.SystemRandom()


class Transport:
    """Sends calls to one web service: Last.fm, Apple's search, or a simulator."""

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
        self, attempt: Callable[[], T], deadline: Deadline, may_retry: Callable[[], bool]
    ) -> T:
        """Return the result of `attempt`, retrying transient failures with jittered backoff.

        `may_retry` is called before each retry. Raises the last UpstreamError or UpstreamFault.
        """
        pause = RETRY_BASE_SECONDS
        for retries_left in reversed(range(MAX_ATTEMPTS)):
            try:
                return attempt()
            except (UpstreamError, UpstreamFault) as error:
                delay = pause * self._draw()
                if not retries_left or not shows_outage(error) or delay >= deadline.left():
                    raise
                self._sleep(delay)
                if not may_retry():
                    raise
                pause *= 2
        raise AssertionError  # the last attempt returns or raises

    def send(self, verb: str, parameters: Mapping[str, str], deadline: Deadline) -> LastfmResponse:
        """Send one call once and return the complete response.

        Raises UpstreamFault when no complete response arrives before the deadline. Raises
        KeyNotPassedOn, and sends nothing, if a parameter holds a bearer key of this gateway. The
        faces check this earlier; this is the last line of defence.
        """
        form = urlencode(parameters)  # encodes no character of a bearer key
        if holds_token(form):
            raise KeyNotPassedOn
        left = deadline.left()
        if not left:
            raise UpstreamTimeout
        try:
            response = self._request(verb, form, left)
            try:
                body = _read_body(response, deadline)
            except BaseException:
                response.close()  # a half-read connection must not return to the pool
                raise
            response.release_conn()
        except urllib3.exceptions.TimeoutError:
            raise UpstreamTimeout from None
        except urllib3.exceptions.HTTPError as error:
            raise UpstreamUnreachable(
                f"Operation failed - The connection to Last.fm failed ({type(error).__name__})"
            ) from None
        return LastfmResponse(response.status, response.headers.get("Content-Type", ""), body)

    def _request(self, verb: str, form: str, left: float) -> urllib3.BaseHTTPResponse:
        timeout = urllib3.Timeout(total=left, connect=CONNECT_TIMEOUT, read=READ_TIMEOUT)
        is_post = verb == "POST"
        form_headers = {"Content-Type": FORM_CONTENT_TYPE} if is_post else {}
        return self._pool.request(
            verb,
            self._root if is_post else f"{self._root}?{form}",
            body=form if is_post else None,
            headers=self._headers | form_headers,
            redirect=False,
            preload_content=False,
            timeout=timeout,
        )


def _read_body(response: urllib3.BaseHTTPResponse, deadline: Deadline) -> bytes:
    """Read a whole body within the deadline and the size limit."""
    body = bytearray()
    while chunk := response.read1(_CHUNK, decode_content=True):
        body += chunk
        if len(body) > MAX_RESPONSE_BYTES:
            raise UpstreamFault("Operation failed - Last.fm's answer is too large")
        if not deadline.left():
            raise UpstreamTimeout
    return bytes(body)
