"""The user methods for weekly charts."""

from pydantic import Field

from lastfm_gateway.methods.freshness import HOUR, always, closed_range
from lastfm_gateway.methods.method import LISTENING, Method
from lastfm_gateway.methods.parameters import MAX_LIMIT, Limit
from lastfm_gateway.methods.shapes import IMAGES, NAMED, TEXT, Shape, ranked
from lastfm_gateway.methods.user_subject import Ranged, UserSubject

WEEK: Shape = {"user": TEXT, "from": TEXT, "to": TEXT}
PLAYS: dict[str, Shape] = {**NAMED, "playcount": TEXT}
PLAYS_OF_ARTIST: dict[str, Shape] = {**PLAYS, "artist": {"mbid": TEXT, "#text": TEXT}}


class WeeklyChartParameters(UserSubject, Ranged):
    """Parameters of the weekly charts. The default range is the latest week."""

    together = ("from", "to")
    limit: Limit = Field(MAX_LIMIT, description="Maximum number of items")


METHODS = (
    Method(
        name="user.getWeeklyAlbumChart",
        summary="Get a user's weekly album chart",
        parameters=WeeklyChartParameters,
        answer={"weeklyalbumchart": {"album": [ranked(PLAYS_OF_ARTIST)], "@attr": WEEK}},
        freshness=closed_range(HOUR),
        shows=LISTENING,
    ),
    Method(
        name="user.getWeeklyArtistChart",
        summary="Get a user's weekly artist chart",
        parameters=WeeklyChartParameters,
        answer={"weeklyartistchart": {"artist": [ranked(PLAYS)], "@attr": WEEK}},
        freshness=closed_range(HOUR),
        shows=LISTENING,
    ),
    Method(
        name="user.getWeeklyChartList",
        summary="List the weeks for which a user has a chart",
        parameters=UserSubject,
        answer={
            "weeklychartlist": {
                "chart": [{"#text": TEXT, "from": TEXT, "to": TEXT}],
                "@attr": {"user": TEXT},
            }
        },
        freshness=always(HOUR),
    ),
    Method(
        name="user.getWeeklyTrackChart",
        summary="Get a user's weekly track chart",
        parameters=WeeklyChartParameters,
        answer={
            "weeklytrackchart": {
                "track": [ranked({**PLAYS_OF_ARTIST, "image": IMAGES})],
                "@attr": WEEK,
            }
        },
        freshness=closed_range(HOUR),
        shows=LISTENING,
    ),
)
