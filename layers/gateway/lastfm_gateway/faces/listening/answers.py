"""All endpoints of the listening face, and the functions that compose their answers."""

from typing import Final

from lastfm_gateway.faces.listening import now_playing, periods, recent, statistics, years
from lastfm_gateway.faces.listening.endpoints import TOP_ALBUMS, TOP_ARTISTS, TOP_TRACKS
from lastfm_gateway.faces.listening.routes import Compose, ComposeWithCalls
from lastfm_gateway.methods.endpoint import Endpoint

#: Answers counted from the history alone.
COUNTED: Final[dict[Endpoint, Compose]] = {
    **recent.ANSWERS,
    **periods.ANSWERS,
    **years.ANSWERS,
}

#: Answers that also take calls to Last.fm.
WITH_CALLS: Final[dict[Endpoint, ComposeWithCalls]] = {
    **statistics.ANSWERS,
}

#: Answers from Last.fm that are never stored.
LIVE: Final[dict[Endpoint, ComposeWithCalls]] = {**now_playing.ANSWERS}

ENDPOINTS: Final = (TOP_ARTISTS, TOP_ALBUMS, TOP_TRACKS, *LIVE, *WITH_CALLS, *COUNTED)
