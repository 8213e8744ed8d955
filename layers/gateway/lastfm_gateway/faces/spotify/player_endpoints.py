"""Endpoints of the player: what is playing, what was played, devices and queue."""

from typing import Annotated, Final

from pydantic import Field

from lastfm_gateway.faces.spotify.endpoints import MAX_LIMIT, TRACK
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Parameters, whole
from lastfm_gateway.methods.shapes import (
    FLAG,
    MAYBE_NUMBER,
    MAYBE_TEXT,
    NUMBER,
    TEXT,
    Nullable,
    Shape,
)

PLAYER: Final = "/v1/me/player"

#: The largest time in milliseconds that JavaScript's dates have.
MAX_MS: Final = 8_640_000_000_000_000


class RecentlyPlayedParameters(Parameters):
    """One page of plays."""

    limit: Annotated[int, Field(ge=1, le=MAX_LIMIT), whole] = Field(
        20, description="Plays per page"
    )
    after: Annotated[int, Field(ge=0, le=MAX_MS), whole] | None = Field(
        None, description="Only plays after this unix time in milliseconds"
    )
    before: Annotated[int, Field(ge=0, le=MAX_MS), whole] | None = Field(
        None, description="Only plays before this unix time in milliseconds"
    )


#: Last.fm knows of no playlist or album that something is played from: always null.
_CONTEXT: Final[Shape] = Nullable({})
_DEVICE: Final[dict[str, Shape]] = {
    "id": TEXT,
    "is_active": FLAG,
    "is_private_session": FLAG,
    "is_restricted": FLAG,
    "name": TEXT,
    "supports_volume": FLAG,
    "type": TEXT,
    "volume_percent": NUMBER,
}
_PLAYING: Final[dict[str, Shape]] = {
    "actions": {"disallows": {}},
    "context": _CONTEXT,
    "currently_playing_type": TEXT,
    "is_playing": FLAG,
    "item": TRACK,
    "progress_ms": MAYBE_NUMBER,
    "timestamp": NUMBER,
}
_IDLE: Final = "204 without a body while nothing is playing."

CURRENTLY_PLAYING: Final = Endpoint(
    path=f"{PLAYER}/currently-playing",
    operation="currentlyPlaying",
    summary="The track that is playing now",
    description=(
        f"{_IDLE} `progress_ms` is null unless the player told this gateway that it plays the"
        " track. `market` and `additional_types` are ignored."
    ),
    answer=_PLAYING,
    may_be_empty=True,
)
PLAYBACK: Final = Endpoint(
    path=PLAYER,
    operation="playbackState",
    summary="The track that is playing now, and its device",
    description=f"{_IDLE} The device stands for Last.fm and takes no commands.",
    answer={
        **_PLAYING,
        "device": _DEVICE,
        "repeat_state": TEXT,
        "shuffle_state": FLAG,
        "smart_shuffle": FLAG,
    },
    may_be_empty=True,
)
RECENTLY_PLAYED: Final = Endpoint(
    path=f"{PLAYER}/recently-played",
    operation="recentlyPlayed",
    summary="The holder's plays, newest first, back to the beginning",
    description=(
        "Pages by time: `next` leads to the page before, or after one with `after` to the page"
        " after. The plays of one second are on one page, even beyond `limit`."
    ),
    parameters=RecentlyPlayedParameters,
    answer={
        "cursors": Nullable({"after": TEXT, "before": TEXT}),
        "href": TEXT,
        "items": [{"context": _CONTEXT, "played_at": TEXT, "track": TRACK}],
        "limit": NUMBER,
        "next": MAYBE_TEXT,
    },
)
DEVICES: Final = Endpoint(
    path=f"{PLAYER}/devices",
    operation="devices",
    summary="The player's devices: none",
    answer={"devices": [_DEVICE]},
)
QUEUE: Final = Endpoint(
    path=f"{PLAYER}/queue",
    operation="queue",
    summary="The track that is playing now, and an empty queue",
    answer={"currently_playing": Nullable(TRACK), "queue": [TRACK]},
)

ENDPOINTS: Final = (CURRENTLY_PLAYING, PLAYBACK, RECENTLY_PLAYED, DEVICES, QUEUE)
