"""The response to queued scrobbles."""

import json
from xml.etree import ElementTree as ET

import pytest

from lastfm_gateway.lastfm.response_formats import JSON, MAPPED_JSON, XML, ResponseFormat
from lastfm_gateway.scrobbling.queued_answer import render, scrobbles_of

TWELVE = {
    f"{name}[{number}]": value
    for number in range(12)
    for name, value in (("artist", "A & B"), ("track", f"<{number}>"), ("timestamp", "1"))
}


def test_scrobbles_are_sorted_by_number() -> None:
    """`[10]` follows `[9]`; parameters without a number are one scrobble."""
    assert [row["track"] for row in scrobbles_of(TWELVE)] == [f"<{number}>" for number in range(12)]
    assert scrobbles_of({"artist": "a", "track": "t", "timestamp": "1", "sk": "s"}) == [
        {"artist": "a", "track": "t", "timestamp": "1"}
    ]


@pytest.mark.parametrize(("dialect", "status"), [(MAPPED_JSON, 202), (JSON, 200)])
def test_json_counts_accepted_and_queued_scrobbles(dialect: ResponseFormat, status: int) -> None:
    """Clients read `accepted`; `queued` says that they are not delivered yet."""
    told = render(scrobbles_of(TWELVE), dialect)
    answer = json.loads(told.body)["scrobbles"]
    assert told.status == status
    assert answer["@attr"] == {"accepted": 12, "ignored": 0, "queued": 12}
    assert [row["track"]["#text"] for row in answer["scrobble"]] == [f"<{n}>" for n in range(12)]


def test_single_scrobble_is_a_list_on_the_rest_face_only() -> None:
    """Last.fm's JSON collapses a list of one, and clients of the web service expect that."""
    one = [{"artist": "a", "track": "t", "timestamp": "1"}]
    assert isinstance(json.loads(render(one, MAPPED_JSON).body)["scrobbles"]["scrobble"], list)
    assert isinstance(json.loads(render(one, JSON).body)["scrobbles"]["scrobble"], dict)


def test_xml_is_well_formed() -> None:
    """Markup in names is escaped, and the counts are attributes."""
    document = ET.fromstring(render(scrobbles_of(TWELVE), XML).body)  # noqa: S314 (made here)
    assert document.attrib == {"status": "ok"}
    assert document[0].attrib == {"accepted": "12", "ignored": "0", "queued": "12"}
    assert document[0][3].findtext("track") == "<3>"
    assert document[0][3].findtext("artist") == "A & B"


@pytest.mark.parametrize("dialect", [MAPPED_JSON, JSON], ids=["REST", "JSON"])
def test_queued_scrobble_is_not_ignored_in_json(dialect: ResponseFormat) -> None:
    """Its `ignoredMessage` has code 0: clients drop or resend scrobbles with any other."""
    answer = json.loads(render(scrobbles_of(TWELVE), dialect).body)["scrobbles"]["scrobble"]
    assert [row["ignoredMessage"] for row in answer] == [{"code": "0", "#text": ""}] * 12


def test_queued_scrobble_is_not_ignored_in_xml() -> None:
    """Each scrobble has code 0 and no text."""
    document = ET.fromstring(render(scrobbles_of(TWELVE), XML).body)  # noqa: S314 (made here)
    messages = document.findall("./scrobbles/scrobble/ignoredMessage")
    assert [(message.attrib, message.text) for message in messages] == [({"code": "0"}, None)] * 12
