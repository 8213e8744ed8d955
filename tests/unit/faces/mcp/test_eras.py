import pytest

from lastfm_gateway.faces.mcp.eras import (
    CAPABILITIES_KEY,
    LEGACY,
    MODERN,
    SUPPORTED,
    VERSION_KEY,
    Era,
    era_of,
)
from lastfm_gateway.faces.mcp.errors import (
    HEADER_MISMATCH,
    INVALID_PARAMS,
    UNSUPPORTED_VERSION,
    McpError,
)
from lastfm_gateway.faces.mcp.messages import Message


def _refused(message: Message, header: str) -> McpError:
    with pytest.raises(McpError) as refused:
        era_of(message, header)
    assert refused.value.status == 400
    return refused.value


@pytest.mark.parametrize("header", ["", *LEGACY])
@pytest.mark.parametrize("method", ["initialize", "tools/list", "no/such"])
def test_request_without_a_claim_is_legacy(header: str, method: str) -> None:
    """Its header may be absent, or name any legacy version: nothing is agreed on before."""
    assert era_of(Message(1, method, {}), header) is Era.LEGACY
    assert era_of(Message(1, method, {"_meta": {"progressToken": 1}}), header) is Era.LEGACY
    assert era_of(Message(1, method, {"_meta": "x"}), header) is Era.LEGACY


@pytest.mark.parametrize("claim", [MODERN, "1999-01-01", 5, None])
@pytest.mark.parametrize("header", ["", MODERN, "2025-06-18", "nonsense"])
def test_claim_in_the_body_makes_a_request_modern(claim: object, header: str) -> None:
    """The body decides, whatever the claim and the header; both are checked afterwards."""
    assert era_of(Message(1, "tools/list", {"_meta": {VERSION_KEY: claim}}), header) is Era.MODERN


def test_modern_header_without_a_claim_names_what_is_missing() -> None:
    """The error names the keys of _meta that a modern request must have."""
    error = _refused(Message(1, "tools/list", {}), MODERN)
    assert error.rpc_code == INVALID_PARAMS
    assert VERSION_KEY in error.message
    assert CAPABILITIES_KEY in error.message
    half = _refused(Message(1, "ping", {"_meta": {CAPABILITIES_KEY: {}}}), MODERN)
    assert CAPABILITIES_KEY not in half.message


def test_initialize_with_the_modern_header_is_a_mismatch() -> None:
    """The modern version has no initialize."""
    assert _refused(Message(1, "initialize", {}), MODERN).rpc_code == HEADER_MISMATCH


@pytest.mark.parametrize("header", ["2027-01-01", "nonsense", "x" * 5000])
def test_unknown_version_is_refused_with_those_that_are_served(header: str) -> None:
    """Clients choose another version from `supported`."""
    error = _refused(Message(1, "initialize", {}), header)
    assert error.rpc_code == UNSUPPORTED_VERSION
    assert error.data == {"supported": list(SUPPORTED), "requested": header[:64]}
    assert SUPPORTED[0] == MODERN
