"""Who counts as one caller."""

import json

from lastfm_gateway.limits.caller_key import caller_key, caller_name
from lastfm_gateway.observability.redaction import redacted


def test_an_address_is_hashed_with_the_key() -> None:
    """The key neither holds the address nor is the same on another deployment."""
    key = caller_key("203.0.113.7", "one")
    assert "203.0.113.7" not in key
    assert key != caller_key("203.0.113.7", "two")
    assert key == caller_key("203.0.113.7", "one")


def test_a_household_is_one_caller() -> None:
    """IPv6 addresses count by their /64."""
    assert caller_key("2001:db8:0:1::1", "k") == caller_key("2001:db8:0:1:ffff::2", "k")
    assert caller_key("2001:db8:0:1::1", "k") != caller_key("2001:db8:0:2::1", "k")


def test_a_mapped_address_is_the_ipv4_one() -> None:
    """An IPv4 caller does not get a second limit by way of IPv6."""
    assert caller_key("::ffff:203.0.113.7", "k") == caller_key("203.0.113.7", "k")
    assert caller_key("203.0.113.8", "k") != caller_key("203.0.113.7", "k")


def test_what_is_no_address_is_one_caller() -> None:
    """API Gateway's test console names no address; such calls share one limit."""
    assert caller_key("test-invoke-source-ip", "k") == caller_key("", "k")


def test_logs_call_a_caller_by_what_their_guard_leaves() -> None:
    """A log names each caller by a part of the keyed hash, which is not struck out as a secret."""
    names = {caller_name(caller_key(f"192.0.2.{number}", "secret")) for number in range(200)}
    assert len(names) == 200
    for name in names:
        assert json.loads(redacted({"caller": name})) == {"caller": name}
