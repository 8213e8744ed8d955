"""The tag.* methods."""

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
from local.simulator.taggings import (
    counted_tags,
    find_tag,
    tagged_albums,
    tagged_artists,
    tagged_tracks,
)
from local.simulator.tree import Tree, Value
from local.simulator.weeks import weeks

_TOP = 50


def get_info(call: Call) -> Tree:
    """Answer tag.getInfo; an unknown tag has no uses."""
    tag = find_tag(call.world, call.get("tag"))
    name, lang = tag.name if tag else call.get("tag"), call.get("lang")
    text = f"Music that people call {name}." if tag else ""
    start = f"[{lang}] {text}" if lang and text else text
    more = f' <a href="{tag_url(name)}">Read more on Last.fm</a>.'
    return {
        "tag": {
            "name": name,
            "total": tag.taggings if tag else 0,
            "reach": tag.reach if tag else 0,
            "wiki": {"summary": start + more, "content": start},
        }
    }


def get_similar(_call: Call) -> Tree:
    """Answer tag.getSimilar, which is empty for every tag."""
    return {"similartags": {"tag": [], "@attr": {"tag": "n/a"}}}


def get_top_albums(call: Call) -> Tree:
    """Answer tag.getTopAlbums, where an album's URL is its artist's."""
    page, name = page_of(call), call.get("tag")
    ranked = tagged_albums(call.world, name)
    albums: list[Value] = [
        {
            "name": album.name,
            "mbid": album.mbid,
            "url": album.artist.url,
            "artist": artist_reference(album.artist),
            "image": images(album.picture, TO_EXTRALARGE),
            "@attr": {"rank": str(rank)},
        }
        for rank, album in enumerate(page.cut(ranked), page.offset + 1)
    ]
    return {"albums": {"album": albums, "@attr": page.older(len(ranked), tag=name)}}


def get_top_artists(call: Call) -> Tree:
    """Answer tag.getTopArtists."""
    page, name = page_of(call), call.get("tag")
    ranked = tagged_artists(call.world, name)
    artists: list[Value] = [
        {
            "name": artist.name,
            "mbid": artist.mbid,
            "url": artist.url,
            "streamable": "0",
            "image": images(NO_PICTURE, TO_MEGA),
            "@attr": {"rank": str(rank)},
        }
        for rank, artist in enumerate(page.cut(ranked), page.offset + 1)
    ]
    return {"topartists": {"artist": artists, "@attr": page.older(len(ranked), tag=name)}}


def get_top_tracks(call: Call) -> Tree:
    """Answer tag.getTopTracks."""
    page, name = page_of(call), call.get("tag")
    ranked = tagged_tracks(call.world, name)
    tracks: list[Value] = [
        {
            "name": track.name,
            "duration": str(track.seconds),
            "mbid": track.mbid,
            "url": track.url,
            "streamable": streamable(),
            "artist": artist_reference(track.artist),
            "image": images(NO_PICTURE, TO_EXTRALARGE),
            "@attr": {"rank": str(rank)},
        }
        for rank, track in enumerate(page.cut(ranked), page.offset + 1)
    ]
    return {"tracks": {"track": tracks, "@attr": page.older(len(ranked), tag=name)}}


def get_top_tags(call: Call) -> Tree:
    """Answer tag.getTopTags, whose numbers are not strings."""
    offset, size = _number(call, "offset", 0), _number(call, "num_res", _TOP)
    ranked = counted_tags(call.world)
    return {
        "toptags": {
            "@attr": {"offset": offset, "num_res": size, "total": len(ranked)},
            "tag": [
                {"name": tag.name, "count": tag.taggings, "reach": tag.reach}
                for tag in ranked[offset : offset + size]
            ],
        }
    }


def _number(call: Call, name: str, default: int) -> int:
    text = call.get(name)
    return int(text) if text.isdecimal() else default


def get_weekly_chart_list(call: Call) -> Tree:
    """Answer tag.getWeeklyChartList, the same for every tag."""
    return {"weeklychartlist": {"chart": weeks(call.now), "@attr": {"tag": call.get("tag")}}}


METHODS = (
    Method("tag.getInfo", get_info, ("tag",)),
    Method("tag.getSimilar", get_similar, ("tag",)),
    Method("tag.getTopAlbums", get_top_albums, ("tag",)),
    Method("tag.getTopArtists", get_top_artists, ("tag",)),
    Method("tag.getTopTracks", get_top_tracks, ("tag",)),
    Method("tag.getTopTags", get_top_tags),
    Method("tag.getWeeklyChartList", get_weekly_chart_list, ("tag",)),
)
