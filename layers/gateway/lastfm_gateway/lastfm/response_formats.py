"""How a call is asked and what is made of the reply: one dialect for each face and format.

The REST families ask for JSON and put its lists right; the web service's answers go through as
they came, in JSON or XML, once it is clear that they are answers.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from lastfm_gateway.errors import EmptyAnswer, UpstreamError, UpstreamFault
from lastfm_gateway.lastfm import error_parsing, response_mapper
from lastfm_gateway.lastfm.response import LastfmResponse, ParsedResponse
from lastfm_gateway.methods.method import Method

_NOT_FOUND: Final = 404

#: Bytes of an error's body that are passed on, and kept for those who wait for the same answer.
_LONGEST_ERROR: Final = 10_000

#: The longest that an answer in XML is read, in seconds. 5 MB take a fraction of one.
LONGEST_READING: Final = 4.0


class MethodCall(NamedTuple):
    """A call whose response is parsed: method, parameters as sent, and a clock in seconds."""

    method: Method
    parameters: Mapping[str, str]
    clock: Callable[[], float] = lambda: 0.0


class ResponseFormat(NamedTuple):
    """The parameters that ask for a format, and how a reply is read.

    `read` raises UpstreamError for an error of Last.fm's own but "not found", and UpstreamFault
    for what is no answer to the question.
    """

    name: str
    parse: Callable[[LastfmResponse, MethodCall], ParsedResponse]
    request_parameters: Mapping[str, str] = MappingProxyType({})


def _arranged(reply: LastfmResponse, question: MethodCall) -> ParsedResponse:
    try:
        answer = _checked(error_parsing.parse_json(reply.status, reply.body), question)
    except UpstreamError as error:
        if error.status != _NOT_FOUND:
            raise
        body = response_mapper.to_json({"error": error.code, "message": error.message})
        return ParsedResponse(LastfmResponse(_NOT_FOUND, "", body), found=False)
    arranged = response_mapper.map_response(answer, question.method.answer)
    return ParsedResponse(LastfmResponse(200, "", response_mapper.to_json(arranged)))


def _json(reply: LastfmResponse, question: MethodCall) -> ParsedResponse:
    return _verbatim(reply, question, error_parsing.parse_json)


def _xml(reply: LastfmResponse, question: MethodCall) -> ParsedResponse:
    from lastfm_gateway.lastfm.xml_errors import parse_xml  # noqa: PLC0415 (only XML needs a parser)

    ends = question.clock() + LONGEST_READING

    def read(status: int, body: bytes) -> dict[str, Any]:
        return parse_xml(status, body, lambda: question.clock() > ends)

    return _verbatim(reply, question, read)


def _verbatim(
    reply: LastfmResponse, question: MethodCall, read: Callable[[int, bytes], dict[str, Any]]
) -> ParsedResponse:
    if not _is_text(reply.body):
        raise UpstreamFault("Operation failed - Last.fm's answer is not UTF-8")
    try:
        _checked(read(reply.status, reply.body), question)
    except UpstreamError as error:
        if error.status == _NOT_FOUND:
            return ParsedResponse(reply, found=False)
        error.reply = reply if len(reply.body) <= _LONGEST_ERROR else None
        raise
    except EmptyAnswer as error:
        error.reply = reply
        raise
    return ParsedResponse(reply)


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _checked(answer: dict[str, Any], question: MethodCall) -> dict[str, Any]:
    """Return an answer if it is one to the question."""
    promised = question.method.answer.keys()
    if promised and not answer:
        raise EmptyAnswer
    if promised and not promised & answer.keys():
        raise UpstreamFault("Operation failed - Last.fm answered something else")
    user = question.parameters.get("user")
    if user is not None and not error_parsing.is_about(answer, user.strip()):
        raise UpstreamFault("Operation failed - Last.fm answered for another user")
    return answer


ARRANGED: Final = ResponseFormat("rest", _arranged, {"format": "json"})
JSON: Final = ResponseFormat("json", _json, {"format": "json"})
XML: Final = ResponseFormat("xml", _xml)
