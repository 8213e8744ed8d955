"""The command line and settings of `make run`."""

import os
import subprocess
import sys

import pytest

from local import stack
from local.aws import ROOT as FOLDER
from local.parameters import OWN, declared_parameters
from local.processes import LocalStackError
from local.run import LASTFM, at_once, parameters, public_port, upstream_of_environment
from local.simulator import API_KEY, SHARED_SECRET
from local.stack import Upstream

VARIABLES = (
    "LASTFM_API_ROOT",
    "LASTFM_API_KEY",
    "LASTFM_SHARED_SECRET",
    "PORT",
    "PARAMETERS",
    "AT_ONCE",
)
ROOT = "http://127.0.0.1:9/2.0/"


@pytest.fixture(autouse=True)
def without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unset everything that configures the upstream or the port."""
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
def test_environment_chooses_the_upstream(
    monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], upstream: Upstream | None
) -> None:
    """A root or a key turns the simulator off; missing values get defaults."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert upstream_of_environment() == upstream


def test_port_8080_is_the_default() -> None:
    """Without PORT the gateway listens where the README says."""
    assert public_port() == 8080


@pytest.mark.parametrize("text", ["", "0", "65536", "-1", "8080x"])
def test_invalid_port_is_named(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """The error names what is not a port."""
    monkeypatch.setenv("PORT", text)
    with pytest.raises(LocalStackError, match="PORT is"):
        public_port()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        (" ", {}),
        (
            "RateLimitCalls=1000 AccessMode=keyed",
            {"RateLimitCalls": "1000", "AccessMode": "keyed"},
        ),
        (
            "UserAgentContact='a b=c' AllowedOrigins=",
            {"UserAgentContact": "a b=c", "AllowedOrigins": ""},
        ),
    ],
)
def test_parameters_are_read_as_a_shell_splits_them(
    monkeypatch: pytest.MonkeyPatch, text: str, values: dict[str, str]
) -> None:
    """Name=value words may be quoted, as `make deploy` hands them to sam."""
    monkeypatch.setenv("PARAMETERS", text)
    assert parameters() == values


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("RateLimitCalls", "PARAMETERS has 'RateLimitCalls': write it as Name=value."),
        ("=5", "PARAMETERS has '=5': write it as Name=value."),
        ("RateLimit=5", "PARAMETERS has 'RateLimit=5': template.yaml has no parameter RateLimit."),
        ("Stage=live", "PARAMETERS has 'Stage=live': make run sets Stage itself."),
        (
            "LogLevel=INFO LogLevel=DEBUG",
            "PARAMETERS has 'LogLevel=DEBUG': LogLevel is given twice.",
        ),
        ("LogLevel='INFO", 'PARAMETERS is "LogLevel=\'INFO": No closing quotation.'),
    ],
)
def test_malformed_parameter_is_reported_in_one_line(text: str, said: str) -> None:
    """The program names the word and its fault, and exits before it starts anything."""
    ended = subprocess.run(
        [sys.executable, "-m", "local.run"],
        cwd=FOLDER,
        env={**os.environ, "PARAMETERS": text},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", f"make run: {said}\n")


def test_parameters_of_the_local_stack_cannot_be_set() -> None:
    """All of them exist in the template, and none can be overridden."""
    upstream = Upstream(ROOT, "k", "s")
    assert set(OWN) == set(stack.own_parameters(upstream)) <= set(declared_parameters())


def test_at_once_is_a_number_or_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without AT_ONCE it is two for each core; an invalid number is named."""
    assert at_once() is None
    assert stack.requests_at_once() == 2 * (os.process_cpu_count() or 0)
    monkeypatch.setenv("AT_ONCE", "0")
    assert at_once() == 0
    monkeypatch.setenv("AT_ONCE", "many")
    with pytest.raises(LocalStackError, match="AT_ONCE is 'many'"):
        at_once()
