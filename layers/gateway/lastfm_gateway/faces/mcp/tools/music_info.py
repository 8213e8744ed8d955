"""Tools of what Last.fm knows of one artist, album or track."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from pydantic import Field

from lastfm_gateway.faces.mcp.tool import Tool, ToolAnswer, ToolContext
from lastfm_gateway.faces.mcp.tools.listeners import viewer_of
from lastfm_gateway.faces.mcp.tools.music_facts import album_facts, artist_facts, track_facts
from lastfm_gateway.faces.mcp.tools.parameters import OfUser
from lastfm_gateway.faces.mcp.tools.plain_text import plain
from lastfm_gateway.faces.mcp.tools.rendering import tool_answer
from lastfm_gateway.faces.mcp.tools.shapes import SOURCE
from lastfm_gateway.faces.mcp.tools.spans import iso_moment
from lastfm_gateway.lastfm.names import EntityKind, page_url
from lastfm_gateway.methods.parameters import Language, Mbid, Name
from lastfm_gateway.methods.shapes import FLAG, NUMBER, TEXT, Shape


class ArtistInput(OfUser):
    """An artist, by name or MusicBrainz ID."""

    named_by: ClassVar[tuple[str, ...]] = ("artist",)
    artist: Name | None = Field(None, description="Artist's name; required unless mbid is given")
    mbid: Mbid | None = Field(None, description="MusicBrainz ID, in place of names")
    lang: Language | None = Field(None, description="Language of texts, such as de")


class AlbumInput(ArtistInput):
    """An album, by artist and title or by MusicBrainz ID."""

    named_by: ClassVar[tuple[str, ...]] = ("artist", "album")
    album: Name | None = Field(None, description="Album's title; required unless mbid is given")


class TrackInput(ArtistInput):
    """A track, by artist and title or by MusicBrainz ID."""

    named_by: ClassVar[tuple[str, ...]] = ("artist", "track")
    track: Name | None = Field(None, description="Track's title; required unless mbid is given")


def _artist(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    facts = artist_facts(_info("artist", context, arguments))
    return _answer("artist", facts["name"], facts["name"], context, arguments, facts)


def _album(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    facts = album_facts(_info("album", context, arguments))
    return _answer("album", facts["artist"], facts["name"], context, arguments, facts)


def _track(context: ToolContext, arguments: Mapping[str, str]) -> ToolAnswer:
    facts = track_facts(_info("track", context, arguments))
    return _answer("track", facts["artist"], facts["name"], context, arguments, facts)


def _info(
    kind: EntityKind, context: ToolContext, arguments: Mapping[str, str]
) -> Mapping[str, Any]:
    viewer = viewer_of(context, arguments)
    sent = {name: text for name, text in arguments.items() if name != "user"}
    response = context.lastfm(
        f"{kind}.getInfo", {**sent, **({"username": viewer} if viewer else {})}
    )
    found: Mapping[str, Any] = response.get(kind, {})
    return found


def _answer(  # noqa: PLR0913, PLR0917 (what an answer says)
    kind: EntityKind,
    artist: str,
    name: str,
    context: ToolContext,
    arguments: Mapping[str, str],
    facts: Mapping[str, Any],
) -> ToolAnswer:
    content = {
        **facts,
        "user": viewer_of(context, arguments),
        "as_of": iso_moment(context.as_of),
        "url": page_url(kind, plain(artist), plain(name)),
    }
    by = "" if kind == "artist" else f" by {artist}"
    return tool_answer(f"{kind.title()} {name}{by} at Last.fm", content)


_COUNTS: Final[dict[str, Shape]] = dict.fromkeys(("listeners", "plays", "user_plays"), NUMBER)
_COMMON: Final[dict[str, Shape]] = {
    "tags": [TEXT],
    **_COUNTS,
    "about": TEXT,
    "user": TEXT,
    **SOURCE,
}

GET_ARTIST_INFO: Final = Tool(
    name="get_artist_info",
    title="About an artist",
    description="An artist's biography, tags, similar artists, everybody's `plays` and the user's"
    " `user_plays`.",
    parameters=ArtistInput,
    answer={"name": TEXT, "similar_artists": [TEXT], **_COMMON},
    run=_artist,
)
GET_ALBUM_INFO: Final = Tool(
    name="get_album_info",
    title="About an album",
    description="An album's tracks, tags, description, everybody's `plays` and the user's"
    " `user_plays`.",
    parameters=AlbumInput,
    answer={
        "artist": TEXT,
        "name": TEXT,
        "tracks": [{"rank": NUMBER, "name": TEXT, "seconds": NUMBER}],
        "total_tracks": NUMBER,
        **_COMMON,
    },
    run=_album,
)
GET_TRACK_INFO: Final = Tool(
    name="get_track_info",
    title="About a track",
    description="A track's album, length, tags, description, everybody's `plays` and the user's"
    " `user_plays`. For when the user played it use get_track_history.",
    parameters=TrackInput,
    answer={
        **dict.fromkeys(("artist", "name", "album"), TEXT),
        "seconds": NUMBER,
        "user_loves": FLAG,
        **_COMMON,
    },
    run=_track,
)
