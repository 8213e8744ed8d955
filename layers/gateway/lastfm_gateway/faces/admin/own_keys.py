"""The endpoints with which the holder of a key looks after their own keys."""

from typing import Final

from lastfm_gateway.faces.admin.endpoints import KEY
from lastfm_gateway.methods.endpoint import Endpoint

PREFIX: Final = "/v1/keys"

LIST_OWN: Final = Endpoint(
    path=PREFIX,
    operation="listKeys",
    summary="The holder's own keys, without their secrets, the newest first",
    description=(
        "At most the newest hundred that were not revoked. A read key is told of read keys only."
    ),
    answer={"data": [KEY]},
)
REVOKE_OWN: Final = Endpoint(
    path=PREFIX + "/{id}",
    verb="DELETE",
    operation="revokeKey",
    summary="Revoke one of the holder's own keys, at once",
    description="404 for a key of somebody else's. A read key revokes read keys only.",
    answer={},
    status=204,
)

ENDPOINTS: Final = (LIST_OWN, REVOKE_OWN)
