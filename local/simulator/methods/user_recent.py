"""A user's scrobbles: user.getRecentTracks and user.getTrackScrobbles."""

from local.simulator.entities import Track
from local.simulator.errors import ApiError
from local.simulator.finders import person_of, track_of
from local.simulator.method import Call, Method
from local.simulator.paging import Page, moment, page_of
from local.simulator.parts import NO_PICTURE, TO_EXTRALARGE, images_newer, picture_of, written
from local.simulator.people import Person
from local.simulator.scrobbles import Scrobble
from local.simulator.tree import Tree
from local.simulator.world import Row


def _visible_person(call: Call) -> Person:
    person = person_of(call)
    if person.hidden and call.caller is not person:
        raise ApiError(17)
    return person


def get_recent_tracks(call: Call) -> Tree:
    """Answer user.getRecentTracks, from <= uts < to, after the track that is playing now."""
    person, page = _visible_person(call), page_of(call)
    start, end = moment(call, "from"), moment(call, "to")
    history = call.world.histories[person.name]
    on_page = history.page((start, end), call.now, page.offset, page.size)
    items = [_item(call, person, scrobble) for scrobble in on_page]
    playing = call.world.playing.get(person.name)
    if playing is not None:
        items.insert(0, _now_playing(call, person, playing))
    total = history.size(start, end, call.now)
    return _answer("recenttracks", page, total, person, items)


def get_track_scrobbles(call: Call) -> Tree:
    """Answer user.getTrackScrobbles: every play of one track, newest first."""
    person, page = _visible_person(call), page_of(call)
    track, start, end = track_of(call), moment(call, "from"), moment(call, "to")
    history = call.world.histories[person.name]
    found = [s for s in history.scrobbles(start, end, call.now) if s[1] is track]
    items = [_item(call, person, scrobble) for scrobble in page.cut(found)]
    return _answer("trackscrobbles", page, len(found), person, items)


def _answer(root: str, page: Page, total: int, person: Person, items: list[Tree]) -> Tree:
    return {root: {"@attr": page.newer(total, person.name), "track": items}}


def _now_playing(call: Call, person: Person, track: Track) -> Tree:
    before, after = _row(call, person, track)
    return {"@attr": {"nowplaying": "true"}, **before, **after}


def _item(call: Call, person: Person, scrobble: Scrobble) -> Tree:
    uts, track = scrobble
    before, after = _row(call, person, track)
    return {**before, "date": {"uts": str(uts), "#text": written(uts)}, **after}


def _row(call: Call, person: Person, track: Track) -> Row:
    """Describe a track once; extended=1 adds the artist's details and `loved`."""
    loved = str(int(track in call.world.loved[person.name])) if call.flag("extended") else None
    row = call.world.rows.get((track, loved))
    if row is None:
        row = call.world.rows[track, loved] = _describe(track, loved)
    return row


def _describe(track: Track, loved: str | None) -> Row:
    album = track.album
    before: Tree = {
        "artist": _artist(track) if loved is None else _extended_artist(track),
        "album": {"mbid": album.mbid if album else "", "#text": album.name if album else ""},
        "image": images_newer(picture_of(track), TO_EXTRALARGE),
        "streamable": "0",
        **({} if loved is None else {"loved": loved}),
    }
    return before, {"url": track.url, "name": track.name, "mbid": track.mbid}


def _artist(track: Track) -> Tree:
    return {"mbid": track.artist.mbid, "#text": track.artist.name}


def _extended_artist(track: Track) -> Tree:
    return {
        "url": track.artist.url,
        "mbid": track.artist.mbid,
        "image": images_newer(NO_PICTURE, TO_EXTRALARGE),
        "name": track.artist.name,
    }


_HISTORY = ("user", "artist", "track")
METHODS = (
    Method("user.getRecentTracks", get_recent_tracks, ("user",), newer=True),
    Method("user.getTrackScrobbles", get_track_scrobbles, _HISTORY, newer=True),
)
