"""The command that stores Last.fm's credentials."""

import sys

import boto3
import pytest

from tools import credentials

KEY, SECRET = "k" * 32, "s" * 32


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, parameter_store_url: str) -> None:
    """Point the command at the tests' parameter store, with an empty environment."""
    monkeypatch.setattr(sys, "argv", ["credentials", "--prefix", "/from-the-command/"])
    monkeypatch.setenv("AWS_ENDPOINT_URL", parameter_store_url)
    for pair in credentials.SOURCES.values():
        for name in pair.values():
            monkeypatch.delenv(name, raising=False)


def stored(url: str) -> dict[str, tuple[str, str]]:
    """Return type and value of each stored parameter, by name."""
    client = boto3.client("ssm", endpoint_url=url)
    names = [f"/from-the-command/{name}" for pair in credentials.SOURCES.values() for name in pair]
    found = client.get_parameters(Names=names, WithDecryption=True)["Parameters"]
    return {item["Name"]: (item["Type"], item["Value"]) for item in found}


@pytest.mark.usefixtures("command")
def test_command_writes_secure_strings_and_prints_no_secret(
    monkeypatch: pytest.MonkeyPatch,
    parameter_store_url: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Values from the prompts are stored encrypted under the prefix."""
    monkeypatch.setattr(
        credentials, "getpass", {"LASTFM_API_KEY: ": KEY, "LASTFM_SHARED_SECRET: ": SECRET}.get
    )
    credentials.main()
    assert stored(parameter_store_url) == {
        "/from-the-command/api-key": ("SecureString", KEY),
        "/from-the-command/shared-secret": ("SecureString", SECRET),
    }
    output = capsys.readouterr().out
    assert "/from-the-command/api-key" in output
    assert KEY not in output
    assert SECRET not in output


@pytest.mark.usefixtures("command")
def test_command_replaces_a_key(monkeypatch: pytest.MonkeyPatch, parameter_store_url: str) -> None:
    """A second run with new values in the environment rotates both."""
    monkeypatch.setenv("LASTFM_API_KEY", "n" * 32)
    monkeypatch.setenv("LASTFM_SHARED_SECRET", "t" * 32)
    credentials.main()
    monkeypatch.setenv("LASTFM_API_KEY", "m" * 32)
    credentials.main()
    assert stored(parameter_store_url)["/from-the-command/api-key"][1] == "m" * 32


@pytest.mark.usefixtures("command")
def test_command_writes_a_second_pair(
    monkeypatch: pytest.MonkeyPatch, parameter_store_url: str
) -> None:
    """The pair for signing in leaves the one for reading as it is."""
    before = stored(parameter_store_url)
    monkeypatch.setattr(sys, "argv", [*sys.argv, "--pair", "sign-in"])
    monkeypatch.setenv("LASTFM_SIGN_IN_API_KEY", "u" * 32)
    monkeypatch.setenv("LASTFM_SIGN_IN_SHARED_SECRET", "v" * 32)
    credentials.main()
    assert stored(parameter_store_url) == {
        **before,
        "/from-the-command/sign-in-api-key": ("SecureString", "u" * 32),
        "/from-the-command/sign-in-shared-secret": ("SecureString", "v" * 32),
    }
    names = [f"/from-the-command/{name}" for name in credentials.SOURCES["sign-in"]]
    boto3.client("ssm", endpoint_url=parameter_store_url).delete_parameters(Names=names)


@pytest.mark.usefixtures("command")
def test_command_writes_nothing_when_a_value_is_empty(
    monkeypatch: pytest.MonkeyPatch, parameter_store_url: str
) -> None:
    """An empty answer at a prompt ends the command before the first write."""
    before = stored(parameter_store_url)
    monkeypatch.setenv("LASTFM_API_KEY", "z" * 32)
    monkeypatch.setattr(credentials, "getpass", lambda _: " ")
    with pytest.raises(SystemExit, match="LASTFM_SHARED_SECRET is empty"):
        credentials.main()
    assert stored(parameter_store_url) == before
