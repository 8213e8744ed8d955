"""Strict decoders of ListenBrainz's answers: every key and type that any client needs."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class Strict(BaseModel):
    """No key may be missing, mistyped or unknown."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Failure(Strict):
    """An error: the Rust crate and Pano Scrobbler need both keys with these types."""

    code: int
    error: Annotated[str, Field(min_length=5)]


class Ignored(Strict):
    """A listen that is not scrobbled."""

    index: int
    reason: Literal[
        "invalid", "too_old", "too_short", "artist", "track", "in_the_future", "refused"
    ]
    message: str


class Outcome(Strict):
    """What became of the listens."""

    accepted: int
    queued: int
    ignored: list[Ignored]


class Submitted(Strict):
    """The answer to submit-listens."""

    status: Literal["ok"]
    lastfm: Outcome
    recording_msid: str | None = None


class ValidToken(Strict):
    """The answer to a token that can scrobble."""

    code: Literal[200]
    message: str
    valid: Literal[True]
    user_name: str


class InvalidToken(Strict):
    """The answer to any other token: without a user's name."""

    code: Literal[200]
    message: str
    valid: Literal[False]


class TrackMetadata(Strict):
    """A track."""

    artist_name: Annotated[str, Field(min_length=1)]
    track_name: Annotated[str, Field(min_length=1)]
    release_name: str
    additional_info: dict[str, Any]


class PlayedListen(Strict):
    """A listen that is over."""

    inserted_at: int
    listened_at: int
    recording_msid: Annotated[UUID, Field(strict=False)]
    user_name: str
    track_metadata: TrackMetadata


class ListensPayload(Strict):
    """A page of listens."""

    count: int
    user_id: str
    latest_listen_ts: int
    oldest_listen_ts: int
    listens: list[PlayedListen]


class Listens(Strict):
    """The answer to listens."""

    payload: ListensPayload


class PlayingListen(Strict):
    """What is playing: without a time."""

    playing_now: Literal[True]
    user_name: str
    track_metadata: TrackMetadata


class PlayingPayload(Strict):
    """What is playing, or nothing."""

    count: Literal[0, 1]
    user_id: str
    playing_now: bool
    listens: Annotated[list[PlayingListen], Field(max_length=1)]


class PlayingNow(Strict):
    """The answer to playing-now."""

    payload: PlayingPayload


class CountPayload(Strict):
    """A number of listens."""

    count: int


class ListenCount(Strict):
    """The answer to listen-count."""

    payload: CountPayload


class LovedItem(Strict):
    """A loved recording. Every key is there; the names are null unless requested."""

    created: int
    recording_mbid: str | None
    recording_msid: str
    score: Literal[1, -1]
    user_id: str
    track_metadata: TrackMetadata | None


class LovedItems(Strict):
    """The answer to get-feedback."""

    count: int
    total_count: int
    offset: int
    feedback: list[LovedItem]


Validation: TypeAdapter[ValidToken | InvalidToken] = TypeAdapter(ValidToken | InvalidToken)
