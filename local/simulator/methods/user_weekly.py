"""The weekly charts: of the last full week, or of `from` and `to`."""

from local.simulator.entities import Track
from local.simulator.errors import ApiError
from local.simulator.finders import person_of
from local.simulator.method import Call, Method
from local.simulator.paging import MOST, limit_of, moment
from local.simulator.parts import NO_PICTURE, TO_LARGE, images_newer
from local.simulator.tops import top_albums, top_artists, top_tracks
from local.simulator.tree import Tree, Value
from local.simulator.weeks import last_week, weeks


def _played(call: Call) -> tuple[list[Track], Tree]:
    """Return the tracks played with from <= uts < to, and the chart's attributes."""
    start, end = moment(call, "from"), moment(call, "to")
    if (start is None) != (end is None):
        raise ApiError(6, "from and to must be given together")
    if start is None or end is None:
        start, end = last_week(call.now)
    person = person_of(call)
    played = call.world.histories[person.name].tracks(start, end, call.now)
    return played, {"user": person.name, "from": str(start), "to": str(end)}


def get_artists(call: Call) -> Tree:
    """Answer user.getWeeklyArtistChart."""
    played, attributes = _played(call)
    artists: list[Value] = [
        {
            "@attr": {"rank": str(rank)},
            "mbid": artist.mbid,
            "playcount": str(plays),
            "name": artist.name,
            "url": artist.url,
        }
        for rank, (artist, plays) in enumerate(top_artists(played)[: limit_of(call, MOST)], 1)
    ]
    return {"weeklyartistchart": {"artist": artists, "@attr": attributes}}


def get_albums(call: Call) -> Tree:
    """Answer user.getWeeklyAlbumChart."""
    played, attributes = _played(call)
    albums: list[Value] = [
        {
            "artist": {"mbid": album.artist.mbid, "#text": album.artist.name},
            "@attr": {"rank": str(rank)},
            "mbid": album.mbid,
            "playcount": str(plays),
            "name": album.name,
            "url": album.url,
        }
        for rank, (album, plays) in enumerate(top_albums(played)[: limit_of(call, MOST)], 1)
    ]
    return {"weeklyalbumchart": {"album": albums, "@attr": attributes}}


def get_tracks(call: Call) -> Tree:
    """Answer user.getWeeklyTrackChart."""
    played, attributes = _played(call)
    tracks: list[Value] = [
        {
            "artist": {"mbid": track.artist.mbid, "#text": track.artist.name},
            "@attr": {"rank": str(rank)},
            "mbid": track.mbid,
            "url": track.url,
            "image": images_newer(NO_PICTURE, TO_LARGE),
            "name": track.name,
            "playcount": str(plays),
        }
        for rank, (track, plays) in enumerate(top_tracks(played)[: limit_of(call, MOST)], 1)
    ]
    return {"weeklytrackchart": {"@attr": attributes, "track": tracks}}


def get_list(call: Call) -> Tree:
    """Answer user.getWeeklyChartList: all weeks since the first chart."""
    attributes = {"user": person_of(call).name}
    return {"weeklychartlist": {"chart": weeks(call.now), "@attr": attributes}}


METHODS = (
    Method("user.getWeeklyArtistChart", get_artists, ("user",), newer=True),
    Method("user.getWeeklyAlbumChart", get_albums, ("user",), newer=True),
    Method("user.getWeeklyTrackChart", get_tracks, ("user",), newer=True),
    Method("user.getWeeklyChartList", get_list, ("user",), newer=True),
)
