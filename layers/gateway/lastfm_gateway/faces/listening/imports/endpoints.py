"""The endpoints that begin and describe the import of a history, and erase it."""

from typing import Final

from lastfm_gateway.faces.listening.endpoints import PREFIX
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.shapes import MAYBE_TEXT, NUMBER, TEXT, Shape

_STATUS: Final[dict[str, Shape]] = {
    "status": TEXT,
    "scrobbles": NUMBER,
    "lastfm_total": NUMBER,
    "not_stored": NUMBER,
    "oldest": MAYBE_TEXT,
    "newest": MAYBE_TEXT,
    "verified_at": MAYBE_TEXT,
}

GET_IMPORT: Final = Endpoint(
    path=PREFIX + "/import",
    operation="listeningImport",
    summary="How far your history is imported",
    description=(
        "`status` is `none`, `running` or `complete`. `scrobbles` are imported, `lastfm_total` is "
        "Last.fm's count; `not_stored` of them are known to be malformed or listed twice. `oldest` "
        "and `newest` are the times of imported scrobbles. `verified_at` is when the counts were "
        "last compared."
    ),
    answer=_STATUS,
)
BEGIN_IMPORT: Final = Endpoint(
    path=PREFIX + "/import",
    verb="POST",
    operation="listeningBeginImport",
    summary="Begin to import your history",
    description=(
        "Has no body. Returns at once; a worker imports. It begins by itself when a page first "
        "needs it. A complete history is compared with Last.fm's instead."
    ),
    answer=_STATUS,
    status=202,
)
ERASE_HISTORY: Final = Endpoint(
    path=PREFIX + "/history",
    verb="DELETE",
    operation="listeningEraseHistory",
    summary="Erase your history from this gateway",
    description=(
        "Takes effect at once and stops a running import. Last.fm's own data stays. The next page "
        "that needs the history imports it again: revoke your keys to prevent that."
    ),
    answer={},
    status=204,
)

ENDPOINTS: Final = (GET_IMPORT, BEGIN_IMPORT, ERASE_HISTORY)
