"""The user family: profiles, lists and listening history."""

from pydantic import Field

from lastfm_gateway.methods import shapes, user_charts, user_history
from lastfm_gateway.methods.freshness import HOUR, MINUTE, always
from lastfm_gateway.methods.method import LISTENING, Method, Topic
from lastfm_gateway.methods.parameters import (
    Flag,
    Limit,
    Paged,
    Period,
    Tag,
    TaggingType,
    UserSubject,
)
from lastfm_gateway.methods.shapes import ALBUM, ARTIST, IMAGES, SCALAR, TEXT, TRACK, Shape
from lastfm_gateway.methods.user_history import OF_USER, PLAYED

USER: dict[str, Shape] = {
    "name": TEXT,
    "realname": TEXT,
    "image": IMAGES,
    "url": TEXT,
    "country": TEXT,
    "age": TEXT,
    "gender": TEXT,
    "subscriber": TEXT,
    "playcount": TEXT,
    "playlists": TEXT,
    "bootstrap": TEXT,
    "registered": {"#text": SCALAR, "unixtime": TEXT},
}


class PagedUserParameters(UserSubject, Paged):
    """A user's list, page by page."""


class FriendsParameters(PagedUserParameters):
    """A user's friends, with what each played last if asked for."""

    recenttracks: Flag = Field(0, description="1 adds what each friend played last")


class PersonalTagsParameters(PagedUserParameters):
    """What a user has given one tag to."""

    tag: Tag = Field(description="The tag's name", examples=["rock"])
    taggingtype: TaggingType = Field(description="What the tag was given to", examples=["artist"])


class TopListParameters(PagedUserParameters):
    """A user's top list over a period that ends today."""

    period: Period = Field("overall", description="The period that the list covers")


class UserTagsParameters(UserSubject):
    """The tags that a user gives most."""

    limit: Limit = Field(50, description="How many tags to list")


METHODS = (
    Method(
        name="user.getFriends",
        summary="A user's friends",
        parameters=FriendsParameters,
        answer={
            "friends": {
                "user": [{**USER, "recenttrack": {**TRACK, "artist": {}}}],
                "@attr": OF_USER,
            }
        },
        freshness=always(HOUR),
    ),
    Method(
        name="user.getInfo",
        summary="A user's profile",
        parameters=UserSubject,
        answer={"user": USER},
        freshness=always(5 * MINUTE),
        shows=LISTENING,
    ),
    Method(
        name="user.getLovedTracks",
        summary="The tracks a user loves, latest first",
        parameters=PagedUserParameters,
        answer={"lovedtracks": {"track": [{**TRACK, "date": PLAYED}], "@attr": OF_USER}},
        freshness=always(5 * MINUTE),
        shows=(Topic.LOVES,),
    ),
    Method(
        name="user.getPersonalTags",
        summary="What a user has given a tag to",
        parameters=PersonalTagsParameters,
        answer={
            "taggings": {
                "artists": {"artist": [ARTIST]},
                "albums": {"album": [ALBUM]},
                "tracks": {"track": [TRACK]},
                "@attr": {**OF_USER, "tag": TEXT},
            }
        },
        freshness=always(30 * MINUTE),
        shows=(Topic.TAGS,),
    ),
    Method(
        name="user.getTopAlbums",
        summary="A user's most played albums",
        parameters=TopListParameters,
        answer={"topalbums": {"album": [shapes.ranked(ALBUM)], "@attr": OF_USER}},
        freshness=always(30 * MINUTE),
        shows=LISTENING,
    ),
    Method(
        name="user.getTopArtists",
        summary="A user's most played artists",
        parameters=TopListParameters,
        answer={"topartists": {"artist": [shapes.ranked(ARTIST)], "@attr": OF_USER}},
        freshness=always(30 * MINUTE),
        shows=LISTENING,
    ),
    Method(
        name="user.getTopTags",
        summary="The tags a user gives most",
        parameters=UserTagsParameters,
        answer=shapes.top_tags(user=TEXT),
        freshness=always(HOUR),
        shows=(Topic.TAGS,),
    ),
    Method(
        name="user.getTopTracks",
        summary="A user's most played tracks",
        parameters=TopListParameters,
        answer={"toptracks": {"track": [shapes.ranked(TRACK)], "@attr": OF_USER}},
        freshness=always(30 * MINUTE),
        shows=LISTENING,
    ),
    *user_history.METHODS,
    *user_charts.METHODS,
)
