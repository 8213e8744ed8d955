"""Endpoints of the deployment's health, in the shape of Rewind's clients. They need no key."""

from typing import Final

from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.shapes import MAYBE_NUMBER, MAYBE_TEXT, NUMBER, TEXT, Shape

PREFIX: Final = "/v1/health"

#: The OpenAPI document in JSON, and where Rewind's clients expect it.
OPENAPI_JSON: Final = "/openapi.json"
OPENAPI_PATH: Final = "/v1/openapi.json"

#: Counts that Rewind has and this gateway has no data for.
_COUNTS: Final = {
    "enrichment": (
        "artists_missing_apple_music_url_with_plays",
        "artists_missing_apple_music_url",
        "tracks_missing_itunes_enrichment",
    ),
    "integrity": ("lastfm_album_artist_mismatch_count",),
}

_SYNC: Final[dict[str, Shape]] = {
    "last_sync": MAYBE_TEXT,
    "status": TEXT,
    "sync_type": TEXT,
    "items_synced": MAYBE_NUMBER,
    "duration_ms": MAYBE_NUMBER,
    "error": MAYBE_TEXT,
    "error_rate": NUMBER,
}

HEALTH: Final = Endpoint(
    path=PREFIX,
    operation="health",
    summary="Check that the gateway is up, with the time",
    answer={"status": TEXT, "timestamp": TEXT},
)
SYNC_HEALTH: Final = Endpoint(
    path=PREFIX + "/sync",
    operation="healthSync",
    summary="How listening histories are kept in step",
    description=(
        "The same for everybody: each user's history is brought up to date when it is requested, "
        "so the deployment has no last sync and no counts to tell. Your own import's progress is "
        "at `/v1/listening/import`."
    ),
    answer={
        "status": TEXT,
        "domains": {"listening": _SYNC},
        **{name: dict.fromkeys(counts, MAYBE_NUMBER) for name, counts in _COUNTS.items()},
    },
)

ENDPOINTS: Final = (HEALTH, SYNC_HEALTH)

#: The answer of SYNC_HEALTH.
SYNC_STATE: Final = {
    "status": "ok",
    "domains": {
        "listening": {
            **dict.fromkeys(_SYNC),
            "status": "on_request",
            "sync_type": "scrobbles",
            "error_rate": 0,
        }
    },
    **{name: dict.fromkeys(counts) for name, counts in _COUNTS.items()},
}
