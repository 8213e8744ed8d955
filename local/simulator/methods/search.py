"""The searches: items whose name contains the words, most played first."""

from local.simulator.method import Call, Method
from local.simulator.paging import Page, page_of
from local.simulator.parts import NO_PICTURE, TO_EXTRALARGE, TO_MEGA, images
from local.simulator.tree import Tree, Value

_FEW = 30


def _results(page: Page, kind: str, found: list[Value], total: int, words: str | None) -> Tree:
    terms = {} if words is None else {"searchTerms": words}
    return {
        "results": {
            "opensearch:Query": {
                "#text": "",
                "role": "request",
                **terms,
                "startPage": str(page.number),
            },
            "opensearch:totalResults": str(total),
            "opensearch:startIndex": str(page.offset),
            "opensearch:itemsPerPage": str(page.size),
            f"{kind}matches": {kind: found},
            "@attr": {} if words is None else {"for": words},
        }
    }


def search_artists(call: Call) -> Tree:
    """Answer artist.search."""
    page, words = page_of(call, _FEW), call.get("artist")
    found = call.popularity.ranked_artists(
        a for a in call.world.catalogue.artists if words.casefold() in a.name.casefold()
    )
    items: list[Value] = [
        {
            "name": artist.name,
            "listeners": str(call.popularity.listeners(artist.tracks)),
            "mbid": artist.mbid,
            "url": artist.url,
            "streamable": "0",
            "image": images(NO_PICTURE, TO_MEGA),
        }
        for artist in page.cut(found)
    ]
    return _results(page, "artist", items, len(found), words)


def search_albums(call: Call) -> Tree:
    """Answer album.search."""
    page, words = page_of(call), call.get("album")
    found = call.popularity.ranked_albums(
        album
        for artist in call.world.catalogue.artists
        for album in artist.albums
        if words.casefold() in album.name.casefold()
    )
    items: list[Value] = [
        {
            "name": album.name,
            "artist": album.artist.name,
            "url": album.url,
            "image": images(album.picture, TO_EXTRALARGE),
            "streamable": "0",
            "mbid": album.mbid,
        }
        for album in page.cut(found)
    ]
    return _results(page, "album", items, len(found), words)


def search_tracks(call: Call) -> Tree:
    """Answer track.search, whose response does not repeat the words."""
    page, words, artist = page_of(call, _FEW), call.get("track"), call.get("artist")
    found = call.popularity.ranked_tracks(
        t
        for t in call.world.catalogue.tracks
        if words.casefold() in t.name.casefold() and artist.casefold() in t.artist.name.casefold()
    )
    items: list[Value] = [
        {
            "name": track.name,
            "artist": track.artist.name,
            "url": track.url,
            "streamable": "FIXME",
            "listeners": str(call.popularity.listeners([track])),
            "image": images(NO_PICTURE, TO_EXTRALARGE),
            "mbid": track.mbid,
        }
        for track in page.cut(found)
    ]
    return _results(page, "track", items, len(found), None)


METHODS = (
    Method("artist.search", search_artists, ("artist",)),
    Method("album.search", search_albums, ("album",)),
    Method("track.search", search_tracks, ("track",)),
)
