import json

import pytest

from lastfm_gateway.faces.mcp.errors import INVALID_REQUEST, PARSE_ERROR, McpError
from lastfm_gateway.faces.mcp.messages import Message, parse_message, readable_id


def _refused(body: str | bytes, *, is_modern: bool = False) -> int:
    """Return the code of the error that a body leads to."""
    with pytest.raises(McpError) as refused:
        parse_message(body if isinstance(body, bytes) else body.encode(), is_modern=is_modern)
    assert refused.value.status == 400
    return refused.value.rpc_code


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        b"\xff\xfe{}",
        '{"jsonrpc":"2.0","id":NaN,"method":"ping"}',
        '{"jsonrpc":"2.0","id":' + "9" * 5000 + ',"method":"ping"}',
        "[" * 50_000,
    ],
    ids=["empty", "broken", "no UTF-8", "NaN", "huge integer", "too deep"],
)
def test_body_that_is_no_json_is_a_parse_error(body: str | bytes) -> None:
    """Nesting that is too deep, huge integers and NaN are no JSON either."""
    assert _refused(body) == PARSE_ERROR


@pytest.mark.parametrize(
    "body", ["[]", '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', "1", "null", '"ping"', "{}"]
)
def test_batches_and_scalars_are_invalid(body: str) -> None:
    """A body is one object; batches ended with version 2025-06-18."""
    assert _refused(body) == INVALID_REQUEST


@pytest.mark.parametrize("version", ["1.0", 2.0, None])
def test_message_is_of_json_rpc_2(version: object) -> None:
    """Another version of JSON-RPC is refused."""
    assert _refused(json.dumps({"jsonrpc": version, "id": 1, "method": "ping"})) == INVALID_REQUEST


@pytest.mark.parametrize(
    "fault",
    [
        *({"id": None}, {"id": True}, {"id": 1.5}, {"id": {}}, {"id": []}),
        *({"method": None}, {"method": 5}, {"method": ["ping"]}),
        *({"params": []}, {"params": "x"}, {"params": 3}, {"params": None}),
    ],
    ids=str,
)
def test_mistyped_members_are_invalid(fault: dict[str, object]) -> None:
    """An id is text or a whole number, the method text, params an object."""
    sent = {"jsonrpc": "2.0", "id": 1, "method": "ping", **fault}
    assert _refused(json.dumps(sent)) == INVALID_REQUEST


@pytest.mark.parametrize(
    "sent", [{"method": "notifications/initialized"}, {"method": "tools/call"}]
)
@pytest.mark.parametrize("is_modern", [False, True])
def test_notification_gets_no_response(sent: dict[str, str], *, is_modern: bool) -> None:
    """A message without an id is one, whatever its method."""
    body = json.dumps({"jsonrpc": "2.0", **sent}).encode()
    assert parse_message(body, is_modern=is_modern) is None


@pytest.mark.parametrize("sent", [{"method": 845}, {"method": "ping", "params": "x"}, {}])
def test_mistyped_notification_is_invalid(sent: dict[str, object]) -> None:
    """Without an id too, a message that is no message is not accepted."""
    assert _refused(json.dumps({"jsonrpc": "2.0", **sent})) == INVALID_REQUEST


@pytest.mark.parametrize("sent", [{"result": {}}, {"error": {"code": 1, "message": "no"}}])
def test_clients_response_is_accepted_in_the_legacy_era_only(sent: dict[str, object]) -> None:
    """The modern version has no requests to clients."""
    body = json.dumps({"jsonrpc": "2.0", "id": 4, **sent})
    assert parse_message(body.encode(), is_modern=False) is None
    assert _refused(body, is_modern=True) == INVALID_REQUEST


@pytest.mark.parametrize("message_id", ["a", "", 0, -1, 10**30])
def test_request_keeps_its_id(message_id: str | int) -> None:
    """Text and whole numbers come back as they were; params may be missing."""
    body = json.dumps({"jsonrpc": "2.0", "id": message_id, "method": "ping"}).encode()
    assert parse_message(body, is_modern=False) == Message(message_id, "ping", {})


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('{"id": "a"}', "a"),
        ('{"id": 4, "jsonrpc": "9"}', 4),
        ('{"id": true}', None),
        ('{"id": null}', None),
        ("[1]", None),
        ("{", None),
    ],
)
def test_id_of_a_faulty_message_is_read_if_possible(body: str, found: str | int | None) -> None:
    """An error repeats the id: some clients hide an error without one."""
    assert readable_id(body.encode()) == found
