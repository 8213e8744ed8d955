"""The endpoints that issue, list and revoke keys. All ask for an admin key."""

from typing import Annotated, Final, Literal

from pydantic import Field

from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.parameters import Parameters, User, whole
from lastfm_gateway.methods.shapes import MAYBE_TEXT, TEXT, Shape

PREFIX: Final = "/v1/admin"
MAX_DAYS: Final = 3650

Days = Annotated[int, Field(ge=1, le=MAX_DAYS), whole]


class NewKey(Parameters):
    """A key to be issued."""

    user: User = Field(description="The Last.fm user whose key it is", examples=["rj"])
    kind: Literal["read", "admin"] = Field("read", description="What the key may do")
    expires_in_days: Days | None = Field(None, description="Days until it expires; never without")


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
    summary="Issue a key",
    description="The answer shows the key, this once: only its SHA-256 is stored.",
    parameters=NewKey,
    answer={**KEY, "key": TEXT},
    status=201,
)
LIST_KEYS: Final = Endpoint(
    path=PREFIX + "/keys",
    operation="adminListKeys",
    summary="All keys, without their secrets, the newest first",
    answer={"data": [KEY]},
)
REVOKE_KEY: Final = Endpoint(
    path=PREFIX + "/keys/{id}",
    verb="DELETE",
    operation="adminRevokeKey",
    summary="Revoke a key, at once",
    answer={},
    status=204,
)

ENDPOINTS: Final = (CREATE_KEY, LIST_KEYS, REVOKE_KEY)
