"""Builds Spotify's player objects. Pure."""

from typing import TYPE_CHECKING, Final

from lastfm_gateway.faces.spotify.objects import Object
from lastfm_gateway.limits.sliding_window import to_ms

if TYPE_CHECKING:
    from lastfm_gateway.playback.state import Playback

#: What clients ask a player to do. Last.fm takes no commands, so all of it is disallowed.
_COMMANDS: Final = (
    "interrupting_playback",
    "pausing",
    "resuming",
    "seeking",
    "skipping_next",
    "skipping_prev",
    "toggling_repeat_context",
    "toggling_repeat_track",
    "toggling_shuffle",
    "transferring_playback",
)

#: The device that stands for Last.fm. `is_restricted`: it takes no commands.
_DEVICE: Final = {
    "id": "lastfm",
    "is_active": True,
    "is_private_session": False,
    "is_restricted": True,
    "name": "Last.fm",
    "supports_volume": False,
    "type": "Unknown",
    "volume_percent": 0,
}


def currently_playing(playback: "Playback", track: Object, now: float) -> Object:
    """Return the object of the track that is playing.

    `timestamp` is when Last.fm said so, or now for a track whose progress is known.
    """
    is_known = playback.started_at is not None
    return {
        "timestamp": to_ms(now if is_known else playback.as_of),
        "context": None,
        "progress_ms": playback.progress_ms(now),
        "is_playing": True,
        "item": track,
        "currently_playing_type": "track",
        "actions": {"disallows": dict.fromkeys(_COMMANDS, True)},
    }


def playback_state(playback: "Playback", track: Object, now: float) -> Object:
    """Return the same with a device; `timestamp` is when the state last changed, if known."""
    began = playback.as_of if playback.started_at is None else playback.started_at
    return {
        **currently_playing(playback, track, now),
        "timestamp": to_ms(began),
        "device": _DEVICE,
        "repeat_state": "off",
        "shuffle_state": False,
        "smart_shuffle": False,
    }


def player_queue(track: Object | None) -> Object:
    """Return the queue, which is always empty."""
    return {"currently_playing": track, "queue": []}
