"""The weekly charts of the user family."""

from pydantic import Field

from lastfm_gateway.methods.freshness import HOUR, always, closed_range
from lastfm_gateway.methods.method import LISTENING, Method
from lastfm_gateway.methods.parameters import MAX_LIMIT, Limit, Ranged, UserSubject
from lastfm_gateway.methods.shapes import IMAGES, NAMED, TEXT, Shape, ranked

WEEK: Shape = {"user": TEXT, "from": TEXT, "to": TEXT}
PLAYS: dict[str, Shape] = {**NAMED, "playcount": TEXT}
PLAYS_OF_ARTIST: dict[str, Shape] = {**PLAYS, "artist": {"mbid": TEXT, "#text": TEXT}}


class WeeklyChartParameters(UserSubject, Ranged):
    """A chart over a range, the latest week's without one."""

    together = ("from", "to")
    limit: Limit = Field(MAX_LIMIT, description="How many rows to list")


METHODS = (
    Method(
        name="user.getWeeklyAlbumChart",
        summary="A user's albums of a week",
        parameters=WeeklyChartParameters,
        answer={"weeklyalbumchart": {"album": [ranked(PLAYS_OF_ARTIST)], "@attr": WEEK}},
        freshness=closed_range(HOUR),
        shows=LISTENING,
    ),
    Method(
        name="user.getWeeklyArtistChart",
        summary="A user's artists of a week",
        parameters=WeeklyChartParameters,
        answer={"weeklyartistchart": {"artist": [ranked(PLAYS)], "@attr": WEEK}},
        freshness=closed_range(HOUR),
        shows=LISTENING,
    ),
    Method(
        name="user.getWeeklyChartList",
        summary="The weeks that have a chart",
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
        summary="A user's tracks of a week",
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
