"""user.getPersonalTags: the items that a user tagged with one tag."""

from local.simulator.entities import Album, Artist, Track
from local.simulator.errors import ApiError
from local.simulator.finders import person_of
from local.simulator.method import Call, Method
from local.simulator.paging import page_of
from local.simulator.parts import (
    NO_PICTURE,
    TO_EXTRALARGE,
    TO_MEGA,
    artist_reference,
    images,
    streamable,
)
from local.simulator.tree import Tree
from local.simulator.world import Item

_KINDS: dict[str, type[Item]] = {"artist": Artist, "album": Album, "track": Track}


def get_personal_tags(call: Call) -> Tree:
    """Answer user.getPersonalTags, sorted by name."""
    kind = call.get("taggingtype")
    if kind not in _KINDS:
        raise ApiError(6, "taggingtype param invalid")
    try:
        person = person_of(call)
    except ApiError as error:
        raise ApiError(error.code, error.message, links=False) from None
    tag, page = call.get("tag"), page_of(call)
    found = [
        item
        for item, names in call.world.tagged[person.name].items()
        if isinstance(item, _KINDS[kind]) and tag.casefold() in map(str.casefold, names)
    ]
    found.sort(key=lambda item: (item.name, item.url))
    attributes = page.older(len(found), user=person.name, tag=tag)
    items = [_describe(item) for item in page.cut(found)]
    return {"taggings": {f"{kind}s": {kind: items}, "@attr": attributes}}


def _describe(item: Item) -> Tree:
    head = {"name": item.name, "mbid": item.mbid, "url": item.url}
    if isinstance(item, Artist):
        return {**head, "streamable": "0", "image": images(NO_PICTURE, TO_MEGA)}
    artist = artist_reference(item.artist)
    if isinstance(item, Album):
        return {**head, "artist": artist, "image": images(item.picture, TO_EXTRALARGE)}
    return {
        "name": item.name,
        "duration": str(item.seconds),
        "mbid": item.mbid,
        "url": item.url,
        "streamable": streamable(),
        "artist": artist,
        "image": images(NO_PICTURE, TO_EXTRALARGE),
    }


METHODS = (Method("user.getPersonalTags", get_personal_tags, ("user", "tag", "taggingtype")),)
