"""A fake of Apple's search on 127.0.0.1."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self, override
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

type Result = dict[str, Any]

PAGE = "https://music.apple.com/us/"

#: The field that only the results of an entity have: a search returns no others.
ENTITIES = {"song": "trackName", "album": "collectionType", "musicArtist": "artistLinkUrl"}


class Apple:
    """Answers searches with `results`, or with `failure`, while its context lasts.

    As at Apple, the requested `entity` decides which kind of results comes back.
    `searches` holds the parameters of each search, `headers` its headers.
    """

    def __init__(self) -> None:
        self.results: Callable[[Mapping[str, str]], list[Result]] = lambda _: []
        self.failure: tuple[int, str] | None = None
        self.successes = 0  # how many searches succeed before `failure` counts
        self.delay = 0.0  # seconds
        self.searches: list[dict[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    @property
    def url(self) -> str:
        """The address of the search."""
        return f"http://127.0.0.1:{self._server.server_port}/search"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def reply(self, query: dict[str, str]) -> tuple[int, str]:
        """Return the status and body of a search."""
        self.searches.append(query)
        time.sleep(self.delay)
        if self.failure and len(self.searches) > self.successes:
            return self.failure
        kind = ENTITIES[query["entity"]]
        results = [result for result in self.results(query) if kind in result]
        return 200, json.dumps({"resultCount": len(results), "results": results})

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        apple = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                apple.headers.append(dict(self.headers))
                status, text = apple.reply(dict(parse_qsl(urlsplit(self.path).query)))
                self.send_response(status)
                self.send_header("Content-Type", "text/javascript; charset=utf-8")
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            @override
            def log_message(self, *_: object, **__: object) -> None:
                """Write no log line."""

        return Handler


def song(artist: str, title: str, **more: Any) -> Result:
    """Return a song as Apple has it."""
    page, preview = f"{PAGE}song/{title}", f"https://audio-ssl.itunes.apple.com/{title}.m4a"
    named = {"kind": "song", "artistName": artist, "trackName": title}
    return {**named, "trackViewUrl": page, "previewUrl": preview, **more}


def album(artist: str, title: str, **more: Any) -> Result:
    """Return an album as Apple has it."""
    named = {"collectionType": "Album", "artistName": artist, "collectionName": title}
    found = {"releaseDate": "1997-05-28T07:00:00Z", "trackCount": 12}
    return {**named, "collectionViewUrl": f"{PAGE}album/{title}", **found, **more}


def artist(name: str) -> Result:
    """Return an artist as Apple has one."""
    return {"artistName": name, "artistLinkUrl": f"{PAGE}artist/{name}"}
