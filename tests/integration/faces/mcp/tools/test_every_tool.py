"""Every tool against the simulated Last.fm: schema, text, budget and calls of its answers."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import pytest

from lastfm_gateway.errors import BadRequest, GatewayError
from lastfm_gateway.faces.mcp.tools import TOOLS
from lastfm_gateway.faces.mcp.tools.spans import iso_moment
from local.simulator import Simulator
from local.simulator.faults import parse_fault
from tests.integration.faces.listening.support import Clock
from tests.integration.faces.mcp.tools.support import BUDGET, Assistant, size

type Arguments = dict[str, Any]
type NewAssistant = Callable[..., Assistant]

_LONG_AGO: Final = {"_from": "2006-04-01", "to": "2006-04-30"}
_TOP: Final[Sequence[Arguments]] = (
    {},
    {"period": "overall"},
    {"period": "12month", "include_sparklines": "true"},
    {"period": "overall", "include_sparklines": "true", "limit": 50, "page": 2},
    {"date": "2024-05-01"},
    _LONG_AGO,
    {"_from": "2030-01-01"},
)
_ARTIST: Final = {"artist": "Radiohead"}

#: Arguments of each tool about a user, and the most calls that one answer costs: of the own user
#: with a stored history, and of another user.
OF_USERS: Final[dict[str, tuple[int, int, Sequence[Arguments]]]] = {
    "get_now_playing": (1, 1, ({},)),
    "get_recent_tracks": (1, 1, ({}, {"page": 2, "limit": 3}, {"date": "2024-05-01"}, _LONG_AGO)),
    "get_top_artists": (1, 1, _TOP),
    "get_top_albums": (1, 1, _TOP),
    "get_top_tracks": (1, 1, (*_TOP, {"artist_name": "MÅNE"}, {"artist_name": "nobody"})),
    "get_track_history": (
        1,
        2,
        (
            {**_ARTIST, "track": "airbag"},
            {**_ARTIST, "track": "Airbag", "limit": 2, **_LONG_AGO},
        ),
    ),
    "year_in_review": (1, 3, ({}, {"year": 2024, "limit": 10}, {"year": 2003})),
    "get_profile": (1, 1, ({},)),
    "get_loved_tracks": (1, 1, ({}, {"limit": 50, "page": 3})),
    "compare_users": (2, 2, ({"other": "hermit"}, {"other": "sporadic", "period": "7day"})),
    "get_similar": (2, 2, ({**_ARTIST, "new_to_me": "true"},)),
    "get_artist_info": (1, 1, (_ARTIST, {**_ARTIST, "lang": "de"})),
    "get_album_info": (1, 1, ({**_ARTIST, "album": "OK Computer"},)),
    "get_track_info": (1, 1, ({**_ARTIST, "track": "Airbag"},)),
}

#: The same of tools that count the stored history of the key's own user.
OF_OWN_USER: Final[dict[str, tuple[int, Sequence[Arguments]]]] = {
    "get_listening_stats": (1, ({}, {"date": "2024-05-01"}, {"period": "12month"}, _LONG_AGO)),
    "get_listening_trend": (
        1,
        (
            {},
            {"period": "overall"},
            {"_from": "2024-01-01", "to": "2024-12-31", "artist": "måne"},
            {"_from": "2030-01-01"},
            {"artist": "Straße", "track": "weiss", "period": "overall"},
        ),
    ),
    "on_this_day": (1, ({}, {"date": "05-01"}, {"date": "2024-02-29"})),
}

#: The same of tools about nobody's listening.
OF_NOBODY: Final[dict[str, tuple[int, Sequence[Arguments]]]] = {
    "get_artist_top": (1, (_ARTIST, {"artist": "夜明けの灯", "kind": "albums", "limit": 3})),
    "get_similar": (1, (_ARTIST, {**_ARTIST, "track": "Airbag", "limit": 50})),
    "search_music": (
        1,
        (
            {"query": "a"},
            {"query": "夜明け"},
            {"query": "no such name", "kind": "album"},
            {"query": "a", "kind": "track", "limit": 50},
        ),
    ),
    "get_chart": (
        2,
        (
            {},
            {"kind": "tracks"},
            {"kind": "tags"},
            {"country": "Germany", "kind": "tracks"},
            {"tag": "rock"},
            {"tag": "no such tag", "kind": "tracks"},
        ),
    ),
    "get_artist_info": (1, (_ARTIST,)),
}


def test_all_tools_have_arguments_here() -> None:
    """A new tool is tested as the others are."""
    assert {*OF_USERS, *OF_OWN_USER, *OF_NOBODY} == {tool.name for tool in TOOLS}


@pytest.mark.parametrize("user", ["namesake", "silent", "newcomer", "leaper"])
def test_answers_about_the_own_user(assistant_of: NewAssistant, user: str) -> None:
    """Odd names, no or one scrobble, leap days: all answers satisfy their schemas.

    With default arguments they keep within the budget. The history's newest page costs one call
    once; the rest of a tool's answer costs what is declared here.
    """
    assistant = assistant_of(user)
    assistant.call("get_recent_tracks")
    declared = {name: (most, sets) for name, (most, _, sets) in OF_USERS.items()} | OF_OWN_USER
    for name, (most_calls, sets) in declared.items():
        for arguments in sets:
            answer = assistant.call(name, **arguments)
            assert assistant.calls <= most_calls, (name, arguments)
            assert answer.structured.get("user", user) == user
            assert not answer.structured.get("partial")
            if "limit" not in arguments:
                assert size(answer) <= BUDGET, (name, arguments, size(answer))


@pytest.mark.parametrize("key_of", [None, "silent"])
def test_answers_about_another_user(assistant_of: NewAssistant, key_of: str | None) -> None:
    """They come from Last.fm's charts and lists, with a key of somebody else or without one."""
    assistant = assistant_of(key_of)
    for name, (_, most_calls, sets) in OF_USERS.items():
        for arguments in sets:
            answer = assistant.call(name, user="rj", **arguments)
            assert assistant.calls <= most_calls, (name, arguments)
            assert answer.structured["user"] == "rj"
            if "limit" not in arguments:
                assert size(answer) <= BUDGET, (name, arguments, size(answer))


