import pytest

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.faces.mcp.arguments import validated
from tests.support.mcp import EchoParameters

DEFAULTS = {"artist": "Low", "autocorrect": "1", "limit": "10", "loud": "false"}


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({}, {}),
        ({"user": None, "limit": None}, {}),
        ({"limit": 5}, {"limit": "5"}),
        ({"limit": 5.0}, {"limit": "5"}),
        ({"limit": "5"}, {"limit": "5"}),
        ({"loud": True}, {"loud": "true"}),
        ({"loud": False}, {"loud": "false"}),
        ({"loud": "true"}, {"loud": "true"}),
        ({"autocorrect": False}, {"autocorrect": "0"}),
        ({"autocorrect": True}, {"autocorrect": "1"}),
        ({"artist": 1975}, {"artist": "1975"}),
        ({"artist": " Low "}, {"artist": "Low"}),
        ({"nobody": {"declared": ["this"]}}, {}),
    ],
    ids=str,
)
def test_json_values_become_text(sent: dict[str, object], expected: dict[str, str]) -> None:
    """Null is absent, numbers may be text, and undeclared arguments are ignored."""
    assert validated(EchoParameters, {"artist": "Low", **sent}) == {**DEFAULTS, **expected}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"artist": None}, "artist is required"),
        ({"artist": ""}, "artist is blank"),
        ({"artist": ["Low"]}, "artist must be one value"),
        ({"artist": {"name": "Low"}}, "artist must be one value"),
        ({"artist": "a\ud800"}, "artist is not valid UTF-8"),
        ({"limit": 51}, "limit must be a whole number from 1 to 50"),
        ({"limit": 1.5}, "limit must be a whole number from 1 to 50"),
        ({"limit": 1e300}, "limit must be a whole number from 1 to 50"),
        ({"limit": float("inf")}, "limit must be a whole number from 1 to 50"),
        ({"autocorrect": 2}, "autocorrect must be a whole number from 0 to 1"),
        ({"artist": "rw_live_" + "0" * 80}, "artist contains a key of this gateway"),
    ],
    ids=str,
)
def test_invalid_arguments_are_named(sent: dict[str, object], said: str) -> None:
    """The message says what to send."""
    with pytest.raises(BadRequest, match=said):
        validated(EchoParameters, {"artist": "Low", **sent})
