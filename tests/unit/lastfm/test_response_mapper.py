"""Lists are lists; nothing else changes."""

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
def test_a_list_is_always_a_list(sent: Any, arranged: Any) -> None:
    """However Last.fm writes a list of few, it comes out as a list."""
    assert map_response({"album": {"tags": sent}}, ALBUM)["album"]["tags"] == arranged


def test_lists_within_lists_are_lists() -> None:
    """The one picture of the one track is a list in a list."""
    sent = {"album": {"tracks": {"track": {"name": "x", "image": {"#text": "u"}}}}}
    arranged = map_response(sent, ALBUM)["album"]["tracks"]
    assert arranged == {"track": [{"name": "x", "image": [{"#text": "u"}]}]}


def test_nothing_else_is_touched() -> None:
    """Keys unknown to the shape, their order and every scalar's type stay as they were."""
    sent = {"new": [1], "album": {"total": 3, "odd": "", "name": "", "wiki": None}}
    assert json.dumps(map_response(sent, ALBUM)) == json.dumps(sent)


def test_an_object_that_is_none_stays_what_it_is() -> None:
    """Text where the shape has an object is passed on, not dropped."""
    assert map_response({"album": "Gone"}, ALBUM) == {"album": "Gone"}


def test_only_containers_gain_their_list() -> None:
    """An object with more to it than a list does not gain one that Last.fm left out."""
    assert map_response({"album": {"name": "x"}}, ALBUM) == {"album": {"name": "x"}}


def test_json_is_compact_and_survives_half_surrogates() -> None:
    """Text goes out as UTF-8; what has none goes out escaped."""
    assert to_json({"a": ["é", 1]}) == '{"a":["é",1]}'.encode()
    assert json.loads(to_json({"a": "\ud83d"})) == {"a": "\ud83d"}
