"""Each function's own time limit ends before Lambda's timeout."""

import re
from pathlib import Path
from typing import Final

import pytest

from lastfm_gateway.cache import entity_lookup
from lastfm_gateway.faces.cards import request_time
from lastfm_gateway.faces.listenbrainz import submitting
from lastfm_gateway.faces.listening import reader
from lastfm_gateway.faces.listening.apple import worker as linker
from lastfm_gateway.faces.mcp import context as mcp
from lastfm_gateway.faces.scrobbler import worker as scrobbler
from lastfm_gateway.faces.spotify import handler as top_items
from lastfm_gateway.history import import_calls, sync
from lastfm_gateway.lastfm.deadline import CALL_SECONDS

TEMPLATE: Final = (Path(__file__).parents[2] / "template.yaml").read_text(encoding="utf-8")
FRONT_DOOR: Final = 29  # seconds: API Gateway's own timeout
#: Seconds for everything besides upstream calls: the start, the table, the queue.
ROOM: Final = 5


def _timeout(function: str = "") -> int:
    """Return a function's timeout, or the global one."""
    own = None
    if function:
        start = TEMPLATE.index(f"\n  {function}:\n") + 1
        body = re.split(r"\n  \w+:\n", TEMPLATE[start:])[0]
        own = re.search(r"\n      Timeout: (\d+)", body)
    shared = re.search(r"\n    Timeout: (\d+)", TEMPLATE)
    found = own or shared
    assert found
    return int(found[1])


@pytest.mark.parametrize(
    "longest",
    [
        CALL_SECONDS,
        submitting.SUBMIT_SECONDS,
        reader.REQUEST_SECONDS,
        mcp.TOOL_SECONDS,
        top_items.REQUEST_SECONDS + entity_lookup.LOOKUP_SECONDS,
    ],
)
def test_gateway_answers_before_lambdas_timeout(longest: float) -> None:
    """A slow Last.fm leads to the gateway's error, not to API Gateway's bare 504."""
    assert longest > 1
    assert longest + ROOM <= _timeout() < FRONT_DOOR


def test_cards_end_long_before_their_timeout() -> None:
    """One that hangs is ended soon: nobody waits for it any more."""
    assert 2 * request_time.WORK_SECONDS <= _timeout("CardsFunction") <= ROOM


def test_tool_starts_nothing_that_outlasts_it() -> None:
    """A tool's first part may take its whole time, and a later one starts only with that left."""
    assert mcp.TOOL_SECONDS > mcp.LISTENING_SECONDS
    assert max(reader.REQUEST_SECONDS, sync.REQUEST_SECONDS) <= mcp.LISTENING_SECONDS


def test_scrobble_worker_ends_its_batch_in_time() -> None:
    """A worker that Lambda cuts off reports nothing, and its batch is delivered twice."""
    assert scrobbler.BATCH_SECONDS > CALL_SECONDS
    assert _timeout("ScrobblerFunction") >= scrobbler.BATCH_SECONDS + ROOM


def test_import_worker_ends_its_message_in_time() -> None:
    """It stores what it has read, in as much time as the calls may take."""
    assert import_calls.WORK_SECONDS > CALL_SECONDS
    assert _timeout("ImporterFunction") >= 2 * import_calls.WORK_SECONDS + ROOM


def test_link_worker_ends_its_message_in_time() -> None:
    """Ten names at Apple's pace and one slow answer fit the timeout."""
    assert _timeout("LinkerFunction") >= 10 * linker.PACE + linker.SEARCH_SECONDS + ROOM
