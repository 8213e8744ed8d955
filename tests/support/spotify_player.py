"""Models of Spotify's player objects, as strict as the strictest of tekore and spotifyaio.

Extra fields are allowed, missing ones and null are not, unless both clients allow them.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from tests.support.spotify import Album, Count, Image, Strict, Track, Url

Cursor = Annotated[str, Field(pattern=r"^\d{12,13}$")]


class PictureOfItem(Image):
    """A picture with its size in pixels."""

    height: Count
    width: Count


class AlbumOfItem(Album):
    """An album with two pictures: widgets read the second one without checking."""

    images: Annotated[list[PictureOfItem], Field(min_length=2)]  # type: ignore[assignment]


class TrackOfItem(Track):
    """A track of the player's: clients drop local ones."""

    album: AlbumOfItem
    is_local: Literal[False]


class Actions(Strict):
    """What the player does not do, as real answers nest it."""

    disallows: Annotated[dict[str, bool], Field(min_length=1)]


class CurrentlyPlaying(Strict):
    """The track that is playing. `item` is never null: then the status is 204."""

    timestamp: Annotated[int, Field(ge=10**12)]
    context: None
    progress_ms: Count | None
    is_playing: Literal[True]
    item: TrackOfItem
    currently_playing_type: Literal["track"]
    actions: Actions


class Device(Strict):
    """A device with a type that both clients know."""

    id: str
    is_active: bool
    is_private_session: bool
    is_restricted: bool
    name: str
    type: Literal["Computer", "Smartphone", "Speaker", "TV", "Unknown"]
    volume_percent: Annotated[int, Field(ge=0, le=100)]
    supports_volume: bool


class PlaybackState(CurrentlyPlaying):
    """The player."""

    device: Device
    repeat_state: Literal["off", "track", "context"]
    shuffle_state: bool
    smart_shuffle: bool


class Play(Strict):
    """One play, with the key `context`."""

    track: TrackOfItem
    played_at: Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    context: None


class Cursors(Strict):
    """Unix milliseconds, as text."""

    after: Cursor
    before: Cursor


class PlaysPage(Strict):
    """A page of plays. Every key is there; `cursors` is null on an empty page only."""

    href: Url
    items: list[Play]
    limit: Annotated[int, Field(ge=1, le=50)]
    next: Annotated[Url | None, Field()]
    cursors: Cursors | None


class PlayerQueue(Strict):
    """The queue, which is empty."""

    currently_playing: TrackOfItem | None
    queue: Annotated[list[TrackOfItem], Field(max_length=0)]


class DeviceList(Strict):
    """The devices."""

    devices: list[Device]


class AccessToken(Strict):
    """A token: clients add `expires_in` to the time."""

    access_token: Annotated[str, Field(min_length=1)]
    token_type: Literal["Bearer"]
    expires_in: Annotated[int, Field(ge=60)]
    scope: str


class TokenError(BaseModel):
    """OAuth's flat error, without any other field."""

    model_config = ConfigDict(strict=True, extra="forbid")

    error: Literal[
        "invalid_request",
        "invalid_grant",
        "unsupported_grant_type",
        "server_error",
        "temporarily_unavailable",
    ]
    error_description: Annotated[str, Field(min_length=1)]
