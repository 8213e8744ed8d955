"""Spellings of paths."""

import pytest

from lastfm_gateway.faces.listenbrainz.paths import canonical_path


@pytest.mark.parametrize(
    "path",
    [
        "/1/submit-listens",
        "/1/submit-listens/",
        "/1/1/submit-listens",
        "//1/submit-listens",
        "/1//submit-listens",
        "/1/submit-listens/1/submit-listens",
        "/1/submit-listens/1/submit-listens/",
        "/1",
        "/1/",
        "/1/1",
        "/",
    ],
)
def test_every_spelling_of_a_post_submits(path: str) -> None:
    """Missing, doubled and repeated parts, and any number of slashes, mean the same."""
    assert canonical_path(path, "POST") == "/1/submit-listens"


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/1/validate-token/", "/1/validate-token"),
        ("/1/1/validate-token", "/1/validate-token"),
        ("/1/submit-listens/1/validate-token", "/1/validate-token"),
        ("/1/user/1/listens", "/1/user/1/listens"),
        ("/1", "/1"),
        ("/1/apis/web/v1/stats", "/1/apis/web/v1/stats"),
    ],
)
def test_get_keeps_its_endpoint(path: str, meant: str) -> None:
    """A user called 1 is a user; an unknown path stays unknown."""
    assert canonical_path(path, "GET") == meant
