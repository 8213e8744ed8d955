"""The parts that answers have in common: pictures, dates, references."""

from datetime import UTC, datetime

from local.simulator import chance
from local.simulator.entities import Album, Artist, Track, slug
from local.simulator.tree import Tree

NO_PICTURE = "2a96cbd8b46e442fc41c2b86b821562f"
_SIZES = (
    ("small", "34s"),
    ("medium", "64s"),
    ("large", "174s"),
    ("extralarge", "300x300"),
    ("mega", "300x300"),
    ("", "300x300"),
)
TO_LARGE, TO_EXTRALARGE, TO_MEGA, ALL_SIZES = 3, 4, 5, 6


def images(picture: str, sizes: int) -> list[Tree]:
    """Give the first sizes of a picture, as older methods write them."""
    address = "https://lastfm.freetls.fastly.net/i/u"
    return [
        {"#text": f"{address}/{folder}/{picture or NO_PICTURE}.png", "size": size}
        for size, folder in _SIZES[:sizes]
    ]


def images_newer(picture: str, sizes: int) -> list[Tree]:
    """Give the same as newer methods write it: the size first."""
    return [{"size": i["size"], "#text": i["#text"]} for i in images(picture, sizes)]


def picture_of(track: Track) -> str:
    """Give a track's picture: its album's."""
    return track.album.picture if track.album else NO_PICTURE


def artist_reference(artist: Artist) -> Tree:
    """Refer to an artist as older methods do."""
    return {"name": artist.name, "mbid": artist.mbid, "url": artist.url}


def artist_reference_newer(artist: Artist) -> Tree:
    """Refer to an artist as newer methods do."""
    return {"url": artist.url, "name": artist.name, "mbid": artist.mbid}


def named(item: Artist | Album | Track) -> dict[str, str]:
    """Give a name with its mbid, without the latter where there is none."""
    return {"name": item.name, "mbid": item.mbid} if item.mbid else {"name": item.name}


def tags(names: tuple[str, ...] | list[str]) -> list[Tree]:
    """Refer to tags."""
    return [{"name": name, "url": tag_url(name)} for name in names]


def tag_url(name: str) -> str:
    """Give a tag's page."""
    return f"https://www.last.fm/tag/{slug(name)}"


def streamable() -> Tree:
    """Say that a track isn't streamable, which none is."""
    return {"#text": "0", "fulltrack": "0"}


def written(uts: int, pattern: str = "%d %b %Y, %H:%M") -> str:
    """Write a moment in words, UTC."""
    return datetime.fromtimestamp(uts, UTC).strftime(pattern)


def wiki(text: str, url: str, lang: str, published: int) -> Tree:
    """Give a text with its summary, in a language (which is only named, not spoken)."""
    start = f"[{lang}] {text}" if lang else text
    more = f'<a href="{url}">Read more on Last.fm</a>'
    return {
        "published": written(published),
        "summary": f"{start} {more}.",
        "content": f"{start} It exists for tests alone. {more}. The text is free to use.",
    }


def streamable_newer() -> Tree:
    """Say the same as newer methods do: the text last."""
    return {"fulltrack": "0", "#text": "0"}


def portrait(name: str) -> str:
    """Give the hash of a user's picture."""
    return chance.hexadecimal("portrait", name)
