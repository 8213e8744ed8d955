"""The endpoints that list and revoke a key holder's own keys."""

from typing import Final

from lastfm_gateway.faces.admin.endpoints import KEY
from lastfm_gateway.methods.endpoint import Endpoint

PREFIX: Final = "/v1/keys"

LIST_OWN: Final = Endpoint(
    path=PREFIX,
    operation="listKeys",
    summary="List your own keys, newest first",
    description=(
        "Returns up to 100 keys that are not revoked, without secrets. A read key lists read keys "
        "only."
    ),
    answer={"data": [KEY]},
)
REVOKE_OWN: Final = Endpoint(
    path=PREFIX + "/{id}",
    verb="DELETE",
    operation="revokeKey",
    summary="Revoke one of your own keys",
    description=(
        "Takes effect at once. Another user's key is answered with 404. A read key revokes read "
        "keys only."
    ),
    answer={},
    status=204,
)

ENDPOINTS: Final = (LIST_OWN, REVOKE_OWN)
