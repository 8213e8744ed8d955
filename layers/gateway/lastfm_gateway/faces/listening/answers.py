"""All endpoints of the listening face, and the functions that compose their answers."""

from typing import Final

from lastfm_gateway.faces.listening import (
    album_page,
    artist_page,
    browsing,
    feed,
    genre_periods,
    name_search,
    periods,
    recent,
    statistics,
    years,
)
from lastfm_gateway.faces.listening.artist_genres import ComposeWithGenres
from lastfm_gateway.faces.listening.endpoints import PREFIX, TOP_ALBUMS, TOP_ARTISTS, TOP_TRACKS
from lastfm_gateway.faces.listening.export.endpoint import EXPORT
from lastfm_gateway.faces.listening.imports import endpoints as imports
from lastfm_gateway.faces.listening.now_playing import NOW_PLAYING
from lastfm_gateway.faces.listening.routes import Compose, ComposeWithCalls
from lastfm_gateway.methods.endpoint import Endpoint

#: Answers counted from the history alone.
COUNTED: Final[dict[Endpoint, Compose]] = {
    **recent.ANSWERS,
    **periods.ANSWERS,
    **years.ANSWERS,
    **browsing.COUNTED,
    **name_search.ANSWERS,
    **feed.ANSWERS,
}

#: Answers that also take calls to Last.fm.
WITH_CALLS: Final[dict[Endpoint, ComposeWithCalls]] = {
    **statistics.ANSWERS,
    **album_page.ANSWERS,
}

#: Answers that also take artists' genres.
WITH_GENRES: Final[dict[Endpoint, ComposeWithGenres]] = {
    **browsing.WITH_GENRES,
    **artist_page.ANSWERS,
    **genre_periods.ANSWERS,
}

ENDPOINTS: Final = (
    *(TOP_ARTISTS, TOP_ALBUMS, TOP_TRACKS),
    NOW_PLAYING,
    *WITH_CALLS,
    *WITH_GENRES,
    *COUNTED,
    EXPORT,
    *imports.ENDPOINTS,
)

#: Prefixes below which this face answers unknown paths.
PREFIXES: Final = (PREFIX, name_search.SEARCH.path, feed.PREFIX)
