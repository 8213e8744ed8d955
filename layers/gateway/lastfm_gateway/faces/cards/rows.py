"""Turns Last.fm's answers into the rows and figures of cards. Pure."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, NamedTuple
from urllib.parse import quote_plus

from lastfm_gateway.errors import UpstreamFault
from lastfm_gateway.faces.cards.model import CardStats, CardTrack, CardUser
from lastfm_gateway.history.recent_tracks import names_of
from lastfm_gateway.lastfm.malformed import malformed_is_upstream_fault
from lastfm_gateway.lastfm.names import fold_name, page_url
from lastfm_gateway.lastfm.pictures import is_image
from lastfm_gateway.methods.freshness import DAY

_USER_URL: Final = "https://www.last.fm/user/"

#: What a top list ranks: its name in the answer, and that of its rows.
_LISTS: Final = {
    "tracks": ("toptracks", "track"),
    "artists": ("topartists", "artist"),
    "albums": ("topalbums", "album"),
}


class CardRow(NamedTuple):
    """A row of a card, and the URL of its picture at Last.fm; "" for none."""

    track: CardTrack
    picture: str


class CardRows(NamedTuple):
    """The rows of an answer, and its user as Last.fm writes the name."""

    user: str
    rows: Sequence[CardRow]


class CardProfile(NamedTuple):
    """A user's name, the URL of their picture at Last.fm, and their figures."""

    user: str
    picture: str
    stats: CardStats


@malformed_is_upstream_fault()
def recent_rows(body: bytes) -> CardRows:
    """Return the rows of user.getRecentTracks. Raises UpstreamFault (502) if malformed."""
    listed = json.loads(body)["recenttracks"]
    return CardRows(str(listed["@attr"]["user"]), _readable(listed["track"], _played))


@malformed_is_upstream_fault()
def top_rows(body: bytes, list_type: str) -> CardRows:
    """Return the rows of a top list. Raises UpstreamFault (502) if malformed."""
    root, rows = _LISTS[list_type]
    listed = json.loads(body)[root]
    ranked = _readable(listed[rows], lambda row: _ranked(row, list_type))
    return CardRows(str(listed["@attr"]["user"]), ranked)


@malformed_is_upstream_fault()
def profile_of(body: bytes, now: float) -> CardProfile:
    """Return the profile in user.getInfo. Raises UpstreamFault (502) if malformed."""
    user = json.loads(body)["user"]
    scrobbles, registered = _number(user, "playcount"), _number(user["registered"], "unixtime")
    days = (now - registered) / DAY if registered else 0
    stats = CardStats(
        scrobbles=scrobbles,
        artists=_number(user, "artist_count"),
        albums=_number(user, "album_count"),
        tracks=_number(user, "track_count"),
        registered=registered,
        per_day=scrobbles / max(days, 1) if scrobbles is not None and registered else None,
    )
    return CardProfile(str(user["name"]), _picture(user.get("image")), stats)


def card_user(name: str, avatar: str = "") -> CardUser:
    """Return whose card it is, with their page at Last.fm."""
    return CardUser(name, _USER_URL + quote_plus(name), avatar)


def distinct(rows: Iterable[CardRow]) -> list[CardRow]:
    """Return the rows without those of a track that is there already."""
    first = dict[tuple[str, str], CardRow]()
    for row in rows:
        first.setdefault((fold_name(row.track.artist), fold_name(row.track.title)), row)
    return list(first.values())


def as_past(track: CardTrack, stored_at: int) -> CardTrack:
    """Return a track of an old answer: what played then is shown as played then."""
    if not track.is_playing:
        return track
    return track._replace(is_playing=False, played_at=stored_at)


def _readable(
    listed: Iterable[Mapping[str, Any]], parse: Callable[[Mapping[str, Any]], CardRow]
) -> list[CardRow]:
    """Return the rows that can be parsed. Raises ValueError if there are rows and none can."""
    rows, skipped = list[CardRow](), 0
    for each in listed:
        skipped += 1
        with suppress(UpstreamFault), malformed_is_upstream_fault():
            rows.append(parse(each))
    if skipped and not rows:
        raise ValueError("all rows are malformed")
    return rows


def _played(row: Mapping[str, Any]) -> CardRow:
    names = names_of(row)
    is_playing = row.get("@attr", {}).get("nowplaying") == "true"
    track = CardTrack(
        title=names.track,
        artist=names.artist,
        album=names.album,
        url=page_url("track", names.artist, names.track),
        is_loved=str(row.get("loved", "0")) == "1",
        is_playing=is_playing,
        played_at=None if is_playing else int(row["date"]["uts"]),
    )
    return CardRow(track, names.image)


def _ranked(row: Mapping[str, Any], list_type: str) -> CardRow:
    name = str(row["name"])
    if list_type == "artists":
        artist, url = "", page_url("artist", name, "")
    else:
        artist = str(row["artist"].get("name") or row["artist"].get("#text", ""))
        url = page_url("album" if list_type == "albums" else "track", artist, name)
    track = CardTrack(title=name, artist=artist, url=url, plays=_number(row, "playcount"))
    return CardRow(track, _picture(row.get("image")))


def _picture(images: Sequence[Mapping[str, Any]] | None) -> str:
    """Return the URL of the first picture that is none of Last.fm's placeholders."""
    urls = (str(image.get("#text", "")) for image in images or ())
    return next((url for url in urls if is_image(url)), "")


def _number(fields: Mapping[str, Any], name: str) -> int | None:
    text = str(fields.get(name, ""))
    return int(text) if text.isascii() and text.isdecimal() else None
