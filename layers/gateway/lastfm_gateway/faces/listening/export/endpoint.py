"""The endpoint that exports the key holder's scrobbles."""

from typing import Annotated, Final, Literal

from pydantic import Field

from lastfm_gateway.faces.listening.export.cursor import PATTERN
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Parameters

_Moment = Annotated[str, Field(min_length=1, max_length=40)]


class ExportParameters(Parameters):
    """A range of time, and where a page begins in it."""

    format: Literal["ndjson", "csv", "listenbrainz"] = Field(
        "ndjson",
        description="One JSON object a line, CSV, or the lines of ListenBrainz's own export",
    )
    from_: _Moment | None = Field(
        None,
        alias="from",
        description="Start of the range, included; ISO 8601, a bare date is the whole day",
    )
    to: _Moment | None = Field(None, description="End of the range, included; same formats as from")
    cursor: Annotated[str, Field(pattern=PATTERN)] | None = Field(
        None, description="Where the page begins, from the Link header of the page before"
    )


EXPORT: Final = Endpoint(
    path="/v1/listening/export",
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
