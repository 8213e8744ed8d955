"""The chart methods: global charts."""

from lastfm_gateway.methods.freshness import HOUR, always
from lastfm_gateway.methods.method import Method
from lastfm_gateway.methods.parameters import Paged
from lastfm_gateway.methods.shapes import ARTIST, PAGE, TAG, TEXT, TRACK

METHODS = (
    Method(
        name="chart.getTopArtists",
        summary="List the global top artists",
        parameters=Paged,
        answer={"artists": {"artist": [ARTIST], "@attr": PAGE}},
        freshness=always(HOUR),
    ),
    Method(
        name="chart.getTopTags",
        summary="List the global top tags",
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
        summary="List the global top tracks",
        parameters=Paged,
        answer={"tracks": {"track": [TRACK], "@attr": PAGE}},
        freshness=always(HOUR),
    ),
)
