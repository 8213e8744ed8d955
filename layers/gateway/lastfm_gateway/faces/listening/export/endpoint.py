"""The endpoint that exports the key holder's scrobbles."""

from typing import Annotated, Final, Literal

from pydantic import Field

from lastfm_gateway.faces.listening.endpoints import PREFIX, DateRanged
from lastfm_gateway.faces.listening.export.cursor import PATTERN
from lastfm_gateway.methods.endpoint import Endpoint


class ExportParameters(DateRanged):
    """A range of time, and where a page begins in it."""

    format: Literal["ndjson", "csv", "listenbrainz"] = Field(
        "ndjson",
        description="One JSON object a line, CSV, or the lines of ListenBrainz's own export",
    )
    cursor: Annotated[str, Field(pattern=PATTERN)] | None = Field(
        None, description="Where the page begins, from the Link header of the page before"
    )


EXPORT: Final = Endpoint(
    path=PREFIX + "/export",
    operation="listeningExport",
    summary="Export all scrobbles, oldest first",
    description=(
        'Pages of less than 4 MB. `Link: <…>; rel="next"` is the next page\'s URL, on all but the '
        "last one. `X-History-Complete: false` says that scrobbles of the range are not imported "
        "yet and are left out. `X-History-Progress` is `<imported>/<Last.fm's total>`."
    ),
    parameters=ExportParameters,
    answer={},
    content=("application/x-ndjson", "text/csv"),
)
