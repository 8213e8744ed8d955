"""Normalised lists: always a list, and nothing else changes."""

import json
from typing import Any

import pytest

from lastfm_gateway.lastfm.response_mapper import map_response, to_json
from lastfm_gateway.methods.shapes import NUMBER, TEXT, Shape

ALBUM: Shape = {
    "album": {
        "name": TEXT,
        "tracks": {"track": [{"name": TEXT, "image": [{"#text": TEXT}]}]},
        "tags": {"tag": [{"name": TEXT}], "@attr": {}},
        "total": NUMBER,
    }
}


@pytest.mark.parametrize(
    ("sent", "arranged"),
    [
        pytest.param({"tag": {"name": "rock"}}, {"tag": [{"name": "rock"}]}, id="one"),
        pytest.param({"tag": [{"name": "a"}, {}]}, {"tag": [{"name": "a"}, {}]}, id="many"),
        pytest.param({"tag": []}, {"tag": []}, id="none"),
        pytest.param({"tag": ""}, {"tag": []}, id="empty element"),
        pytest.param({"tag": None}, {"tag": []}, id="null"),
        pytest.param("", {"tag": []}, id="empty parent"),
        pytest.param("\n   ", {"tag": []}, id="white space"),
        pytest.param({"@attr": {"x": "1"}}, {"@attr": {"x": "1"}, "tag": []}, id="absent"),
    ],
)
def test_list_is_always_a_list(sent: Any, arranged: Any) -> None:
    """Last.fm's ways to write short lists all become a list."""
    assert map_response({"album": {"tags": sent}}, ALBUM)["album"]["tags"] == arranged


def test_nested_lists_are_lists() -> None:
    """The one picture of the one track is a list in a list."""
    sent = {"album": {"tracks": {"track": {"name": "x", "image": {"#text": "u"}}}}}
    arranged = map_response(sent, ALBUM)["album"]["tracks"]
    assert arranged == {"track": [{"name": "x", "image": [{"#text": "u"}]}]}


def test_nothing_else_is_changed() -> None:
    """Unknown keys, their order and every scalar's type stay."""
    sent = {"new": [1], "album": {"total": 3, "odd": "", "name": "", "wiki": None}}
    assert json.dumps(map_response(sent, ALBUM)) == json.dumps(sent)


def test_text_in_place_of_an_object_is_kept() -> None:
    """It is passed on, not dropped."""
    assert map_response({"album": "Gone"}, ALBUM) == {"album": "Gone"}


def test_only_containers_gain_a_missing_list() -> None:
    """An object with further fields gains no list that Last.fm left out."""
    assert map_response({"album": {"name": "x"}}, ALBUM) == {"album": {"name": "x"}}


def test_json_is_compact_and_keeps_lone_surrogates() -> None:
    """Text is UTF-8, and lone surrogates are escaped."""
    assert to_json({"a": ["é", 1]}) == '{"a":["é",1]}'.encode()
    assert json.loads(to_json({"a": "\ud83d"})) == {"a": "\ud83d"}
