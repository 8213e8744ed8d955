"""The global and national charts: chart.* and geo.*."""

from local.simulator import chance
from local.simulator.artists import ARTISTS
from local.simulator.entities import Artist, Track
from local.simulator.errors import ApiError
from local.simulator.method import Call, Method
from local.simulator.paging import page_of
from local.simulator.parts import (
    NO_PICTURE,
    TO_EXTRALARGE,
    TO_MEGA,
    artist_reference,
    images,
    streamable,
    tag_url,
)
from local.simulator.taggings import counted_tags
from local.simulator.tree import Tree, Value

COUNTRIES = {country.casefold(): country for _, country, _, _ in ARTISTS}
_LEAST, _SPREAD, _PERCENT = 2, 19, 100


def get_top_artists(call: Call) -> Tree:
    """Answer chart.getTopArtists."""
    page = page_of(call)
    ranked = call.popularity.ranked_artists(call.world.catalogue.artists)
    artists: list[Value] = [
        {
            "name": artist.name,
            "playcount": str(call.popularity.playcount(artist.tracks)),
            "listeners": str(call.popularity.listeners(artist.tracks)),
            "mbid": artist.mbid,
            "url": artist.url,
            "streamable": "0",
            "image": images(NO_PICTURE, TO_MEGA),
        }
        for artist in page.cut(ranked)
    ]
    return {"artists": {"artist": artists, "@attr": page.older(len(ranked))}}


def get_top_tracks(call: Call) -> Tree:
    """Answer chart.getTopTracks."""
    page = page_of(call)
    ranked = call.popularity.ranked_tracks(call.world.catalogue.tracks)
    tracks: list[Value] = [
        {
            "name": track.name,
            "duration": str(track.seconds),
            "playcount": str(call.popularity.playcount([track])),
            "listeners": str(call.popularity.listeners([track])),
            "mbid": track.mbid,
            "url": track.url,
            "streamable": streamable(),
            "artist": artist_reference(track.artist),
            "image": images(NO_PICTURE, TO_EXTRALARGE),
        }
        for track in page.cut(ranked)
    ]
    return {"tracks": {"track": tracks, "@attr": page.older(len(ranked))}}


def get_top_tags(call: Call) -> Tree:
    """Answer chart.getTopTags."""
    page, ranked = page_of(call), counted_tags(call.world)
    tags: list[Value] = [
        {
            "name": tag.name,
            "url": tag_url(tag.name),
            "reach": str(tag.reach),
            "taggings": str(tag.taggings),
            "streamable": "1",
            "wiki": {},
        }
        for tag in page.cut(ranked)
    ]
    return {"tags": {"tag": tags, "@attr": page.older(len(ranked))}}


def country_artists(call: Call) -> Tree:
    """Answer geo.getTopArtists: the same artists everywhere, with a share of their listeners."""
    page, country = page_of(call), _country(call)
    ranked = sorted(
        ((_listeners(call, country, a), a) for a in call.world.catalogue.artists),
        key=lambda pair: (-pair[0], pair[1].name),
    )
    artists: list[Value] = [
        {
            "name": artist.name,
            "listeners": str(listeners),
            "mbid": artist.mbid,
            "url": artist.url,
            "streamable": "0",
            "image": images(NO_PICTURE, TO_MEGA),
        }
        for listeners, artist in page.cut(ranked)
    ]
    attributes = page.older(len(ranked), country=country)
    return {"topartists": {"artist": artists, "@attr": attributes}}


def country_tracks(call: Call) -> Tree:
    """Answer geo.getTopTracks, whose ranks start at 0."""
    page, country = page_of(call), _country(call)
    ranked = sorted(
        ((_listeners(call, country, t), t) for t in call.world.catalogue.tracks),
        key=lambda pair: (-pair[0], pair[1].name, pair[1].artist.name),
    )
    tracks: list[Value] = [
        {
            "name": track.name,
            "duration": str(track.seconds),
            "listeners": str(listeners),
            "mbid": track.mbid,
            "url": track.url,
            "streamable": streamable(),
            "artist": artist_reference(track.artist),
            "image": images(NO_PICTURE, TO_EXTRALARGE),
            "@attr": {"rank": str(rank)},
        }
        for rank, (listeners, track) in enumerate(page.cut(ranked), page.offset)
    ]
    return {"tracks": {"track": tracks, "@attr": page.older(len(ranked), country=country)}}


def _country(call: Call) -> str:
    country = COUNTRIES.get(call.get("country").casefold())
    if country is None:
        raise ApiError(6, "country param invalid")
    return country


def _listeners(call: Call, country: str, item: Artist | Track) -> int:
    share = _LEAST + chance.number("country", country, item.url) % _SPREAD
    tracks = item.tracks if isinstance(item, Artist) else [item]
    return call.popularity.listeners(tracks) * share // _PERCENT


METHODS = (
    Method("chart.getTopArtists", get_top_artists),
    Method("chart.getTopTracks", get_top_tracks),
    Method("chart.getTopTags", get_top_tags),
    Method("geo.getTopArtists", country_artists, ("country",)),
    Method("geo.getTopTracks", country_tracks, ("country",)),
)
