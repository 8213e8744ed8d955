"""Helpers of the export's tests: a stored history, and a client that follows its pages."""

import csv
import io
import json
import os
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import boto3

from lastfm_gateway.composition import Runtime
from lastfm_gateway.faces.listening.handler import open_listening
from lastfm_gateway.history.listening import Scrobble, TrackNames
from lastfm_gateway.history.payment import CallAllowance
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.history.store import HistoryStore
from lastfm_gateway.history.window import Window
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.storage.sorted_table import SortedTable
from local.simulator.raw import Raw
from tests.integration.conftest import Reply, bearer, new_key
from tests.integration.faces.listening.support import NOW
from tools.proxy_event import proxy_event

EXPORT: Final = "/v1/listening/export"
_NEXT: Final = re.compile(r'<([^>]+)>; rel="next"')


def history_store() -> HistoryStore:
    """Return the history store of the test's environment."""
    return HistoryStore(SortedTable(boto3.client("dynamodb"), os.environ["HISTORY_TABLE"]))


def store_history(user: str, scrobbles: Iterable[Raw], *, total: int | None = None) -> None:
    """Store a user's whole history, as a complete import does."""
    rows = [Scrobble(at, TrackNames(*names)) for at, *names in scrobbles]
    history_store().replace(
        user,
        Window(0, int(NOW) + 1),
        rows,
        lambda manifest: manifest._replace(
            begin=0, status="complete", lastfm_total=len(rows) if total is None else total
        ),
    )


class _OutOfStep(Runtime):
    """Reads what is stored, and asks Last.fm for nothing."""

    def history_reader(
        self,
        caller: Caller,
        allowance: CallAllowance | None = None,
        *,
        calls: int | None = None,
        seconds: float | None = None,
    ) -> HistoryReader:
        """Return a reader that makes no calls."""
        assert (allowance, calls, seconds) == (None, None, None)
        return HistoryReader(self.history, caller.holder.user, self.clock)


class Exporter:
    """A client with a read key of one user. The history is kept in step only if `in_step`."""

    def __init__(self, user: str = "rj", *, in_step: bool = False, key: str = "") -> None:
        runtime = (Runtime if in_step else _OutOfStep).from_environment(clock=lambda: NOW)
        self.handler = open_listening(runtime)
        self.key = key or new_key(user=user)

    def get(self, path: str = EXPORT, verb: str = "GET", **query: Any) -> Reply:
        """Send a request; an underscore before a parameter's name is left out."""
        sent = {name.lstrip("_"): value for name, value in query.items()}
        event = proxy_event(path, sent, verb=verb, headers=bearer(self.key))
        answer = self.handler(event, None)
        return Reply(answer["statusCode"], answer["headers"], answer["body"])

    def pages(self, **query: Any) -> list[Reply]:
        """Return all pages, by their links."""
        replies = [self.get(**query)]
        while following := next_query(replies[-1]):
            replies.append(self.get(**following))
        assert all(reply.status == 200 for reply in replies), replies[-1].text
        return replies


def next_query(reply: Reply) -> dict[str, str]:
    """Return the query of the next page; empty after the last one."""
    found = _NEXT.fullmatch(reply.headers.get("Link", ""))
    return (
        {f"_{name}": value for name, value in parse_qsl(urlsplit(found[1]).query)} if found else {}
    )


def text_of(replies: Sequence[Reply]) -> str:
    """Return the file that the pages make."""
    return "".join(reply.text for reply in replies)


def read_ndjson(text: str) -> list[Raw]:
    """Return the scrobbles of an NDJSON file."""
    rows = [json.loads(line) for line in text.splitlines()]
    return [
        (row["unix_time"], row["artist"], row["album"] or "", row["track"], row["image_url"] or "")
        for row in rows
    ]


def read_csv(text: str) -> list[Raw]:
    """Return the scrobbles of a CSV file, with the apostrophes before formulas removed."""
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    return [
        (
            int(row["unix_time"]),
            _plain(row["artist"]),
            _plain(row["album"]),
            _plain(row["track"]),
            row["image_url"],
        )
        for row in rows
    ]


def read_listenbrainz(text: str) -> list[Raw]:
    """Return the scrobbles of ListenBrainz's lines, which have no images."""
    listens = [json.loads(line) for line in text.splitlines()]
    return [
        (
            listen["listened_at"],
            listen["track_metadata"]["artist_name"],
            listen["track_metadata"].get("release_name", ""),
            listen["track_metadata"]["track_name"],
            "",
        )
        for listen in listens
    ]


READERS: Final = {"ndjson": read_ndjson, "csv": read_csv, "listenbrainz": read_listenbrainz}


def _plain(cell: str) -> str:
    return (
        cell[1:] if re.match("'+\\s*[=+\\-@\uff1d\uff0b\uff0d\uff20]|'+[\\t\r\n]", cell) else cell
    )
