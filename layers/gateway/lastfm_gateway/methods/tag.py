"""The tag methods."""

from pydantic import Field

from lastfm_gateway.methods.freshness import DAY, always
from lastfm_gateway.methods.method import Method
from lastfm_gateway.methods.parameters import Language, Limit, Offset, Paged, Parameters, Tag
from lastfm_gateway.methods.shapes import (
    ALBUM,
    ARTIST,
    NUMBER,
    PAGE,
    TAG,
    TEXT,
    TRACK,
    WIKI,
    ranked,
)


class TagSubject(Parameters):
    """A tag, by name."""

    tag: Tag = Field(description="Name of the tag", examples=["rock"])


class TagInfoParameters(TagSubject):
    """Parameters of tag.getInfo."""

    lang: Language = Field(
        "en", description="Language of the description, as a two-letter ISO 639 code"
    )


class PagedTagParameters(TagSubject, Paged):
    """Parameters of the paged lists of a tag."""


class AllTagsParameters(Parameters):
    """Parameters of tag.getTopTags."""

    num_res: Limit = Field(50, description="Maximum number of tags")
    offset: Offset = Field(0, description="Number of tags to skip")


METHODS = (
    Method(
        name="tag.getInfo",
        summary="Get a tag's description and usage counts",
        parameters=TagInfoParameters,
        answer={"tag": {"name": TEXT, "total": NUMBER, "reach": NUMBER, "wiki": WIKI}},
        freshness=always(DAY),
    ),
    Method(
        name="tag.getSimilar",
        summary="List similar tags",
        parameters=TagSubject,
        answer={"similartags": {"tag": [TAG], "@attr": {"tag": TEXT}}},
        freshness=always(7 * DAY),
    ),
    Method(
        name="tag.getTopAlbums",
        summary="List the top albums of a tag",
        parameters=PagedTagParameters,
        answer={"albums": {"album": [ranked(ALBUM)], "@attr": {"tag": TEXT, **PAGE}}},
        freshness=always(DAY),
    ),
    Method(
        name="tag.getTopArtists",
        summary="List the top artists of a tag",
        parameters=PagedTagParameters,
        answer={"topartists": {"artist": [ranked(ARTIST)], "@attr": {"tag": TEXT, **PAGE}}},
        freshness=always(DAY),
    ),
    Method(
        name="tag.getTopTags",
        summary="List all tags, most used first",
        parameters=AllTagsParameters,
        answer={
            "toptags": {
                "tag": [{**TAG, "reach": NUMBER}],
                "@attr": {"offset": NUMBER, "num_res": NUMBER, "total": NUMBER},
            }
        },
        freshness=always(DAY),
    ),
    Method(
        name="tag.getTopTracks",
        summary="List the top tracks of a tag",
        parameters=PagedTagParameters,
        answer={"tracks": {"track": [ranked(TRACK)], "@attr": {"tag": TEXT, **PAGE}}},
        freshness=always(DAY),
    ),
    Method(
        name="tag.getWeeklyChartList",
        summary="List the weeks for which a tag has a chart",
        parameters=TagSubject,
        answer={
            "weeklychartlist": {
                "chart": [{"#text": TEXT, "from": TEXT, "to": TEXT}],
                "@attr": {"tag": TEXT},
            }
        },
        freshness=always(DAY),
    ),
)
