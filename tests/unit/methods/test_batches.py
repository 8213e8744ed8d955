"""Batches: parameters with a number in brackets."""

import pytest

from lastfm_gateway.errors import BadRequest
from lastfm_gateway.methods.track_writes import ScrobbleParameters
from lastfm_gateway.methods.validation import validate


def _sent(*numbers: str, **more: str) -> dict[str, list[str]]:
    row = {"artist": "Radiohead", "track": "Creep", "timestamp": "1700000000"}
    sent = {f"{name}{number}": [value] for number in numbers for name, value in row.items()}
    return sent | {"sk": ["s" * 32]} | {name: [value] for name, value in more.items()}


def test_batch_of_fifty_is_accepted() -> None:
    """Each name has its number; a single scrobble needs none."""
    taken = validate(ScrobbleParameters, _sent(*(f"[{number}]" for number in range(50))))
    assert len(taken) == 151
    assert list(taken) == sorted(taken)
    assert set(validate(ScrobbleParameters, _sent(""))) == {"artist", "track", "timestamp", "sk"}


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (_sent(), "artist is required"),
        (_sent("[0]", "[50]"), "at most 50"),
        ({**_sent("[0]"), "artist[7]": ["x"]}, "timestamp[7] is required; track[7] is required"),
        ({**_sent("[0]"), "timestamp[0]": ["now"]}, "timestamp[0] must be a whole number"),
        ({**_sent("[0]"), "album[0]": ["a", "b"]}, "album[0] is given more than once"),
        ({name: value for name, value in _sent("").items() if name != "sk"}, "sk is required"),
    ],
    ids=["no row", "too many", "half a row", "mistyped", "doubled", "no session"],
)
def test_invalid_row_is_named(sent: dict[str, list[str]], told: str) -> None:
    """The error names the parameter with its number."""
    with pytest.raises(BadRequest) as refused:
        validate(ScrobbleParameters, sent)
    assert told in refused.value.message


def test_other_names_in_brackets_are_ignored() -> None:
    """Unknown names and invalid numbers are undeclared parameters."""
    odd = {"artist[x]": ["a"], "nothing[1]": ["a"], "artist[007]": ["a"], "artist[-1]": ["a"]}
    assert validate(ScrobbleParameters, _sent("") | odd) == validate(ScrobbleParameters, _sent(""))
