import pytest

from local.processes import LocalStackError
from local.run import LASTFM, public_port, upstream_of_environment
from local.simulator import API_KEY, SHARED_SECRET
from local.stack import Upstream

VARIABLES = ("LASTFM_API_ROOT", "LASTFM_API_KEY", "LASTFM_SHARED_SECRET", "PORT")
ROOT = "http://127.0.0.1:9/2.0/"


@pytest.fixture(autouse=True)
def without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start from an environment that says nothing about upstream or port."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("settings", "upstream"),
    [
        ({}, None),
        ({"LASTFM_SHARED_SECRET": "s"}, None),
        ({"LASTFM_API_ROOT": ROOT}, Upstream(ROOT, API_KEY, SHARED_SECRET)),
        ({"LASTFM_API_KEY": "k"}, Upstream(LASTFM, "k", SHARED_SECRET)),
        (
            {"LASTFM_API_ROOT": ROOT, "LASTFM_API_KEY": "k", "LASTFM_SHARED_SECRET": "s"},
            Upstream(ROOT, "k", "s"),
        ),
    ],
)
def test_the_environment_names_the_upstream(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], upstream: Upstream | None
) -> None:
    """A root or a key turns the simulator off; what is not given is made up or Last.fm's."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert upstream_of_environment() == upstream


def test_port_8080_is_the_default() -> None:
    """Without PORT the gateway is where the README says."""
    assert public_port() == 8080


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "8080x"])
def test_no_port_is_said(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """What is not a port is named in the error."""
    monkeypatch.setenv("PORT", text)
    with pytest.raises(LocalStackError, match="PORT is"):
        public_port()