def test_answers_about_music(assistant_of: NewAssistant) -> None:
    """They need neither a key nor a user."""
    assistant = assistant_of()
    for name, (most_calls, sets) in OF_NOBODY.items():
        for arguments in sets:
            answer = assistant.call(name, **arguments)
            assert assistant.calls <= most_calls, (name, arguments)
            assert "user" not in answer.structured
            assert size(answer) <= BUDGET * 5, (name, arguments, size(answer))


def test_repeated_answers_cost_no_call(assistant_of: NewAssistant, clock: Clock) -> None:
    """They are read from the cache, and say from when they are: nine seconds ago."""
    assistant = assistant_of("newcomer")
    for name, (_, _, sets) in OF_USERS.items():
        first = assistant.call(name, user="rj", **sets[0])
        clock.now += 9
        again = assistant.call(name, user="rj", **sets[0])
        assert assistant.calls == 0, name
        assert again == first
        assert again.structured["as_of"] != iso_moment(clock.now)


def test_tools_of_the_own_history_refuse_other_users(assistant_of: NewAssistant) -> None:
    """They say which tools answer instead, and make no call."""
    for assistant in (assistant_of("silent"), assistant_of()):
        for name, (_, sets) in OF_OWN_USER.items():
            with pytest.raises(BadRequest, match="get_top_artists"):
                assistant.call(name, user="rj", **sets[0])
            assert assistant.calls == 0


def test_without_key_and_user_nobody_is_known(assistant_of: NewAssistant) -> None:
    """Tools about listening ask for a user; those about music show nobody's plays."""
    assistant = assistant_of()
    for name, (_, _, sets) in OF_USERS.items():
        if name.endswith("_info"):
            assert "user_plays" not in assistant.call(name, **sets[0]).structured
            continue
        with pytest.raises(BadRequest, match="Name a `user`, or send a key"):
            assistant.call(name, **sets[0])
        assert assistant.calls == 0


def test_unknown_names_are_not_found(assistant_of: NewAssistant) -> None:
    """Last.fm's refusal is the error: one call, and nothing is made up."""
    assistant = assistant_of()
    for name, arguments in {
        "get_artist_info": {"artist": "no such artist"},
        "get_album_info": {"artist": "Radiohead", "album": "no such album"},
        "get_track_info": {"artist": "Radiohead", "track": "no such track"},
        "get_artist_top": {"artist": "no such artist"},
        "get_similar": {"artist": "no such artist"},
        "get_profile": {"user": "nobody-at-all"},
        "get_top_artists": {"user": "nobody-at-all"},
        "compare_users": {"user": "nobody-at-all", "other": "rj"},
    }.items():
        with pytest.raises(GatewayError) as refused:
            assistant.call(name, **arguments)
        assert refused.value.status == 404, name
        assert assistant.calls == 1


SENSELESS: Final[Sequence[tuple[str, Arguments, str]]] = (
    ("get_chart", {"tag": "rock", "country": "Germany"}, "tag"),
    ("get_chart", {"tag": "rock", "kind": "tags"}, "kind"),
    ("get_listening_trend", {"track": "Airbag"}, "artist"),
    ("on_this_day", {"date": "02-30"}, "date"),
    ("on_this_day", {"date": "yesterday"}, "date"),
    ("year_in_review", {"year": 2027}, "year"),
    ("compare_users", {"other": "SILENT"}, "other"),
    ("get_top_artists", {"_from": "1767225600"}, "from"),
    ("get_top_artists", {"_from": "2026-02-01", "to": "2026-01-01"}, "from"),
    ("get_top_artists", {"limit": 51}, "limit"),
    ("get_album_info", {"artist": "Radiohead"}, "album"),
)


def test_senseless_arguments_are_refused(assistant_of: NewAssistant) -> None:
    """They cost no call, and the message names the parameter."""
    assistant = assistant_of("silent", stored=False)
    for name, arguments, faulty in SENSELESS:
        with pytest.raises(BadRequest, match=faulty):
            assistant.call(name, **arguments)
        assert assistant.calls == 0


def test_while_lastfm_is_down_the_stored_history_answers(
    assistant_of: NewAssistant, lastfm: Simulator, clock: Clock
) -> None:
    """Counted answers say that the latest scrobbles are missing; the others fail, to be retried."""
    assistant = assistant_of("namesake")
    clock.now += 600
    lastfm.faults.add(parse_fault("html"))
    for name, (_, sets) in OF_OWN_USER.items():
        answer = assistant.call(name, **sets[0])
        assert answer.structured["partial"] is True
        assert "Ask again later" in answer.structured["note"]
    for name in ("get_profile", "get_loved_tracks", "get_chart"):
        with pytest.raises(GatewayError) as failed:
            assistant.call(name)
        assert failed.value.is_transient
