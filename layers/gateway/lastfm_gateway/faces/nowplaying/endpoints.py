"""Declarations of the now playing face's endpoints."""

from typing import Annotated, Final, Literal

from pydantic import Field

from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Parameters, whole
from lastfm_gateway.methods.shapes import FLAG, MAYBE_NUMBER, MAYBE_TEXT, NUMBER, TEXT, Shape

#: Below it this face answers unknown paths.
SHARE_PREFIX: Final = "/share/{token}"


class NowPlayingFormat(Parameters):
    """The form of the answer."""

    format: Literal["json", "text", "shields"] = Field(
        "json",
        description="`json`, `text` for the `text` alone, or `shields` for a badge of shields.io",
    )


ANSWER: Final[dict[str, Shape]] = {
    "playing": FLAG,
    **dict.fromkeys(
        (
            *("status", "title", "artist", "album", "text"),
            *("image", "url", "artist_url"),
        ),
        TEXT,
    ),
    "loved": FLAG,
    "user": TEXT,
    "user_url": TEXT,
    "duration": MAYBE_NUMBER,
    "started_at": MAYBE_TEXT,
    "started_at_unix": MAYBE_NUMBER,
    "played_at": MAYBE_TEXT,
    "played_at_unix": MAYBE_NUMBER,
    "since": MAYBE_TEXT,
    "playcount": MAYBE_NUMBER,
    "updated_at": MAYBE_TEXT,
}

_DESCRIPTION: Final = (
    "Every key is always there: texts are empty when unknown, numbers and times are null. `status` "
    "is `playing`, `idle` (then the last track), `never` (no scrobble yet) or, with an error, "
    "`unavailable`. `started_at` and `duration` are known for what was reported through this "
    "gateway. `X-Poll-After` says in how many seconds the answer may differ. With "
    "`format=shields`, errors are a badge with status 200, which shields.io shows."
)
_CONTENT: Final = ("application/json", "text/plain")

NOW_PLAYING: Final = Endpoint(
    path="/v1/now-playing",
    operation="nowPlaying",
    summary="What you are playing now, or played last, in one flat object",
    description=_DESCRIPTION,
    parameters=NowPlayingFormat,
    answer=ANSWER,
    content=_CONTENT,
)
SHARED_NOW_PLAYING: Final = Endpoint(
    path=SHARE_PREFIX + "/now-playing",
    operation="sharedNowPlaying",
    summary="What the user of a share token is playing now, or played last",
    description=_DESCRIPTION,
    parameters=NowPlayingFormat,
    answer=ANSWER,
    content=_CONTENT,
)


class RecentRows(Parameters):
    """How many tracks."""

    limit: Annotated[int, Field(ge=1, le=50), whole] = Field(10, description="Number of tracks")


SHARED_RECENT: Final = Endpoint(
    path=SHARE_PREFIX + "/recent",
    operation="sharedRecent",
    summary="What the user of a share token played last, newest first",
    description="Flat rows with the texts and times of now playing, at most 30 seconds old.",
    parameters=RecentRows,
    answer={
        **dict.fromkeys(("user", "user_url"), TEXT),
        "count": NUMBER,
        "tracks": [
            {
                **dict.fromkeys(("title", "artist", "album", "text"), TEXT),
                **dict.fromkeys(("image", "url", "artist_url", "played_at"), TEXT),
                "played_at_unix": NUMBER,
            }
        ],
    },
)

#: The endpoints whose errors have every key of the flat object.
ENDPOINTS: Final = (NOW_PLAYING, SHARED_NOW_PLAYING)
