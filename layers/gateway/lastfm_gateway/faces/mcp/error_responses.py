"""Responses to errors: JSON-RPC's error object for each of the gateway's errors."""

from http import HTTPStatus
from typing import Any, Final

from lastfm_gateway.errors import BadRequest, GatewayError, Unauthorized, VerbNotAllowed
from lastfm_gateway.faces.mcp.errors import (
    INTERNAL_ERROR,
    INVALID_REQUEST,
    UNAUTHORIZED,
    USE_POST,
    McpError,
)
from lastfm_gateway.faces.mcp.messages import MAX_MESSAGE_BYTES, MessageId, readable_id
from lastfm_gateway.http.handler import error_headers
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import JSON, Response
from lastfm_gateway.http.v1 import error_text
from lastfm_gateway.lastfm.response_mapper import to_json

#: RFC 6750, 3. API Gateway renames the header, so nothing may depend on it.
_CHALLENGE: Final = 'Bearer realm="lastfm-gateway"'


def error_response(request: Request, error: GatewayError) -> Response:
    """Return an error as a response, with the id of the request if it can be read.

    Some clients show no message without an id.
    """
    headers = {"Content-Type": JSON, **error_headers(error)}
    if isinstance(error, Unauthorized):
        rejected = ', error="invalid_token"' if "authorization" in request.headers else ""
        headers["WWW-Authenticate"] = _CHALLENGE + rejected
    told = {"jsonrpc": "2.0", "id": _id_of(request), "error": _error_object(error)}
    return Response(error.status, to_json(told).decode(), headers)


def _id_of(request: Request) -> MessageId | None:
    """Return the id of the request's message; None for no POST, and for a large body."""
    if request.verb != "POST":
        return None
    try:
        body = request.body
    except GatewayError:  # too large, or not base64
        return None
    return readable_id(body) if len(body) <= MAX_MESSAGE_BYTES else None


def _error_object(error: GatewayError) -> dict[str, Any]:
    if isinstance(error, McpError):
        data = {"data": error.data} if error.data is not None else {}
        return {"code": error.rpc_code, "message": error.message, **data}
    if isinstance(error, VerbNotAllowed):
        return {"code": USE_POST, "message": "Use POST"}
    if isinstance(error, Unauthorized):
        message = "Unauthorized: send a key of this gateway as a bearer token"
        return {"code": UNAUTHORIZED, "message": message}
    if isinstance(error, BadRequest):
        return {"code": INVALID_REQUEST, "message": error_text(error)}
    is_bug = error.status == HTTPStatus.INTERNAL_SERVER_ERROR
    message = "The gateway failed" if is_bug else error_text(error)
    return {"code": INTERNAL_ERROR, "message": message}
