"""The deployment's settings."""

import pytest

from lastfm_gateway.limits.budget_grants import BudgetLimit
from lastfm_gateway.limits.sliding_window import Limit
from lastfm_gateway.settings import Settings

LEAST = {
    "GATEWAY_TABLE": "t",
    "KEYS_TABLE": "k",
    "SESSION_KMS_KEY": "arn:aws:kms:eu-central-1:123456789012:key/k",
    "LASTFM_PARAMETER_PREFIX": "/p",
    "ADDRESS_KEY": "k",
}


def test_only_resource_names_and_the_address_key_are_required() -> None:
    """Every other setting has a default."""
    settings = Settings.from_environment(LEAST)
    assert settings.api_root == "https://ws.audioscrobbler.com/2.0/"
    assert settings.limit == Limit(calls=100, window=60)
    assert settings.budget == BudgetLimit(calls=1200, window=300)
    assert settings.share == Limit(calls=300, window=300)
    assert settings.user_agent.startswith("lastfm-gateway/")


def test_contact_is_in_the_user_agent() -> None:
    """Last.fm can contact whoever runs the gateway."""
    settings = Settings.from_environment({**LEAST, "USER_AGENT_CONTACT": "mailto:me@example.org"})
    assert settings.user_agent.endswith(" (mailto:me@example.org)")


def test_sign_in_defaults_are_open() -> None:
    """Everybody may sign in, with any callback, and keys last a year; a list is split."""
    settings = Settings.from_environment(LEAST)
    assert (settings.sign_in, settings.sign_in_key_days) == ("open", 365)
    assert settings.allowed_callbacks == ("*",)
    two = {**LEAST, "ALLOWED_CALLBACKS": "https://a.example,https://b.example/x"}
    places = Settings.from_environment(two).allowed_callbacks
    assert places == ("https://a.example", "https://b.example/x")


@pytest.mark.parametrize("name", ["SIGN_IN", "ACCESS_MODE"])
@pytest.mark.parametrize("mode", ["", "OPEN", "closed"])
def test_unknown_mode_is_an_error(name: str, mode: str) -> None:
    """A misspelled mode stops the deployment instead of opening it."""
    with pytest.raises(ValueError, match=name):
        Settings.from_environment({**LEAST, name: mode})


@pytest.mark.parametrize(
    "root", ["http://ws.audioscrobbler.com/2.0/", "http://127.0.0.1.example.org/", "ftp://x/", ""]
)
def test_upstream_must_be_https(root: str) -> None:
    """Plain http is for this machine only."""
    with pytest.raises(ValueError, match="https"):
        Settings.from_environment({**LEAST, "LASTFM_API_ROOT": root})


@pytest.mark.parametrize("root", ["http://127.0.0.1:8000/2.0/", "http://localhost/", "https://x/"])
def test_loopback_upstream_may_be_http(root: str) -> None:
    """A simulator on this machine may be called by http."""
    assert Settings.from_environment({**LEAST, "LASTFM_API_ROOT": root}).api_root == root


def test_pictures_root_is_empty_or_as_an_upstream() -> None:
    """Empty, pictures are loaded from the hosts that Last.fm names."""
    assert Settings.from_environment(LEAST).pictures_root == ""
    local = {**LEAST, "LASTFM_PICTURES_ROOT": "http://127.0.0.1:8000/"}
    assert Settings.from_environment(local).pictures_root == "http://127.0.0.1:8000"
    with pytest.raises(ValueError, match="https"):
        Settings.from_environment({**LEAST, "LASTFM_PICTURES_ROOT": "http://example.org"})


def test_share_is_a_part_of_the_budget() -> None:
    """A share of 1 means no limit by share, and so does a budget of a few calls."""

    def share(part: str, calls: str) -> Limit | None:
        variables = {"CALLER_SHARE": part, "UPSTREAM_BUDGET_CALLS": calls}
        return Settings.from_environment({**LEAST, **variables}).share

    assert share("0.5", "1000") == Limit(calls=500, window=300)
    assert share("0.25", "20") == Limit(calls=10, window=300)
    assert share("1", "1000") is share("0.25", "10") is None
    for part in ("0", "-1", "1.1", "nan"):
        with pytest.raises(ValueError, match="CALLER_SHARE"):
            share(part, "1000")
