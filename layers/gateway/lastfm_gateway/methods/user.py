"""The user methods: profiles, lists and listening history."""

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
)
from lastfm_gateway.methods.shapes import ALBUM, ARTIST, IMAGES, SCALAR, TEXT, TRACK, Shape
from lastfm_gateway.methods.user_history import OF_USER, PLAYED
from lastfm_gateway.methods.user_subject import UserSubject

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
    """Parameters of the paged lists of a user."""


class FriendsParameters(PagedUserParameters):
    """Parameters of user.getFriends."""

    recenttracks: Flag = Field(0, description="1 includes each friend's latest scrobble")


class PersonalTagsParameters(PagedUserParameters):
    """Parameters of user.getPersonalTags."""

    tag: Tag = Field(description="Name of the tag", examples=["rock"])
    taggingtype: TaggingType = Field(description="Type of the tagged items", examples=["artist"])


class TopListParameters(PagedUserParameters):
    """Parameters of a user's top lists."""

    period: Period = Field("overall", description="Period that the list covers, up to today")


class UserTagsParameters(UserSubject):
    """Parameters of user.getTopTags."""

    limit: Limit = Field(50, description="Maximum number of tags")


METHODS = (
    Method(
        name="user.getFriends",
        summary="List a user's friends",
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
        summary="Get a user's profile",
        parameters=UserSubject,
        answer={"user": USER},
        freshness=always(5 * MINUTE),
        shows=LISTENING,
    ),
    Method(
        name="user.getLovedTracks",
        summary="List the tracks a user loves, latest first",
        parameters=PagedUserParameters,
        answer={"lovedtracks": {"track": [{**TRACK, "date": PLAYED}], "@attr": OF_USER}},
        freshness=always(5 * MINUTE),
        shows=(Topic.LOVES,),
    ),
    Method(
        name="user.getPersonalTags",
        summary="List the items a user gave a tag",
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
        summary="List a user's top albums",
        parameters=TopListParameters,
        answer={"topalbums": {"album": [shapes.ranked(ALBUM)], "@attr": OF_USER}},
        freshness=always(30 * MINUTE),
        shows=LISTENING,
    ),
    Method(
        name="user.getTopArtists",
        summary="List a user's top artists",
        parameters=TopListParameters,
        answer={"topartists": {"artist": [shapes.ranked(ARTIST)], "@attr": OF_USER}},
        freshness=always(30 * MINUTE),
        shows=LISTENING,
    ),
    Method(
        name="user.getTopTags",
        summary="List a user's top tags",
        parameters=UserTagsParameters,
        answer=shapes.top_tags(user=TEXT),
        freshness=always(HOUR),
        shows=(Topic.TAGS,),
    ),
    Method(
        name="user.getTopTracks",
        summary="List a user's top tracks",
        parameters=TopListParameters,
        answer={"toptracks": {"track": [shapes.ranked(TRACK)], "@attr": OF_USER}},
        freshness=always(30 * MINUTE),
        shows=LISTENING,
    ),
    *user_history.METHODS,
    *user_charts.METHODS,
)
