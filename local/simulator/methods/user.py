"""The user.* methods about profile, friends, loved tracks and top tags."""

from collections import Counter

from local.simulator.errors import BAD_REQUEST, ApiError
from local.simulator.finders import person_of
from local.simulator.method import Call, Method
from local.simulator.paging import limit_of, page_of
from local.simulator.parts import (
    NO_PICTURE,
    TO_EXTRALARGE,
    artist_reference_newer,
    images_newer,
    portrait,
    streamable_newer,
    tag_url,
    written,
)
from local.simulator.people import Person
from local.simulator.tree import Tree, Value

_TAGS = 50


def get_info(call: Call) -> Tree:
    """Answer user.getInfo; without `user`, about the caller."""
    person = person_of(call)
    return {
        "user": {
            "playlists": "0",
            "playcount": _playcount(call, person),
            "gender": "n",
            "name": person.name,
            "subscriber": str(int(person.subscriber)),
            "url": _page(person),
            "country": person.country,
            "image": images_newer(portrait(person.name), TO_EXTRALARGE),
            "registered": {"unixtime": str(person.registered), "#text": person.registered},
            "type": "user",
            "age": "0",
            "bootstrap": "0",
            "realname": person.realname,
        }
    }


def _page(person: Person) -> str:
    return f"https://www.last.fm/user/{person.name}"


def _playcount(call: Call, person: Person) -> str:
    return str(call.world.histories[person.name].size(None, None, call.now))


def get_friends(call: Call) -> Tree:
    """Answer user.getFriends; an empty page is an error."""
    person, page = person_of(call), page_of(call)
    friends = page.cut([call.world.people[name] for name in person.friends])
    if not friends:
        raise ApiError(6, "no such page", status=BAD_REQUEST)
    users = [_friend(call, friend) for friend in friends]
    attributes = page.newer(len(person.friends), person.name)
    return {"friends": {"user": users, "@attr": attributes}}


def _friend(call: Call, friend: Person) -> Tree:
    registered = written(friend.registered, "%Y-%m-%d %H:%M")
    recent = _recent(call, friend) if call.flag("recenttracks") and not friend.hidden else {}
    return {
        "playlists": "0",
        "playcount": _playcount(call, friend),
        "subscriber": str(int(friend.subscriber)),
        "name": friend.name,
        "country": friend.country,
        "image": images_newer(portrait(friend.name), TO_EXTRALARGE),
        "registered": {"unixtime": str(friend.registered), "#text": registered},
        "url": _page(friend),
        "realname": friend.realname,
        **recent,
        "bootstrap": "0",
        "type": "user",
    }


def _recent(call: Call, friend: Person) -> Tree:
    newest = next(call.world.histories[friend.name].scrobbles(None, None, call.now), None)
    if newest is None:
        return {}
    uts, track = newest
    return {
        "recenttrack": {
            "artist": artist_reference_newer(track.artist),
            "name": track.name,
            "mbid": track.mbid,
            "url": track.url,
            "date": {"uts": str(uts), "#text": written(uts)},
        }
    }


def get_loved_tracks(call: Call) -> Tree:
    """Answer user.getLovedTracks, most recently loved first."""
    person, page = person_of(call), page_of(call)
    loved = sorted(call.world.loved[person.name].items(), key=lambda p: (-p[1], p[0].name))
    tracks: list[Value] = [
        {
            "artist": artist_reference_newer(track.artist),
            "mbid": track.mbid,
            "date": {"uts": str(uts), "#text": written(uts)},
            "url": track.url,
            "image": images_newer(NO_PICTURE, TO_EXTRALARGE),
            "name": track.name,
            "streamable": streamable_newer(),
        }
        for track, uts in page.cut(loved)
    ]
    return {"lovedtracks": {"@attr": page.newer(len(loved), person.name), "track": tracks}}


def get_top_tags(call: Call) -> Tree:
    """Answer user.getTopTags: the user's own, most used first, then by name."""
    person = person_of(call)
    uses = Counter(n for names in call.world.tagged[person.name].values() for n in names)
    ranked = sorted(uses.items(), key=lambda pair: (-pair[1], pair[0]))[: limit_of(call, _TAGS)]
    counted = [{"name": n, "count": str(c), "url": tag_url(n)} for n, c in ranked]
    return {"toptags": {"tag": counted, "@attr": {"user": person.name}}}


METHODS = (
    Method("user.getInfo", get_info, ("user|sk",), newer=True),
    Method("user.getFriends", get_friends, ("user",), newer=True),
    Method("user.getLovedTracks", get_loved_tracks, ("user",), newer=True),
    Method("user.getTopTags", get_top_tags, ("user",)),
)
