"""The artist.* methods except search, tagging and corrections."""

from local.simulator import similar
from local.simulator.entities import Artist, slug
from local.simulator.errors import NOT_FOUND, ApiError
from local.simulator.finders import artist_of, viewer_of
from local.simulator.method import Call, Method
from local.simulator.paging import limit_of, page_of
from local.simulator.parts import (
    ALL_SIZES,
    NO_PICTURE,
    TO_EXTRALARGE,
    artist_reference,
    images,
    named,
    tags,
    wiki,
)
from local.simulator.tree import Tree, Value

_SIMILAR_IN_INFO, _TAGS_IN_INFO, _SIMILAR = 5, 5, 100


def get_info(call: Call) -> Tree:
    """Answer artist.getInfo; unlike other older methods, an unknown artist is 404."""
    try:
        artist = artist_of(call)
    except ApiError as error:
        raise ApiError(error.code, error.message, status=NOT_FOUND, links=True) from None
    stats = {
        "listeners": str(call.popularity.listeners(artist.tracks)),
        "playcount": str(call.popularity.playcount(artist.tracks)),
    }
    person = viewer_of(call)
    if person is not None:
        stats["userplaycount"] = str(call.popularity.userplaycount(person, artist.tracks))
    alike = similar.artists(call.world.catalogue, artist)[:_SIMILAR_IN_INFO]
    return {
        "artist": {
            **named(artist),
            "url": artist.url,
            "image": images(NO_PICTURE, ALL_SIZES),
            "streamable": "0",
            "ontour": "0",
            "stats": stats,
            "similar": {"artist": [_neighbour(other) for other, _ in alike]},
            "tags": {"tag": tags(artist.tags[:_TAGS_IN_INFO])},
            "bio": _biography(artist, call.get("lang")),
        }
    }


def _neighbour(artist: Artist) -> Tree:
    return {"name": artist.name, "url": artist.url, "image": images(NO_PICTURE, ALL_SIZES)}


def _biography(artist: Artist, lang: str) -> Tree:
    link = {
        "#text": "",
        "rel": "original",
        "href": f"https://last.fm/music/{slug(artist.name)}/+wiki",
    }
    text = f"{artist.name} is an artist of the simulator's catalogue."
    return {"links": {"link": link}, **wiki(text, artist.url, lang, artist.described)}


def get_similar(call: Call) -> Tree:
    """Answer artist.getSimilar."""
    artist = artist_of(call)
    alike = similar.artists(call.world.catalogue, artist)[: limit_of(call, _SIMILAR)]
    return {
        "similarartists": {
            "artist": [
                {
                    **named(other),
                    "match": f"{match:.6g}",
                    "url": other.url,
                    "image": images(NO_PICTURE, ALL_SIZES),
                    "streamable": "0",
                }
                for other, match in alike
            ],
            "@attr": {"artist": artist.name},
        }
    }


def get_top_albums(call: Call) -> Tree:
    """Answer artist.getTopAlbums."""
    artist, page = artist_of(call), page_of(call)
    ranked = call.popularity.ranked_albums(artist.albums)
    albums: list[Value] = [
        {
            "name": album.name,
            "playcount": call.popularity.playcount(album.tracks),
            "mbid": album.mbid,
            "url": album.url,
            "artist": artist_reference(artist),
            "image": images(album.picture, TO_EXTRALARGE),
        }
        for album in page.cut(ranked)
    ]
    return {"topalbums": {"album": albums, "@attr": page.older(len(ranked), artist=artist.name)}}


def get_top_tracks(call: Call) -> Tree:
    """Answer artist.getTopTracks."""
    artist, page = artist_of(call), page_of(call)
    ranked = call.popularity.ranked_tracks(artist.tracks)
    tracks: list[Value] = [
        {
            "name": track.name,
            "playcount": str(call.popularity.playcount([track])),
            "listeners": str(call.popularity.listeners([track])),
            "mbid": track.mbid,
            "url": track.url,
            "streamable": "0",
            "artist": artist_reference(artist),
            "image": images(NO_PICTURE, TO_EXTRALARGE),
            "@attr": {"rank": str(rank)},
        }
        for rank, track in enumerate(page.cut(ranked), page.offset + 1)
    ]
    return {"toptracks": {"track": tracks, "@attr": page.older(len(ranked), artist=artist.name)}}


METHODS = (
    Method("artist.getInfo", get_info, ("artist|mbid",)),
    Method("artist.getSimilar", get_similar, ("artist|mbid",)),
    Method("artist.getTopAlbums", get_top_albums, ("artist|mbid",)),
    Method("artist.getTopTracks", get_top_tracks, ("artist|mbid",)),
)
