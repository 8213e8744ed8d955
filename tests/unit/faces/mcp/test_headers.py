from base64 import b64encode
from collections.abc import Mapping
from http import HTTPStatus

import pytest

from lastfm_gateway.faces.mcp.eras import CAPABILITIES_KEY, MODERN, VERSION_KEY
from lastfm_gateway.faces.mcp.errors import (
    HEADER_MISMATCH,
    INVALID_PARAMS,
    UNSUPPORTED_VERSION,
    McpError,
)
from lastfm_gateway.faces.mcp.headers import names_older_version
from lastfm_gateway.faces.mcp.messages import Message
from lastfm_gateway.faces.mcp.modern import check_modern
from tests.support.mcp import modern


def _check(method: str, params: Mapping[str, object] | None = None, **headers: str) -> int:
    """Return the code of the error that a modern request leads to; 0 for none."""
    sent, listed = modern(method, params, **headers)
    try:
        check_modern(Message(7, method, sent["params"]), listed)
    except McpError as error:
        return error.rpc_code if error.status == HTTPStatus.BAD_REQUEST else error.status
    return 0


def _encoded(text: str) -> str:
    return f"=?base64?{b64encode(text.encode()).decode()}?="


def test_headers_that_repeat_the_body_are_accepted() -> None:
    """Outer spaces do not count. Lists need no name, and a name that is no text is not compared."""
    assert _check("tools/list") == 0
    assert _check("tools/call", {"name": "echo"}) == 0
    assert _check("tools/call", {"name": "echo"}, mcp_name="  echo ", mcp_method="tools/call ") == 0
    assert _check("tools/call", {"name": 5}) == 0
    assert _check("tools/call") == 0
    assert _check("resources/read", {"uri": "a:b"}, mcp_name="a:b") == 0
    assert _check("prompts/get", {"name": "p"}) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"mcp_protocol_version": ""},
        {"mcp_protocol_version": "2027-01-01"},
        {"mcp_method": ""},
        {"mcp_method": "tools/list"},
        {"mcp_method": "Tools/Call"},
        {"mcp_name": ""},
        {"mcp_name": "Echo"},
        {"mcp_name": "=?base64?%%%?="},
        {"mcp_name": "=?base64?/w==?="},
        {"mcp_name": "=?base64?ZWNobw==="},
    ],
    ids=str,
)
def test_header_that_is_missing_or_differs_is_a_mismatch(headers: dict[str, str]) -> None:
    """Values are case-sensitive, and faulty base64 never matches."""
    assert _check("tools/call", {"name": "echo"}, **headers) == HEADER_MISMATCH


def test_name_may_be_encoded() -> None:
    """`=?base64?...?=` is decoded before it is compared; without both markers it is literal."""
    assert _check("tools/call", {"name": "größe"}, mcp_name=_encoded("größe")) == 0
    assert _check("tools/call", {"name": "größe"}, mcp_name=_encoded("grösse")) == HEADER_MISMATCH
    assert _check("tools/call", {"name": "=?base64?x"}, mcp_name="=?base64?x") == 0


@pytest.mark.parametrize(
    "meta",
    [
        {VERSION_KEY: MODERN},
        {VERSION_KEY: MODERN, CAPABILITIES_KEY: []},
        {VERSION_KEY: 5, CAPABILITIES_KEY: {}},
        {VERSION_KEY: None},
    ],
    ids=str,
)
def test_required_meta_comes_before_the_headers(meta: dict[str, object]) -> None:
    """A key that is missing or mistyped is -32602, even if the headers are wrong too."""
    with pytest.raises(McpError) as refused:
        check_modern(Message(7, "tools/list", {"_meta": meta}), {})
    assert (refused.value.status, refused.value.rpc_code) == (400, INVALID_PARAMS)


def test_version_that_is_not_served_is_found_after_the_headers() -> None:
    """With equal headers it is -32022; a header that differs is told first."""
    assert _check("tools/list", version="2027-01-01") == UNSUPPORTED_VERSION
    assert _check("tools/list", version="2027-01-01", mcp_method="x") == HEADER_MISMATCH
    assert _check("tools/list", version="nonsense", mcp_protocol_version=MODERN) == HEADER_MISMATCH


@pytest.mark.parametrize("older", ["2025-11-25", "2024-11-05"])
def test_older_version_in_the_header_is_served_as_modern(older: str) -> None:
    """Then method and name are compared if present only; nothing else is let through."""
    call = {"name": "echo"}
    assert _check("tools/call", call, mcp_protocol_version=older) == 0
    assert _check("tools/call", call, mcp_protocol_version=older, mcp_method="", mcp_name="") == 0
    wrong = {"mcp_method": "tools/list"}, {"mcp_name": "other"}
    for fault in wrong:
        headers = {"mcp_protocol_version": older, **fault}
        assert _check("tools/call", call, **headers) == HEADER_MISMATCH
    sent, headers = modern("tools/list", mcp_protocol_version=older)
    assert names_older_version(Message(7, "tools/list", sent["params"]), headers)
    sent, headers = modern("tools/list")
    assert not names_older_version(Message(7, "tools/list", sent["params"]), headers)
