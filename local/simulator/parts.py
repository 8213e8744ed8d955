"""Common parts of responses: images, dates, references."""

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
    """Return the first `sizes` images of a picture, in the style of older methods."""
    address = "https://lastfm.freetls.fastly.net/i/u"
    return [
        {"#text": f"{address}/{folder}/{picture or NO_PICTURE}.png", "size": size}
        for size, folder in _SIZES[:sizes]
    ]


def images_newer(picture: str, sizes: int) -> list[Tree]:
    """Return the same in the style of newer methods: size first."""
    return [{"size": i["size"], "#text": i["#text"]} for i in images(picture, sizes)]


def picture_of(track: Track) -> str:
    """Return the picture of the track's album."""
    return track.album.picture if track.album else NO_PICTURE


def artist_reference(artist: Artist) -> Tree:
    """Return a reference to an artist in the style of older methods."""
    return {"name": artist.name, "mbid": artist.mbid, "url": artist.url}


def artist_reference_newer(artist: Artist) -> Tree:
    """Return a reference to an artist in the style of newer methods."""
    return {"url": artist.url, "name": artist.name, "mbid": artist.mbid}


def named(item: Artist | Album | Track) -> dict[str, str]:
    """Return an item's name, and its mbid if it has one."""
    return {"name": item.name, "mbid": item.mbid} if item.mbid else {"name": item.name}


def tags(names: tuple[str, ...] | list[str]) -> list[Tree]:
    """Return references to tags."""
    return [{"name": name, "url": tag_url(name)} for name in names]


def tag_url(name: str) -> str:
    """Return the URL of a tag's page."""
    return f"https://www.last.fm/tag/{slug(name)}"


def streamable() -> Tree:
    """Return `streamable`, which is 0 for every track."""
    return {"#text": "0", "fulltrack": "0"}


def written(uts: int, pattern: str = "%d %b %Y, %H:%M") -> str:
    """Format a time in UTC."""
    return datetime.fromtimestamp(uts, UTC).strftime(pattern)


def wiki(text: str, url: str, lang: str, published: int) -> Tree:
    """Return a wiki text and its summary; the language appears as a prefix only."""
    start = f"[{lang}] {text}" if lang else text
    more = f'<a href="{url}">Read more on Last.fm</a>'
    return {
        "published": written(published),
        "summary": f"{start} {more}.",
        "content": f"{start} It exists for tests alone. {more}. The text is free to use.",
    }


def streamable_newer() -> Tree:
    """Return the same in the style of newer methods: text last."""
    return {"fulltrack": "0", "#text": "0"}


def portrait(name: str) -> str:
    """Return the hash in a user's image URLs."""
    return chance.hexadecimal("portrait", name)
