"""The tools, in the order in which they are listed."""

from typing import Final

from lastfm_gateway.faces.mcp.tool import Tool
from lastfm_gateway.faces.mcp.tools.charts import GET_CHART
from lastfm_gateway.faces.mcp.tools.comparison import COMPARE_USERS
from lastfm_gateway.faces.mcp.tools.discovery import GET_ARTIST_TOP, SEARCH_MUSIC
from lastfm_gateway.faces.mcp.tools.music_info import (
    GET_ALBUM_INFO,
    GET_ARTIST_INFO,
    GET_TRACK_INFO,
)
from lastfm_gateway.faces.mcp.tools.now_playing import GET_NOW_PLAYING
from lastfm_gateway.faces.mcp.tools.on_this_day import ON_THIS_DAY
from lastfm_gateway.faces.mcp.tools.profiles import GET_LOVED_TRACKS, GET_PROFILE
from lastfm_gateway.faces.mcp.tools.recent_tracks import GET_RECENT_TRACKS
from lastfm_gateway.faces.mcp.tools.similar import GET_SIMILAR
from lastfm_gateway.faces.mcp.tools.statistics import GET_LISTENING_STATS
from lastfm_gateway.faces.mcp.tools.top_lists import (
    GET_TOP_ALBUMS,
    GET_TOP_ARTISTS,
    GET_TOP_TRACKS,
)
from lastfm_gateway.faces.mcp.tools.track_history import GET_TRACK_HISTORY
from lastfm_gateway.faces.mcp.tools.trends import GET_LISTENING_TREND
from lastfm_gateway.faces.mcp.tools.year_review import YEAR_IN_REVIEW

TOOLS: Final[tuple[Tool, ...]] = (
    GET_NOW_PLAYING,
    GET_RECENT_TRACKS,
    GET_TOP_ARTISTS,
    GET_TOP_ALBUMS,
    GET_TOP_TRACKS,
    GET_LISTENING_STATS,
    GET_LISTENING_TREND,
    GET_TRACK_HISTORY,
    YEAR_IN_REVIEW,
    ON_THIS_DAY,
    COMPARE_USERS,
    GET_PROFILE,
    GET_LOVED_TRACKS,
    GET_ARTIST_INFO,
    GET_ALBUM_INFO,
    GET_TRACK_INFO,
    GET_ARTIST_TOP,
    GET_SIMILAR,
    SEARCH_MUSIC,
    GET_CHART,
)
