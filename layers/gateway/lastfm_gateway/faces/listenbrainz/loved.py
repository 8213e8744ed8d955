"""Pages of loved recordings, from Last.fm's pages of loved tracks. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from lastfm_gateway.faces.listenbrainz.recording import Recording
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault


class LovedRecording(NamedTuple):
    """A loved recording, since `at` (unix seconds)."""

    at: int
    recording: Recording


class LovedPage(NamedTuple):
    """A page of loved recordings, latest first, and how many there are in all."""

    loved: Sequence[LovedRecording]
    total: int


@malformed_is_upstream_fault()
def parse_loved(content: Mapping[str, Any]) -> LovedPage:
    """Parse an answer of user.getLovedTracks. Raises UpstreamFault (502) if it is malformed."""
    listed = content["lovedtracks"]
    loved = [
        LovedRecording(int(track["date"]["uts"]), Recording(track["artist"]["name"], track["name"]))
        for track in listed["track"]
    ]
    return LovedPage(loved, int(listed["@attr"]["total"]))


def pages_of(offset: int, count: int) -> Iterator[tuple[int, slice]]:
    """Yield the numbers of Last.fm's pages, each of `count` items, and the parts of them to show.

    Two pages hold an offset that is no multiple of the count.
    """
    first, skipped = divmod(offset, count)
    yield first + 1, slice(skipped, None)
    if skipped:
        yield first + 2, slice(0, skipped)
