"""The endpoints that list and revoke a key holder's own keys, and make share tokens."""

from typing import Final

from lastfm_gateway.faces.admin.endpoints import KEY
from lastfm_gateway.keys.shares import MAX_SHARES
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.shapes import TEXT

PREFIX: Final = "/v1/keys"

LIST_OWN: Final = Endpoint(
    path=PREFIX,
    operation="listKeys",
    summary="List your own keys, newest first",
    description=(
        "Returns up to 100 keys that are not revoked, without secrets. A key lists keys that are "
        "no more powerful than itself: share tokens, read, write and admin keys, in this order."
    ),
    answer={"data": [KEY]},
)
REVOKE_OWN: Final = Endpoint(
    path=PREFIX + "/{id}",
    verb="DELETE",
    operation="revokeKey",
    summary="Revoke one of your own keys",
    description=(
        "Takes effect at once. Another user's key is answered with 404, as is a more powerful one. "
        "Your last key takes your share tokens with it."
    ),
    answer={},
    status=204,
)

CREATE_SHARE: Final = Endpoint(
    path=PREFIX + "/share",
    verb="POST",
    operation="createShareToken",
    summary="Create a share token",
    description=(
        "A share token shows what you listen to, to anyone who has it, as a part of the path: "
        "`/share/{token}/…`. It gives no other access. The response is the only place that shows "
        "it. It is valid until one of your keys revokes it, or until the last of the keys that you "
        f"have now is revoked or expires. Returns 409 if you have {MAX_SHARES}."
    ),
    answer={**KEY, "key": TEXT},
    status=201,
)

ENDPOINTS: Final = (LIST_OWN, REVOKE_OWN, CREATE_SHARE)
