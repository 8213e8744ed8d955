"""Response formats: what each face requests from Last.fm and how it parses the response. Pure.

The REST families request JSON and map it. The web service passes JSON and XML on unchanged, after
checking that they are no errors.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from lastfm_gateway.errors import EmptyAnswer, UpstreamError, UpstreamFault
from lastfm_gateway.lastfm import error_parsing, response_mapper
from lastfm_gateway.lastfm.response import LastfmResponse, ParsedResponse
from lastfm_gateway.methods.method import Method

#: The largest error body that is passed on, and shared with coalesced requests, in bytes.
_MAX_ERROR_BYTES: Final = 10_000

#: The longest time to parse XML, in seconds. 5 MB take a fraction of one.
MAX_PARSE_SECONDS: Final = 4.0


class MethodCall(NamedTuple):
    """The call that a response answers: method, parameters as sent, and a clock in seconds."""

    method: Method
    parameters: Mapping[str, str]
    clock: Callable[[], float] = lambda: 0.0


class ResponseFormat(NamedTuple):
    """The parameters that request a format, and the parser of its responses.

    `parse` raises UpstreamError for Last.fm's errors other than "not found", and UpstreamFault for
    a response that does not answer the call.
    """

    name: str
    parse: Callable[[LastfmResponse, MethodCall], ParsedResponse]
    request_parameters: Mapping[str, str] = MappingProxyType({})


def _parse_mapped(response: LastfmResponse, call: MethodCall) -> ParsedResponse:
    try:
        answer = _require_answer(error_parsing.parse_json(response.status, response.body), call)
    except UpstreamError as error:
        if error.status != HTTPStatus.NOT_FOUND:
            raise
        body = response_mapper.to_json({"error": error.code, "message": error.message})
        return ParsedResponse(LastfmResponse(HTTPStatus.NOT_FOUND, "", body), found=False)
    mapped = response_mapper.map_response(answer, call.method.answer)
    return ParsedResponse(LastfmResponse(HTTPStatus.OK, "", response_mapper.to_json(mapped)))


def _parse_json(response: LastfmResponse, call: MethodCall) -> ParsedResponse:
    return _pass_through(response, call, error_parsing.parse_json)


def _parse_xml(response: LastfmResponse, call: MethodCall) -> ParsedResponse:
    from lastfm_gateway.lastfm.xml_errors import parse_xml  # noqa: PLC0415 (only XML needs expat)

    late_at = call.clock() + MAX_PARSE_SECONDS

    def parse(status: int, body: bytes) -> dict[str, Any]:
        return parse_xml(status, body, lambda: call.clock() > late_at)

    return _pass_through(response, call, parse)


def _pass_through(
    response: LastfmResponse, call: MethodCall, parse: Callable[[int, bytes], dict[str, Any]]
) -> ParsedResponse:
    if not _is_utf8(response.body):
        raise UpstreamFault("Operation failed - Last.fm's answer is not UTF-8")
    try:
        _require_answer(parse(response.status, response.body), call)
    except UpstreamError as error:
        if error.status == HTTPStatus.NOT_FOUND:
            return ParsedResponse(response, found=False)
        error.reply = response if len(response.body) <= _MAX_ERROR_BYTES else None
        raise
    except EmptyAnswer as error:
        error.reply = response
        raise
    return ParsedResponse(response)


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _require_answer(answer: dict[str, Any], call: MethodCall) -> dict[str, Any]:
    """Return a response if it answers the call. Raises UpstreamFault or EmptyAnswer."""
    expected = call.method.answer.keys()
    if expected and not answer:
        raise EmptyAnswer
    if expected and not expected & answer.keys():
        raise UpstreamFault("Operation failed - Last.fm sent an unexpected response")
    user = call.parameters.get("user")
    if user is not None and not error_parsing.is_about(answer, user.strip()):
        raise UpstreamFault("Operation failed - Last.fm sent another user's data")
    return answer


MAPPED_JSON: Final = ResponseFormat("rest", _parse_mapped, {"format": "json"})
JSON: Final = ResponseFormat("json", _parse_json, {"format": "json"})
XML: Final = ResponseFormat("xml", _parse_xml)
