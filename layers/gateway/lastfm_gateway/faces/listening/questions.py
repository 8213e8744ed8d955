"""The questions that the listening face has for Last.fm, and what it reads from the answers."""

from typing import Any

from lastfm_gateway import methods
from lastfm_gateway.faces.listening import fetch_plan
from lastfm_gateway.faces.listening.ids import Kind
from lastfm_gateway.faces.listening.question import Question, lasts
from lastfm_gateway.faces.listening.rows import Play, Row, of_list, plays_of
from lastfm_gateway.faces.listening.windows import Window
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault


def top(kind: Kind, period: str, page: int) -> Question:
    """Ask for a block of a period's top list, whose place the REST families share."""
    parameters = {"period": period, "page": str(page), "limit": str(fetch_plan.PAGE)}
    return Question(methods.get(f"user.getTop{kind.capitalize()}s"), parameters)


def chart(kind: Kind, window: Window, now: float) -> Question:
    """Ask for the chart of a range of time: its first thousand rows.

    It keeps its place when the range closes, unlike the REST families', which is kept shorter.
    """
    method = methods.get(f"user.getWeekly{kind.capitalize()}Chart")
    return Question(
        method, {**_range(window), "limit": str(fetch_plan.PAGE)}, lasts(window, now), "chart"
    )


def recent(window: Window, page: int, now: float, total: int | None = None) -> Question:
    """Ask for a page of the scrobbles in a range of time.

    Pages after the first are told apart by the `total` that the first one gave: when a scrobble is
    added, all of them move.
    """
    parameters = {**_range(window), "page": str(page), "limit": str(fetch_plan.PAGE)}
    more = "" if total is None else f"of {total}"
    return Question(methods.get("user.getRecentTracks"), parameters, lasts(window, now), more)


def scrobbles_of(row: Row, window: Window, page: int, now: float) -> Question:
    """Ask for a page of one track's scrobbles in a range of time."""
    names = {"artist": row.artist, "track": row.name}
    parameters = {**names, **_range(window), "page": str(page), "limit": str(fetch_plan.PAGE)}
    return Question(methods.get("user.getTrackScrobbles"), parameters, lasts(window, now))


def artists(page: int) -> Question:
    """Ask for a page of the user's library, the most played artists first."""
    return Question(
        methods.get("library.getArtists"), {"page": str(page), "limit": str(fetch_plan.PAGE)}
    )


def one_scrobble(number: int, seconds: int, total: int | None = None) -> Question:
    """Ask for one scrobble, counted from the latest, in an answer that holds for a while.

    Any but the latest is told apart by how many there were, as in `recent`.
    """
    parameters = {"page": str(number), "limit": "1"}
    more = "" if total is None else f"of {total}"
    return Question(methods.get("user.getRecentTracks"), parameters, seconds, more)


@malformed_is_upstream_fault()
def rows_in(kind: Kind, answer: dict[str, Any]) -> list[Row]:
    """Return the rows of a top list, a chart or a library."""
    [listed] = answer.values()
    return of_list(kind, listed[kind])


@malformed_is_upstream_fault()
def plays_in(answer: dict[str, Any]) -> list[Play]:
    """Return the scrobbles of a page."""
    return plays_of(answer["recenttracks"]["track"])


@malformed_is_upstream_fault()
def moments_in(answer: dict[str, Any]) -> list[int]:
    """Return when one track's scrobbles on a page were made, in unix seconds."""
    tracks = answer["trackscrobbles"]["track"]
    return [int(track["date"]["uts"]) for track in tracks if "date" in track]


@malformed_is_upstream_fault()
def total_in(answer: dict[str, Any]) -> int:
    """Return how many rows all pages have together."""
    [listed] = answer.values()
    return int(listed["@attr"]["total"])


def _range(window: Window) -> dict[str, str]:
    return {"from": str(window.start), "to": str(window.end)}
