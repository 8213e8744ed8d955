"""Fetches pictures side by side, within a deadline. No redirect is followed."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final
from urllib.parse import urlsplit

import urllib3

from lastfm_gateway.faces.cards.pictures import MAX_BYTES, media_type
from lastfm_gateway.lastfm.deadline import Deadline

_AT_ONCE: Final = 12
_CHUNK: Final = 16 * 1024

#: Statuses after which another attempt may succeed.
_PASSING: Final = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)


class PictureFetch:
    """Fetches pictures. `root` replaces the scheme and host of their addresses, unless empty."""

    def __init__(self, root: str, user_agent: str) -> None:
        self._root = root
        self._headers = {"User-Agent": user_agent, "Accept": "image/*"}
        self._pool = urllib3.PoolManager(maxsize=_AT_ONCE, retries=False)

    def fetch(self, addresses: Iterable[str], deadline: Deadline) -> Mapping[str, bytes]:
        """Return the pictures that arrive in time, by address; b"" for what is no picture.

        Left out are those that are late or whose host fails: they may be there later. Threads that
        are late end by their own timeouts.
        """
        done = SimpleQueue[tuple[str, bytes | None]]()

        def run(address: str) -> None:
            done.put((address, self._load(address, deadline)))

        wanted = tuple(addresses)
        for address in wanted:
            Thread(target=run, args=(address,), daemon=True).start()
        found = dict[str, bytes]()
        for _ in wanted:
            try:
                address, picture = done.get(timeout=deadline.left())
            except Empty:
                break
            if picture is not None:
                found[address] = picture
        return found

    def _load(self, address: str, deadline: Deadline) -> bytes | None:
        """Return a picture, b"" if there is none, or None if it is late or its host fails."""
        try:
            response = self._pool.request(
                "GET",
                (self._root + urlsplit(address).path) if self._root else address,
                headers=self._headers,
                redirect=False,
                preload_content=False,
                timeout=urllib3.Timeout(total=max(deadline.left(), 0.001)),
            )
            try:
                return _body(response, deadline)
            finally:
                response.close()
        except urllib3.exceptions.HTTPError:
            return None


def _body(response: urllib3.BaseHTTPResponse, deadline: Deadline) -> bytes | None:
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR or response.status in _PASSING:
        return None
    if response.status != HTTPStatus.OK:
        return b""
    body = bytearray()
    while chunk := response.read1(_CHUNK, decode_content=False):
        body += chunk
        if len(body) > MAX_BYTES:
            return b""
        if not deadline.left():
            return None
    picture = bytes(body)
    return picture if media_type(picture) else b""
