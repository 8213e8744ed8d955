"""Lists and facts in Last.fm's answers."""

from typing import Any

import pytest

from lastfm_gateway.errors import UpstreamFault
from lastfm_gateway.faces.mcp.tools.charts import description_of, tags_in
from lastfm_gateway.faces.mcp.tools.lastfm_rows import number, root_of, rows_in, total_of
from lastfm_gateway.faces.mcp.tools.music_facts import album_facts, artist_facts, track_facts
from lastfm_gateway.faces.mcp.tools.plays import plays_of
from lastfm_gateway.faces.mcp.tools.profiles import profile_of
from lastfm_gateway.faces.mcp.tools.similar import unknown_rows
from lastfm_gateway.faces.mcp.tools.top_page import find_artist


@pytest.mark.parametrize(
    ("sent", "count"),
    [
        ("12", 12),
        (12, 12),
        (0, 0),
        ("", None),
        (None, None),
        ("1.5", None),
        ("-1", None),
        ("²", None),
    ],
)
def test_counts_are_texts_or_numbers(sent: Any, count: int | None) -> None:
    """Last.fm sends both, and nothing for what it does not know."""
    assert number(sent) == count


def test_rows_have_the_facts_that_are_known() -> None:
    """Artists' names are texts, or under `name` or `#text`."""
    items = [
        {"name": "Run", "artist": {"name": "Air"}, "playcount": "7", "listeners": 3},
        {"name": "Run", "artist": {"#text": "Air", "mbid": ""}, "playcount": 6},
        {"name": "Run", "artist": "Air", "match": "0.12345"},
    ]
    assert rows_in({"track": items}, "track", ("plays", "listeners", "match"), first=11) == [
        {"rank": 11, "artist": "Air", "name": "Run", "plays": 7, "listeners": 3},
        {"rank": 12, "artist": "Air", "name": "Run", "plays": 6},
        {"rank": 13, "artist": "Air", "name": "Run", "match": 0.12},
    ]
    assert rows_in({"artist": [{"name": "Air", "playcount": "7"}] * 2}, "artist", (), 1) == [
        {"rank": 1, "name": "Air"}
    ]


def test_root_and_total() -> None:
    """An answer has one member; a list says how many rows all pages hold."""
    assert total_of(root_of({"topartists": {"@attr": {"total": "12"}}})) == 12
    several: list[dict[str, Any]] = [{}, {"a": {}, "b": {}}, {"a": []}]
    for malformed in several:
        with pytest.raises(UpstreamFault):
            root_of(malformed)


def test_track_that_is_playing_has_no_time() -> None:
    """It is the first row."""
    root = {
        "track": [
            {"@attr": {"nowplaying": "true"}, "name": "Run", "artist": {"#text": "Air"}},
            {
                "name": "Sexy Boy",
                "artist": {"#text": "Air"},
                "album": {"#text": "Moon Safari"},
                "date": {"uts": "1767225600"},
            },
        ]
    }
    assert plays_of(root) == [
        {"artist": "Air", "name": "Run"},
        {
            "played_at": "2026-01-01T00:00:00Z",
            "artist": "Air",
            "name": "Sexy Boy",
            "album": "Moon Safari",
        },
    ]


def test_artist_facts() -> None:
    """Five tags and five similar artists at most; empty objects arrive as texts."""
    names = [{"name": str(place)} for place in range(9)]
    artist = {
        "name": "Air",
        "tags": {"tag": names},
        "similar": {"artist": names},
        "stats": {"listeners": "5", "playcount": "9", "userplaycount": "2"},
        "bio": {"content": "French. <a href='x'>Read more on Last.fm</a>", "summary": "no"},
    }
    facts = artist_facts(artist)
    assert facts["tags"] == facts["similar_artists"] == ["0", "1", "2", "3", "4"]
    assert (facts["listeners"], facts["plays"], facts["user_plays"]) == (5, 9, 2)
    assert facts["about"] == "French."
    bare = artist_facts({"name": "Air", "tags": "", "similar": ""})
    assert (bare["tags"], bare["about"], bare["user_plays"]) == ([], None, None)


def test_album_facts() -> None:
    """Thirty tracks at most, and how many there are; a track may have no length."""
    tracks = [{"name": str(place), "duration": 61} for place in range(40)]
    facts = album_facts({"name": "Moon Safari", "artist": "Air", "tracks": {"track": tracks}})
    assert len(facts["tracks"]) == 30
    assert facts["tracks"][0] == {"rank": 1, "name": "0", "seconds": 61}
    assert facts["total_tracks"] == 40
    without = album_facts(
        {"name": "x", "artist": "y", "tracks": {"track": [{"name": "z", "duration": None}]}}
    )
    assert without["tracks"] == [{"rank": 1, "name": "z"}]


def test_track_facts() -> None:
    """The length is in milliseconds; loves are known with a user only."""
    track = {"name": "Run", "artist": {"name": "Air"}, "duration": "252000", "userloved": "1"}
    facts = track_facts({**track, "album": {"title": "Moon Safari"}})
    assert (facts["seconds"], facts["user_loves"], facts["album"]) == (252, True, "Moon Safari")
    bare = track_facts({"name": "Run", "artist": {"name": "Air"}, "duration": "0"})
    assert (bare["seconds"], bare["user_loves"], bare["album"]) == (None, None, None)


def test_profile_facts() -> None:
    """A country that is not set is `None` in words; blank names are left out."""
    user = {
        "name": "rj",
        "realname": "",
        "country": "None",
        "playcount": "12",
        "artist_count": "3",
        "registered": {"unixtime": "1551434400"},
    }
    facts = profile_of({"user": user})
    assert (facts["real_name"], facts["country"], facts["scrobbles"]) == (None, None, 12)
    assert (facts["artists"], facts["tracks"]) == (3, None)
    assert facts["registered"] == "2019-03-01"


def test_tags_and_their_description() -> None:
    """A tag without uses or text is no fault."""
    assert tags_in([{"name": "rock", "taggings": "3", "reach": "2"}]) == [
        {"rank": 1, "name": "rock", "taggings": 3, "reach": 2}
    ]
    assert description_of({"tag": {"wiki": ""}}) is None
    assert description_of({"tag": {"wiki": {"summary": "<i>Loud</i>"}}}) == "Loud"


def test_new_rows_are_ranked_anew() -> None:
    """What the user plays already is left out, in any case."""
    rows = [{"rank": n, "name": name, "match": 0.5} for n, name in enumerate("abc", 1)]
    assert unknown_rows(rows, [{"rank": 1, "name": "A", "plays": 2}]) == [
        {"rank": 1, "name": "b", "match": 0.5},
        {"rank": 2, "name": "c", "match": 0.5},
    ]
    tracks = [{"rank": 1, "artist": "Air", "name": "Run"}]
    assert unknown_rows(tracks, [{"artist": "ABBA", "name": "Run"}]) == tracks


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("air", "Air"),
        ("AIRBOURNE", "Airbourne"),
        ("bour", "Airbourne"),
        ("i", "Airbourne"),
        ("q", None),
    ],
)
def test_artists_are_found_by_name_or_part(wanted: str, found: str) -> None:
    """The exact name first, else the most played one that contains it."""
    assert find_artist(["Airbourne", "Air", "AIR"], wanted) == found
    assert find_artist(["Airbourne", "Air", "AIR"], wanted + "?") is None
