"""Response shapes: the source of the response mapper's list paths and of the OpenAPI schemas.

A dict is an object, a list with one shape is an array, a string is a scalar, `Nullable` is an
object or null, `{}` is any object. No key is guaranteed: Last.fm omits what it does not know.
"""

from typing import Final, NamedTuple

type Shape = dict[str, Shape] | list[Shape] | Nullable | str


class Nullable(NamedTuple):
    """An object that may be null."""

    shape: dict[str, Shape]


TEXT: Final = "text"
NUMBER: Final = "number"
FLAG: Final = "true or false"
MAYBE_TEXT: Final = "text or null"
MAYBE_NUMBER: Final = "number or null"
SCALAR: Final = "scalar"  # text in some of Last.fm's responses, a number in others

IMAGES: Final[Shape] = [{"#text": TEXT, "size": TEXT}]
STREAMABLE: Final[Shape] = {"#text": TEXT, "fulltrack": TEXT}
RANK: Final[Shape] = {"rank": SCALAR}
NAMED: Final[dict[str, Shape]] = {"name": TEXT, "mbid": TEXT, "url": TEXT}
TAG: Final[dict[str, Shape]] = {"name": TEXT, "url": TEXT, "count": SCALAR}
TAGS: Final[Shape] = {"tag": [TAG]}
WIKI: Final[Shape] = {"published": TEXT, "summary": TEXT, "content": TEXT}

ARTIST: Final[dict[str, Shape]] = {
    **NAMED,
    "image": IMAGES,
    "listeners": SCALAR,
    "playcount": SCALAR,
    "streamable": TEXT,
}
ALBUM: Final[dict[str, Shape]] = {
    **NAMED,
    "artist": NAMED,
    "image": IMAGES,
    "listeners": SCALAR,
    "playcount": SCALAR,
}
TRACK: Final[dict[str, Shape]] = {
    **NAMED,
    "artist": NAMED,
    "image": IMAGES,
    "duration": SCALAR,
    "listeners": SCALAR,
    "playcount": SCALAR,
}
PAGE: Final[dict[str, Shape]] = {
    "page": TEXT,
    "perPage": TEXT,
    "totalPages": TEXT,
    "total": TEXT,
}
SESSION: Final[dict[str, Shape]] = {"session": {"name": TEXT, "key": TEXT, "subscriber": NUMBER}}

OWN_TAGS: Final[dict[str, Shape]] = {"tags": {"tag": [{"name": TEXT, "url": TEXT}], "@attr": {}}}
CORRECTED: Final[Shape] = {"corrected": TEXT, "#text": TEXT}
PLAY: Final[dict[str, Shape]] = {
    **dict.fromkeys(("artist", "album", "track", "albumArtist"), CORRECTED),
    "ignoredMessage": {"code": TEXT, "#text": TEXT},
}
NOTHING: Final[dict[str, Shape]] = {}


def top_tags(**attributes: Shape) -> dict[str, Shape]:
    """Return the shape of a top tags response."""
    return {"toptags": {"tag": [TAG], "@attr": attributes}}


def results(kind: str, item: Shape) -> dict[str, Shape]:
    """Return the shape of search results; `kind` is artist, album or track."""
    return {
        "results": {
            "opensearch:Query": {},
            "opensearch:totalResults": TEXT,
            "opensearch:startIndex": TEXT,
            "opensearch:itemsPerPage": TEXT,
            f"{kind}matches": {kind: [item]},
            "@attr": {},
        }
    }


def ranked(item: dict[str, Shape]) -> Shape:
    """Return the shape of an item with its rank."""
    return {**item, "@attr": RANK}
