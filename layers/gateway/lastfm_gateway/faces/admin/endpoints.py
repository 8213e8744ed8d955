"""The endpoints that issue, list and revoke keys. All require an admin key."""

from typing import Annotated, Final, Literal

from pydantic import Field

from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Parameters, Secret, User, whole
from lastfm_gateway.methods.shapes import MAYBE_TEXT, TEXT, Shape

PREFIX: Final = "/v1/admin"
MAX_DAYS: Final = 3650

Days = Annotated[int, Field(ge=1, le=MAX_DAYS), whole]


class NewKey(Parameters):
    """Body of a request for a new key."""

    user: User = Field(description="Last.fm user that the key belongs to", examples=["rj"])
    kind: Literal["read", "write", "admin"] = Field(
        "read", description="Access that the key gives; `write` needs `session_key`"
    )
    expires_in_days: Days | None = Field(
        None, description="Days until the key expires; never by default"
    )
    session_key: Secret | None = Field(
        None,
        description="Last.fm session key of the user, made with this gateway's Last.fm key. For a "
        "write key only",
    )
    artist: Literal["credit", "first"] = Field(
        "credit",
        description="What listens of `/1` have as artist: the whole credit, or the first of "
        "several artists. For a write key only",
    )


KEY: Final[dict[str, Shape]] = {
    "id": TEXT,
    "kind": TEXT,
    "user": TEXT,
    "created_at": TEXT,
    "expires_at": MAYBE_TEXT,
    "revoked_at": MAYBE_TEXT,
}

CREATE_KEY: Final = Endpoint(
    path=PREFIX + "/keys",
    verb="POST",
    operation="adminCreateKey",
    summary="Create a key",
    description=(
        "The response is the only place that shows the key. Only its SHA-256 is stored. A write "
        "key has a second form, `listenbrainz_token`, a UUID for ListenBrainz clients that accept "
        "nothing else. Its `session_key` is checked by one call to Last.fm and stored encrypted."
    ),
    parameters=NewKey,
    answer={**KEY, "key": TEXT, "listenbrainz_token": MAYBE_TEXT},
    status=201,
)
LIST_KEYS: Final = Endpoint(
    path=PREFIX + "/keys",
    operation="adminListKeys",
    summary="List all keys, newest first",
    description="Secrets are not returned.",
    answer={"data": [KEY]},
)
REVOKE_KEY: Final = Endpoint(
    path=PREFIX + "/keys/{id}",
    verb="DELETE",
    operation="adminRevokeKey",
    summary="Revoke a key",
    description="Takes effect at once. A user's last key takes their share tokens with it.",
    answer={},
    status=204,
)

ENDPOINTS: Final = (CREATE_KEY, LIST_KEYS, REVOKE_KEY)
