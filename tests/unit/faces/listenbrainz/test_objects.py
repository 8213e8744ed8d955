"""Ids of recordings, pages of loved tracks, and metadata."""

from lastfm_gateway.faces.listenbrainz.loved import pages_of
from lastfm_gateway.faces.listenbrainz.objects import track_metadata
from lastfm_gateway.faces.listenbrainz.recording import Recording


def test_msid_never_changes() -> None:
    """Clients store it: the same names in any case have the same id for ever."""
    known = Recording("Mogwai", "Drive", "Album").msid
    assert known == Recording("MOGWAI", " drive", "album").msid
    assert known == "d3dfde5d-6a4f-56dc-935f-9c519f38ea72"
    assert known != Recording("Mogwai", "Drive").msid


def test_offset_between_pages_needs_two() -> None:
    """Together the parts are the wanted items, and no more."""
    items = list(range(20))
    for offset in range(12):
        shown = [
            item
            for page, part in pages_of(offset, 5)
            for item in items[(page - 1) * 5 : page * 5][part]
        ]
        assert shown == items[offset : offset + 5]
    assert len(list(pages_of(10, 5))) == 1


def test_metadata_has_every_key_that_strict_clients_need() -> None:
    """The album is there even if it is unknown, and no mapping without ids."""
    assert track_metadata(Recording("a", "t"), 244) == {
        "artist_name": "a",
        "track_name": "t",
        "release_name": "",
        "additional_info": {
            "submission_client": "Last.fm",
            "recording_msid": Recording("a", "t").msid,
            "duration_ms": 244_000,
        },
    }
    assert "duration_ms" not in track_metadata(Recording("a", "t"))["additional_info"]
