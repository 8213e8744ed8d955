"""Routing of the local entrance: which function serves a request."""

import pytest
import yaml

from local.aws import ROOT
from local.routes import Routes

DOCUMENT = yaml.load((ROOT / "openapi.yaml").read_text(), Loader=yaml.CSafeLoader)


@pytest.mark.parametrize(
    ("path", "function"),
    [
        ("/artist/getInfo", "ArtistFunction"),
        ("/2.0/", "WebserviceFunction"),
        ("/v1/me", "TopItemsFunction"),
        ("/v1/me/top/tracks", "TopItemsFunction"),
        ("/v1/now-playing", "NowPlayingFunction"),
        ("/share/rw_share_0/now-playing", "NowPlayingFunction"),
        ("/share/rw_share_0/nothing", "NowPlayingFunction"),
        ("/v1/me/player", "TopItemsFunction"),
        ("/v1/me/player/pause", "TopItemsFunction"),
        ("/api/token", "TopItemsFunction"),
        ("/v1/listening/top/tracks", "ListeningFunction"),
        ("/v1/listening/nothing", "ListeningFunction"),
        ("/v1/admin/keys/0123", "AdminFunction"),
        ("/nothing/here", "SystemFunction"),
        ("/", "PagesFunction"),
        ("/docs/rapidoc.js", "PagesFunction"),
        ("/status", "PagesFunction"),
    ],
)
def test_most_specific_route_wins(path: str, function: str | None) -> None:
    """Literal routes come before variables, and those before greedy paths."""
    assert Routes(DOCUMENT).function(path) == function
