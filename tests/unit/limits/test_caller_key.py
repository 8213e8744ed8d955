"""The caller key: who counts as one caller."""

import json

from lastfm_gateway.limits.caller_key import caller_key, caller_name
from lastfm_gateway.observability.redaction import redacted


def test_address_is_hashed_with_the_deployments_key() -> None:
    """It is not readable, and differs between deployments."""
    key = caller_key("203.0.113.7", "one")
    assert "203.0.113.7" not in key
    assert key != caller_key("203.0.113.7", "two")
    assert key == caller_key("203.0.113.7", "one")


def test_ipv6_addresses_of_one_64_are_one_caller() -> None:
    """IPv6 addresses count by their /64."""
    assert caller_key("2001:db8:0:1::1", "k") == caller_key("2001:db8:0:1:ffff::2", "k")
    assert caller_key("2001:db8:0:1::1", "k") != caller_key("2001:db8:0:2::1", "k")


def test_ipv4_mapped_address_is_the_ipv4_caller() -> None:
    """An IPv4 caller gets no second quota by way of IPv6."""
    assert caller_key("::ffff:203.0.113.7", "k") == caller_key("203.0.113.7", "k")
    assert caller_key("203.0.113.8", "k") != caller_key("203.0.113.7", "k")


def test_callers_without_an_address_share_one_key() -> None:
    """API Gateway's test console sends no address."""
    assert caller_key("test-invoke-source-ip", "k") == caller_key("", "k")


def test_log_name_of_a_caller_is_not_redacted() -> None:
    """It is a part of the keyed hash that does not look like a secret."""
    names = {caller_name(caller_key(f"192.0.2.{number}", "secret")) for number in range(200)}
    assert len(names) == 200
    for name in names:
        assert json.loads(redacted({"caller": name})) == {"caller": name}
