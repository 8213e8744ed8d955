"""Each function's own patience ends before Lambda's time-out would cut it off without an answer."""

import re
from pathlib import Path
from typing import Final

import pytest

from lastfm_gateway.cache import entity_lookup
from lastfm_gateway.faces.listening import reader
from lastfm_gateway.faces.listening.apple import worker as linker
from lastfm_gateway.faces.spotify import handler as top_items
from lastfm_gateway.http import method_routes as rest
from lastfm_gateway.scrobbling import worker as scrobbler

TEMPLATE: Final = (Path(__file__).parents[2] / "template.yaml").read_text(encoding="utf-8")
FRONT_DOOR: Final = 29  # seconds: API Gateway's own time-out
#: Room for what a function does beside its calls: its start, the table, the queue. Seconds.
ROOM: Final = 5


def _timeout(function: str = "") -> int:
    """Return a function's time-out: its own, or that of all."""
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
    "longest", [rest.CALL_SECONDS, reader.LONGEST, top_items.LONGEST + entity_lookup.LOOKUP_SECONDS]
)
def test_an_answer_comes_before_the_time_out(longest: float) -> None:
    """A caller is told of a slow Last.fm by the gateway, not by the front door's bare 504."""
    assert longest > 1
    assert longest + ROOM <= _timeout() < FRONT_DOOR


def test_the_worker_of_scrobbles_ends_its_batch_in_time() -> None:
    """A worker that is cut off reports nothing: what it had delivered would be delivered again."""
    assert scrobbler.PATIENCE > rest.CALL_SECONDS
    assert _timeout("ScrobblerFunction") >= scrobbler.PATIENCE + ROOM


def test_the_worker_of_links_ends_its_message_in_time() -> None:
    """Ten names at Apple's pace and one slow answer fit the worker's time-out."""
    assert _timeout("LinkerFunction") >= 10 * linker.PACE + linker.PATIENCE + ROOM
