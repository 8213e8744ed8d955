"""Declarations of one artist's and one album's page."""

from typing import Annotated, ClassVar, Final

from pydantic import Field

from lastfm_gateway.faces.listening.endpoints import IMAGE, MAX_ID, NAMED, PARTIAL, PREFIX
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Parameters, whole
from lastfm_gateway.methods.shapes import MAYBE_NUMBER, MAYBE_TEXT, NUMBER, TEXT, Nullable, Shape

Id = Annotated[int, Field(ge=0, le=MAX_ID), whole]


class ArtistParameters(Parameters):
    """An artist, by its id."""

    refusals: ClassVar[dict[str, str]] = {"id": "Invalid artist ID"}
    id: Id = Field(description="The artist's id", examples=[6_963_443_994_926_943])


class AlbumParameters(Parameters):
    """An album, by its id."""

    refusals: ClassVar[dict[str, str]] = {"id": "Invalid album ID"}
    id: Id = Field(description="The album's id", examples=[2_931_496_904_259_240])


_PLAYED: Final[dict[str, Shape]] = {
    **NAMED,
    "mbid": MAYBE_TEXT,
    "url": MAYBE_TEXT,
    "apple_music_url": MAYBE_TEXT,
    "playcount": NUMBER,
    "first_scrobbled_at": MAYBE_TEXT,
    "image": IMAGE,
}
_TRACK: Final[dict[str, Shape]] = {
    **NAMED,
    "scrobble_count": NUMBER,
    "apple_music_url": MAYBE_TEXT,
    "preview_url": MAYBE_TEXT,
}
ARTIST: Final = Endpoint(
    path=PREFIX + "/artists/{id}",
    operation="listeningArtist",
    summary="One artist: plays, top tracks and albums, biography, genres, similar artists",
    description=(
        "Counts are the user's. `all_time_rank` is null until the whole history is imported. "
        "Last.fm's biography, genres and similar artists are null or empty if Last.fm does not "
        "answer in time."
    ),
    parameters=ArtistParameters,
    answer={
        **_PLAYED,
        "scrobble_count": NUMBER,
        "last_played_at": MAYBE_TEXT,
        "all_time_rank": MAYBE_NUMBER,
        "distinct_tracks": NUMBER,
        "distinct_albums": NUMBER,
        "genre": MAYBE_TEXT,
        "tags": [{"name": TEXT, "count": NUMBER}],
        "bio_summary": MAYBE_TEXT,
        "bio_content": MAYBE_TEXT,
        "bio_synced_at": MAYBE_TEXT,
        "sparkline": Nullable(
            {"granularity": TEXT, "points": [{"at": TEXT, "count": NUMBER}]},
        ),
        "top_albums": [
            {**NAMED, "playcount": NUMBER, "apple_music_url": MAYBE_TEXT, "image": IMAGE}
        ],
        "top_tracks": [
            {**_TRACK, "album_id": MAYBE_NUMBER, "album_name": MAYBE_TEXT, "image": IMAGE}
        ],
        "similar_artists": [
            {
                **NAMED,
                "genre": MAYBE_TEXT,
                "your_scrobble_count": NUMBER,
                "similarity_score": NUMBER,
                "image": IMAGE,
            }
        ],
        **PARTIAL,
    },
)
ALBUM: Final = Endpoint(
    path=PREFIX + "/albums/{id}",
    operation="listeningAlbum",
    summary="One album and the user's plays of its tracks",
    parameters=AlbumParameters,
    answer={**_PLAYED, "artist": NAMED, "tracks": [_TRACK], **PARTIAL},
)
