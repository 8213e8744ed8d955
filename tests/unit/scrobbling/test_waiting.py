"""What changes about scrobbles while they wait."""

import pytest

from lastfm_gateway.scrobbling.waiting import is_daily_limit_reached, without_expired

NOW = 1_800_000_000
OLD, NEW = str(NOW - 14 * 86_400 - 1), str(NOW - 14 * 86_400)


@pytest.mark.parametrize(
    ("body", "reached"),
    [
        (b'{"scrobbles":{"scrobble":[{"ignoredMessage":{"code":"0"}},', False),
        (b'{"ignoredMessage":{"code":"5","#text":""}}', True),
        (b'{"ignoredMessage": {"#text": "Daily limit", "code": 5}}', True),
        (b'{"ignoredMessage":{"code":"51"}}', False),
        (b'{"track":{"#text":"ignoredMessage code 5"},"ignoredMessage":{"code":"0"}}', False),
        (b'{"ignoredMessage":{"code":"1"},"x":{"code":"5"}}', False),
        (b'<scrobble><ignoredMessage code="5">Daily</ignoredMessage></scrobble>', True),
        (b'<scrobble><ignoredMessage code="0"/></scrobble>', False),
    ],
)
def test_daily_limit_is_found_in_every_form(body: bytes, *, reached: bool) -> None:
    """In JSON with the code as a text or a number, and in XML; in no name."""
    assert is_daily_limit_reached(body) is reached


def test_expired_scrobbles_are_left_out_and_the_rest_numbered_anew() -> None:
    """Session and other parameters stay."""
    sent = {"sk": "s", "format": "json"}
    for place, at in enumerate((OLD, NEW, OLD, NEW)):
        sent |= {
            f"artist[{place}]": "a",
            f"track[{place}]": f"t{place}",
            f"timestamp[{place}]": at,
        }
    kept, dropped = without_expired(sent, NOW)
    assert dropped == 2
    assert kept == {
        "sk": "s",
        "format": "json",
        "artist[0]": "a",
        "track[0]": "t1",
        "timestamp[0]": NEW,
        "artist[1]": "a",
        "track[1]": "t3",
        "timestamp[1]": NEW,
    }


def test_nothing_changes_while_nothing_is_expired() -> None:
    """A single scrobble needs no number. One with an unreadable time is left to Last.fm."""
    for at in (NEW, "soon", ""):
        sent = {"artist": "a", "track": "t", "timestamp": at, "sk": "s"}
        assert without_expired(sent, NOW) == (sent, 0)
    assert without_expired({"artist": "a", "track": "t", "timestamp": OLD, "sk": "s"}, NOW) == (
        {"sk": "s"},
        1,
    )
