"""The answer to scrobbles that were queued."""

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


def test_rows_come_in_the_order_of_their_numbers() -> None:
    """`[10]` follows `[9]`, though it sorts before it as text; one without a number is a row."""
    assert [row["track"] for row in scrobbles_of(TWELVE)] == [f"<{number}>" for number in range(12)]
    assert scrobbles_of({"artist": "a", "track": "t", "timestamp": "1", "sk": "s"}) == [
        {"artist": "a", "track": "t", "timestamp": "1"}
    ]


@pytest.mark.parametrize(("dialect", "status"), [(MAPPED_JSON, 202), (JSON, 200)])
def test_the_json_tells_accepted_from_queued(dialect: ResponseFormat, status: int) -> None:
    """Accepted is what clients look for; queued says that nothing of it is delivered yet."""
    told = render(scrobbles_of(TWELVE), dialect)
    answer = json.loads(told.body)["scrobbles"]
    assert told.status == status
    assert answer["@attr"] == {"accepted": 12, "ignored": 0, "queued": 12}
    assert [row["track"]["#text"] for row in answer["scrobble"]] == [f"<{n}>" for n in range(12)]


def test_a_single_one_is_a_list_for_rest_only() -> None:
    """Last.fm's own JSON collapses a list of one, and the web service's clients know it so."""
    one = [{"artist": "a", "track": "t", "timestamp": "1"}]
    assert isinstance(json.loads(render(one, MAPPED_JSON).body)["scrobbles"]["scrobble"], list)
    assert isinstance(json.loads(render(one, JSON).body)["scrobbles"]["scrobble"], dict)


def test_the_xml_is_well_formed() -> None:
    """Names with markup in them are text, and the counts are attributes."""
    document = ET.fromstring(render(scrobbles_of(TWELVE), XML).body)  # noqa: S314 (made here)
    assert document.attrib == {"status": "ok"}
    assert document[0].attrib == {"accepted": "12", "ignored": "0", "queued": "12"}
    assert document[0][3].findtext("track") == "<3>"
    assert document[0][3].findtext("artist") == "A & B"


@pytest.mark.parametrize("dialect", [MAPPED_JSON, JSON], ids=["REST", "JSON"])
def test_a_queued_scrobble_reads_as_one_that_was_not_ignored(dialect: ResponseFormat) -> None:
    """Clients drop or resend a scrobble whose `ignoredMessage` has a code other than "0"."""
    answer = json.loads(render(scrobbles_of(TWELVE), dialect).body)["scrobbles"]["scrobble"]
    assert [row["ignoredMessage"] for row in answer] == [{"code": "0", "#text": ""}] * 12


def test_a_queued_scrobble_in_xml_was_not_ignored() -> None:
    """The XML has the same code 0, without a text, for each of them."""
    document = ET.fromstring(render(scrobbles_of(TWELVE), XML).body)  # noqa: S314 (made here)
    messages = document.findall("./scrobbles/scrobble/ignoredMessage")
    assert [(message.attrib, message.text) for message in messages] == [({"code": "0"}, None)] * 12
