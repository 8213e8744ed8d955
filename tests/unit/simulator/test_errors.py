"""Errors of the simulator."""

import json

import pytest

from local.simulator import API_KEY, SUSPENDED_API_KEY, session_key
from local.simulator.method import Method
from local.simulator.methods import METHODS
from local.simulator.service import Request
from tests.unit.simulator.in_process import EVERYTHING, NOW, InProcess


def _error(lastfm: InProcess, **parameters: str) -> tuple[int, int]:
    request = Request("GET", {"format": "json", **parameters}, {})
    reply = lastfm.service.answer(request, NOW)
    return reply.status, json.loads(reply.body)["error"]


def test_checks_are_in_last_fms_order(lastfm: InProcess) -> None:
    """No key, unknown method, bad key, suspended key, then parameters."""
    assert _error(lastfm, method="no.such") == (400, 6)
    assert _error(lastfm, method="no.such", api_key="bad") == (400, 3)
    assert _error(lastfm, api_key="bad") == (400, 3)
    assert _error(lastfm, method="artist.getInfo", api_key="bad") == (403, 10)
    assert _error(lastfm, method="artist.getInfo", api_key=SUSPENDED_API_KEY) == (403, 26)
    assert _error(lastfm, method="user.getTopArtists", api_key=API_KEY) == (400, 6)


def test_only_method_names_ignore_case(lastfm: InProcess) -> None:
    """`ARTIST.GETINFO` is found; `Artist=` is not a parameter."""
    assert lastfm.reply("ARTIST.GETINFO", artist="Radiohead").status == 200
    assert json.loads(lastfm.reply("artist.getTopTags", Artist="Radiohead").body)["error"] == 6


def _name(method: Method) -> str:
    return method.name


@pytest.mark.parametrize(
    "method", [m for m in METHODS.values() if m.needs and not m.signed], ids=_name
)
def test_every_required_parameter_is_required(lastfm: InProcess, method: Method) -> None:
    """Blank counts as absent: error 6, with 400 from newer methods, 200 and links from older."""
    for need in method.needs:
        name = need.split("|")[0]
        reply = lastfm.reply(method.name, **{**EVERYTHING, name: " "})
        error = json.loads(reply.body)
        assert error["error"] == 6
        assert (reply.status, "links" in error) == ((400, False) if method.newer else (200, True))


@pytest.mark.parametrize(
    ("method", "wrong", "status", "links"),
    [
        ("artist.getInfo", "artist", 404, True),
        ("artist.getTopTracks", "artist", 200, True),
        ("album.getInfo", "album", 404, False),
        ("album.getTopTags", "album", 200, True),
        ("track.getInfo", "track", 200, True),
        ("geo.getTopArtists", "country", 200, True),
        ("user.getInfo", "user", 404, False),
        ("user.getTopTags", "user", 200, True),
        ("user.getPersonalTags", "user", 200, False),
        ("library.getArtists", "user", 404, False),
        ("user.getLovedTracks", "user", 404, False),
    ],
)
def test_missing_items_are_error_6(
    lastfm: InProcess, method: str, wrong: str, status: int, *, links: bool
) -> None:
    """The status depends on the method's age."""
    reply = lastfm.reply(method, **{**EVERYTHING, wrong: "nothing of this name"})
    error = json.loads(reply.body)
    assert (reply.status, error["error"]) == (status, 6)
    assert error.get("links") == ([] if links else None)


def test_hidden_history_is_error_17(lastfm: InProcess) -> None:
    """The recent tracks of hermit are error 17 for everybody else."""
    key, other = session_key("hermit"), session_key("rj")
    for method in ("user.getRecentTracks", "user.getTrackScrobbles"):
        query = {**EVERYTHING, "user": "hermit"}
        for parameters in (query, {**query, "sk": other}):
            reply = lastfm.reply(method, **parameters)
            assert (reply.status, json.loads(reply.body)["error"]) == (403, 17)
        assert lastfm.reply(method, **query, sk=key).status == 200
    assert lastfm.reply("user.getTopTracks", user="hermit").status == 200


def test_no_friends_is_an_error(lastfm: InProcess) -> None:
    """user.getFriends is 400, error 6, for a user without friends and past the last page."""
    for query in ({"user": "newcomer"}, {"user": "rj", "page": "9"}):
        reply = lastfm.reply("user.getFriends", **query)
        assert (reply.status, json.loads(reply.body)["error"]) == (400, 6)


def test_weekly_charts_take_both_bounds_or_none(lastfm: InProcess) -> None:
    """One bound alone is refused; none means the last full week."""
    assert lastfm.reply("user.getWeeklyTrackChart", user="rj", to="1700000000").status == 400
    chart = lastfm.json("user.getWeeklyTrackChart", user="rj")["weeklytrackchart"]
    weeks = lastfm.json("user.getWeeklyChartList", user="rj")["weeklychartlist"]["chart"]
    assert (chart["@attr"]["from"], chart["@attr"]["to"]) == (weeks[-1]["from"], weeks[-1]["to"])
    assert weeks[0]["from"] == "1108296000"


def test_invalid_values_are_error_6(lastfm: InProcess) -> None:
    """Unknown periods and kinds of tagging, and times that are no numbers."""
    for method, query in (
        ("user.getTopTracks", {"period": "5day"}),
        ("user.getPersonalTags", {"taggingtype": "song"}),
        ("user.getRecentTracks", {"from": "yesterday"}),
    ):
        assert json.loads(lastfm.reply(method, **{**EVERYTHING, **query}).body)["error"] == 6
