"""Endpoints of the ListenBrainz face. API Gateway passes all of `/1` to its function."""

from typing import Annotated, Final

from pydantic import Field

from lastfm_gateway.faces.listenbrainz.paths import PREFIX
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Mbid, Parameters, clamped, whole
from lastfm_gateway.methods.shapes import FLAG, MAYBE_TEXT, NUMBER, TEXT, Nullable, Shape

MAX_COUNT: Final = 1000
_MAX_TIME: Final = 2**32

UnixTime = Annotated[int, Field(ge=0, le=_MAX_TIME), whole]
Count = Annotated[int, clamped(0, MAX_COUNT)]


class ValidateParameters(Parameters):
    """A token, for clients that send none in the header."""

    token: str | None = Field(None, description="The key, if it is not in the header")


class FeedbackParameters(Parameters):
    """A recording, by one of its ids, and its score."""

    recording_mbid: Mbid | None = Field(None, description="MusicBrainz ID of the recording")
    recording_msid: Mbid | None = Field(
        None,
        description="ID from an answer of this face",
        examples=["0" * 8 + "-0000" * 3 + "-" + "0" * 12],
    )
    score: int = Field(description="1 loves, 0 and -1 unlove", examples=[1])


class UserParameters(Parameters):
    """The key's own user."""

    user: str = Field(description="Name of the key's own user", examples=["rj"])


class ListensParameters(UserParameters):
    """A range of listens."""

    max_ts: UnixTime | None = Field(None, description="Only listens before this unix time")
    min_ts: UnixTime | None = Field(
        None, description="Only listens after this unix time. Alone: the next ones after it"
    )
    count: Count = Field(25, description=f"Number of listens, up to {MAX_COUNT}")


class LovedParameters(UserParameters):
    """A part of the loved recordings."""

    score: str | None = Field(None, description="1: loved. -1: hated, of which there are none")
    count: Count = Field(25, description=f"Number of recordings, up to {MAX_COUNT}")
    offset: Annotated[int, clamped(0, 10**6)] = Field(0, description="Index of the first, from 0")
    metadata: str | None = Field(None, description="`true` includes the names")


_OK: Final[dict[str, Shape]] = {"status": TEXT}
_METADATA: Final[dict[str, Shape]] = {
    "artist_name": TEXT,
    "track_name": TEXT,
    "release_name": TEXT,
    "additional_info": {},
}

SUBMIT_LISTENS: Final = Endpoint(
    path=f"{PREFIX}/submit-listens",
    verb="POST",
    operation="submitListens",
    summary="Scrobble listens, or set what is playing",
    description=(
        'The body is ListenBrainz\'s: `{"listen_type": "single", "payload": [{"listened_at": '
        '1700000000, "track_metadata": {"artist_name": "…", "track_name": "…"}}]}`, with '
        "`single`, `playing_now` or `import`, and up to 1000 listens. Needs a write key. What "
        "Last.fm cannot take now is queued."
    ),
    answer={
        **_OK,
        "recording_msid": TEXT,
        "lastfm": {
            "accepted": NUMBER,
            "queued": NUMBER,
            "ignored": [{"index": NUMBER, "reason": TEXT, "message": TEXT}],
        },
    },
)
VALIDATE_TOKEN: Final = Endpoint(
    path=f"{PREFIX}/validate-token",
    operation="validateToken",
    summary="Tell whether a key can scrobble",
    parameters=ValidateParameters,
    answer={"code": NUMBER, "message": TEXT, "valid": FLAG, "user_name": TEXT},
)
PLAYING_NOW: Final = Endpoint(
    path=f"{PREFIX}/user/{{user}}/playing-now",
    operation="userPlayingNow",
    summary="The track that is playing now",
    parameters=UserParameters,
    answer={
        "payload": {
            "count": NUMBER,
            "user_id": TEXT,
            "playing_now": FLAG,
            "listens": [{"playing_now": FLAG, "user_name": TEXT, "track_metadata": _METADATA}],
        }
    },
)
LISTENS: Final = Endpoint(
    path=f"{PREFIX}/user/{{user}}/listens",
    operation="userListens",
    summary="Listens, newest first",
    parameters=ListensParameters,
    answer={
        "payload": {
            "count": NUMBER,
            "user_id": TEXT,
            "latest_listen_ts": NUMBER,
            "oldest_listen_ts": NUMBER,
            "listens": [
                {
                    "inserted_at": NUMBER,
                    "listened_at": NUMBER,
                    "recording_msid": TEXT,
                    "user_name": TEXT,
                    "track_metadata": _METADATA,
                }
            ],
        }
    },
)
LISTEN_COUNT: Final = Endpoint(
    path=f"{PREFIX}/user/{{user}}/listen-count",
    operation="userListenCount",
    summary="Number of the user's scrobbles",
    parameters=UserParameters,
    answer={"payload": {"count": NUMBER}},
)
FEEDBACK: Final = Endpoint(
    path=f"{PREFIX}/feedback/recording-feedback",
    verb="POST",
    operation="recordingFeedback",
    summary="Love or unlove a recording",
    description="Needs a write key. The recording must have been in a recent answer, or be known"
    " to Last.fm by its MusicBrainz ID.",
    parameters=FeedbackParameters,
    answer=_OK,
)
GET_FEEDBACK: Final = Endpoint(
    path=f"{PREFIX}/feedback/user/{{user}}/get-feedback",
    operation="getFeedback",
    summary="Loved recordings, latest first",
    parameters=LovedParameters,
    answer={
        "count": NUMBER,
        "total_count": NUMBER,
        "offset": NUMBER,
        "feedback": [
            {
                "created": NUMBER,
                "recording_mbid": MAYBE_TEXT,
                "recording_msid": TEXT,
                "score": NUMBER,
                "user_id": TEXT,
                "track_metadata": Nullable(_METADATA),
            }
        ],
    },
)
STOP_PLAYING: Final = Endpoint(
    path=f"{PREFIX}/playing-now/delete",
    verb="POST",
    operation="deletePlayingNow",
    summary="Accepted, without effect: Last.fm ends what is playing by itself",
    answer=_OK,
)
LATEST_IMPORT: Final = Endpoint(
    path=f"{PREFIX}/latest-import",
    operation="latestImport",
    summary="Time of the latest import: always 0, as none is remembered",
    answer={"musicbrainz_id": TEXT, "latest_import": NUMBER},
)
SET_LATEST_IMPORT: Final = Endpoint(
    path=f"{PREFIX}/latest-import",
    verb="POST",
    operation="setLatestImport",
    summary="Accepted, without effect",
    answer=_OK,
)
SEARCH_USERS: Final = Endpoint(
    path=f"{PREFIX}/search/users",
    operation="searchUsers",
    summary="Search for users: always none",
    answer={"users": [{}]},
)

ENDPOINTS: Final = (
    SUBMIT_LISTENS,
    VALIDATE_TOKEN,
    PLAYING_NOW,
    LISTENS,
    LISTEN_COUNT,
    FEEDBACK,
    GET_FEEDBACK,
    STOP_PLAYING,
    LATEST_IMPORT,
    SET_LATEST_IMPORT,
    SEARCH_USERS,
)
