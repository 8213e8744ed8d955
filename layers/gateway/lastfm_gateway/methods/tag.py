"""The tag family."""

from pydantic import Field

from lastfm_gateway.methods.freshness import DAY, always
from lastfm_gateway.methods.method import Method
from lastfm_gateway.methods.parameters import Language, Limit, Offset, Paged, Parameters, TagSubject
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


class TagInfoParameters(TagSubject):
    """A tag and the language of its description."""

    lang: Language = Field("en", description="Language of the description, ISO 639 alpha-2")


class PagedTagParameters(TagSubject, Paged):
    """A tag's list, page by page."""


class AllTagsParameters(Parameters):
    """A slice of all tags."""

    num_res: Limit = Field(50, description="How many tags to list")
    offset: Offset = Field(0, description="How many tags to pass over")


METHODS = (
    Method(
        name="tag.getInfo",
        summary="A tag's description and use",
        parameters=TagInfoParameters,
        answer={"tag": {"name": TEXT, "total": NUMBER, "reach": NUMBER, "wiki": WIKI}},
        freshness=always(DAY),
    ),
    Method(
        name="tag.getSimilar",
        summary="Tags similar to a tag",
        parameters=TagSubject,
        answer={"similartags": {"tag": [TAG], "@attr": {"tag": TEXT}}},
        freshness=always(7 * DAY),
    ),
    Method(
        name="tag.getTopAlbums",
        summary="The albums that bear a tag most often",
        parameters=PagedTagParameters,
        answer={"albums": {"album": [ranked(ALBUM)], "@attr": {"tag": TEXT, **PAGE}}},
        freshness=always(DAY),
    ),
    Method(
        name="tag.getTopArtists",
        summary="The artists that bear a tag most often",
        parameters=PagedTagParameters,
        answer={"topartists": {"artist": [ranked(ARTIST)], "@attr": {"tag": TEXT, **PAGE}}},
        freshness=always(DAY),
    ),
    Method(
        name="tag.getTopTags",
        summary="All tags, most used first",
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
        summary="The tracks that bear a tag most often",
        parameters=PagedTagParameters,
        answer={"tracks": {"track": [ranked(TRACK)], "@attr": {"tag": TEXT, **PAGE}}},
        freshness=always(DAY),
    ),
    Method(
        name="tag.getWeeklyChartList",
        summary="The weeks that have a chart",
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
