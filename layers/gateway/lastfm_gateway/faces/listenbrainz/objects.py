"""Objects of ListenBrainz's answers. Every key is always there: some clients need all. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from lastfm_gateway.faces.listenbrainz.recording import Recording

#: Listens name what submitted them.
_CLIENT: Final = {"submission_client": "Last.fm"}

_MS_PER_SECOND: Final = 1000


def track_metadata(recording: Recording, duration: int | None = None) -> dict[str, Any]:
    """Return a track's metadata. `duration` is in seconds.

    There is no `mbid_mapping`: clients that find one require ids that Last.fm rarely knows.
    """
    length = {"duration_ms": duration * _MS_PER_SECOND} if duration else {}
    return {
        "artist_name": recording.artist,
        "track_name": recording.track,
        "release_name": recording.album,
        "additional_info": {**_CLIENT, "recording_msid": recording.msid, **length},
    }


def listen_object(user: str, at: int, recording: Recording) -> dict[str, Any]:
    """Return one listen. `at`: unix seconds."""
    return {
        "inserted_at": at,
        "listened_at": at,
        "recording_msid": recording.msid,
        "user_name": user,
        "track_metadata": track_metadata(recording),
    }


def listens_payload(
    user: str, listens: Sequence[dict[str, Any]], *, latest: int, oldest: int
) -> dict[str, Any]:
    """Return the answer to `listens`. `latest` and `oldest`: times of the user's own, 0 if none."""
    return {
        "payload": {
            "count": len(listens),
            "user_id": user,
            "latest_listen_ts": latest,
            "oldest_listen_ts": oldest,
            "listens": list(listens),
        }
    }


def playing_payload(user: str, metadata: dict[str, Any] | None) -> dict[str, Any]:
    """Return the answer to `playing-now`. `metadata`: of the track, None if none is playing."""
    playing = (
        [{"playing_now": True, "user_name": user, "track_metadata": metadata}] if metadata else []
    )
    return {
        "payload": {
            "count": len(playing),
            "user_id": user,
            "playing_now": True,
            "listens": playing,
        }
    }


def feedback_object(
    user: str, created: int, recording: Recording, metadata: dict[str, Any] | None
) -> dict[str, Any]:
    """Return one loved recording. `created`: unix seconds."""
    return {
        "created": created,
        "recording_mbid": None,
        "recording_msid": recording.msid,
        "score": 1,
        "user_id": user,
        "track_metadata": metadata,
    }
