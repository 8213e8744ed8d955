"""Endpoint of years: a summary of each."""

from typing import Any, Final

from lastfm_gateway.faces.listening.endpoints import NAMED, PARTIAL, PREFIX, TOTALS
from lastfm_gateway.faces.listening.routes import Compose, Query
from lastfm_gateway.faces.listening.year_review import YEAR, year_in_review
from lastfm_gateway.history.reader import HistoryReader
from lastfm_gateway.history.summaries import YearSummary
from lastfm_gateway.history.summaries import years as summarise_years
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.shapes import NUMBER, Nullable

YEARS: Final = Endpoint(
    path=PREFIX + "/years",
    operation="listeningYears",
    summary="Summary of each year with scrobbles, newest first",
    answer={"data": [{"year": NUMBER, **TOTALS, "top_artist": Nullable(NAMED)}], **PARTIAL},
)


def years(history: HistoryReader, _query: Query) -> dict[str, Any]:
    """Compose the summaries of all years."""
    return {"data": [_summary(year) for year in summarise_years(history.read())]}


def _summary(year: YearSummary) -> dict[str, Any]:
    top = year.top_artist
    return {
        "year": year.year,
        "total_scrobbles": year.counts.scrobbles,
        "unique_artists": year.counts.artists,
        "unique_albums": year.counts.albums,
        "unique_tracks": year.counts.tracks,
        "top_artist": {"id": top.id, "name": top.name} if top else None,
    }


ANSWERS: Final[dict[Endpoint, Compose]] = {YEARS: years, YEAR: year_in_review}
