"""The chart family: what the whole service listens to."""

from lastfm_gateway.catalogue.method import Method
from lastfm_gateway.catalogue.parameters import Paged
from lastfm_gateway.catalogue.shapes import ARTIST, PAGE, TAG, TEXT, TRACK
from lastfm_gateway.core.freshness import HOUR, always

METHODS = (
    Method(
        name="chart.getTopArtists",
        summary="The most played artists",
        parameters=Paged,
        answer={"artists": {"artist": [ARTIST], "@attr": PAGE}},
        freshness=always(HOUR),
    ),
    Method(
        name="chart.getTopTags",
        summary="The most used tags",
        parameters=Paged,
        answer={
            "tags": {
                "tag": [{**TAG, "reach": TEXT, "taggings": TEXT, "wiki": {}}],
                "@attr": PAGE,
            }
        },
        freshness=always(HOUR),
    ),
    Method(
        name="chart.getTopTracks",
        summary="The most played tracks",
        parameters=Paged,
        answer={"tracks": {"track": [TRACK], "@attr": PAGE}},
        freshness=always(HOUR),
    ),
)
