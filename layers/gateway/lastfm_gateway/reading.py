"""How a call is asked and what is made of the reply: one dialect for each face and format.

The REST families ask for JSON and put its lists right; the web service's answers go through as
they came, in JSON or XML, once it is clear that they are answers.
"""

import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from lastfm_gateway.catalogue.method import Method
from lastfm_gateway.core import mapper, verdict
from lastfm_gateway.core.reply import Reading, Reply
from lastfm_gateway.errors import EmptyAnswer, UpstreamError, UpstreamFault

_NOT_FOUND: Final = 404

#: Bytes of an error's body that are passed on, and kept for those who wait for the same answer.
_LONGEST_ERROR: Final = 10_000

#: The longest that an answer in XML is read, in seconds. 5 MB take a fraction of one.
LONGEST_READING: Final = 4.0


class Question(NamedTuple):
    """What was asked: the method, and its parameters as they were sent."""

    method: Method
    parameters: Mapping[str, str]


class Dialect(NamedTuple):
    """The parameters that ask for a format, and how a reply is read.

    `read` raises UpstreamError for an error of Last.fm's own but "not found", and UpstreamFault
    for what is no answer to the question.
    """

    name: str
    read: Callable[[Reply, Question], Reading]
    asks: Mapping[str, str] = MappingProxyType({})


def _arranged(reply: Reply, question: Question) -> Reading:
    try:
        answer = _checked(verdict.read_body(reply.status, reply.body), question)
    except UpstreamError as error:
        if error.status != _NOT_FOUND:
            raise
        body = mapper.to_json({"error": error.code, "message": error.message})
        return Reading(Reply(_NOT_FOUND, "", body), found=False)
    arranged = mapper.arrange(answer, question.method.answer)
    return Reading(Reply(200, "", mapper.to_json(arranged)))


def _json(reply: Reply, question: Question) -> Reading:
    return _verbatim(reply, question, verdict.read_body)


def _xml(reply: Reply, question: Question) -> Reading:
    from lastfm_gateway.core.xml_verdict import read_xml  # noqa: PLC0415 (only XML needs a parser)

    ends = time.monotonic() + LONGEST_READING

    def read(status: int, body: bytes) -> dict[str, Any]:
        return read_xml(status, body, lambda: time.monotonic() > ends)

    return _verbatim(reply, question, read)


def _verbatim(
    reply: Reply, question: Question, read: Callable[[int, bytes], dict[str, Any]]
) -> Reading:
    if not _is_text(reply.body):
        raise UpstreamFault("Operation failed - Last.fm's answer is not UTF-8")
    try:
        _checked(read(reply.status, reply.body), question)
    except UpstreamError as error:
        if error.status == _NOT_FOUND:
            return Reading(reply, found=False)
        error.reply = reply if len(reply.body) <= _LONGEST_ERROR else None
        raise
    except EmptyAnswer as error:
        error.reply = reply
        raise
    return Reading(reply)


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _checked(answer: dict[str, Any], question: Question) -> dict[str, Any]:
    """Return an answer if it is one to the question."""
    promised = question.method.answer.keys()
    if promised and not answer:
        raise EmptyAnswer
    if promised and not promised & answer.keys():
        raise UpstreamFault("Operation failed - Last.fm answered something else")
    user = question.parameters.get("user")
    if user is not None and not verdict.is_about(answer, user.strip()):
        raise UpstreamFault("Operation failed - Last.fm answered for another user")
    return answer


ARRANGED: Final = Dialect("rest", _arranged, {"format": "json"})
JSON: Final = Dialect("json", _json, {"format": "json"})
XML: Final = Dialect("xml", _xml)
