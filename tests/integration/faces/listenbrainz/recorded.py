"""Requests of players and scrobblers, as their sources build them. `{now}` is a unix time.

Each client has the base URL that a user must enter (docs/connect-your-player.md), from which it
builds the paths below.
"""

from typing import Any, Final, NamedTuple

MBID: Final = "5b4e5e3c-1111-4222-8333-00000000abcd"


class Sent(NamedTuple):
    """One request: verb, path and query, body, and headers besides the token's."""

    verb: str
    target: str
    body: Any = None
    content_type: str | None = "application/json"


class RecordedClient(NamedTuple):
    """A client: how it writes the token, what it sends, and what Last.fm must get.

    `artist` and `duration`: of the scrobble. `playing`: whether it sends what is playing.
    """

    scheme: str
    requests: tuple[Sent, ...]
    artist: str = "Mogwai"
    duration: str | None = None
    playing: bool = False
    uuid: bool = False


def _track(artist: str = "Mogwai", **metadata: Any) -> dict[str, Any]:
    return {"artist_name": artist, "track_name": "Ritchie Sacramento", **metadata}


def _body(kind: str, *tracks: dict[str, Any]) -> dict[str, Any]:
    at = {} if kind == "playing_now" else {"listened_at": "{now}"}
    return {"listen_type": kind, "payload": [{**at, "track_metadata": track} for track in tracks]}


_UTF8: Final = "application/json; charset=UTF-8"
_WEB: Final = _track(
    release_name="As the Love Continues",
    additional_info={
        "submission_client": "Web Scrobbler",
        "submission_client_version": "3.12.0",
        "music_service": "youtube.com",
        "music_service_name": "YouTube",
        "origin_url": "https://youtube.com/watch?v=x",
        "duration": 244.4,
        "release_artist_name": None,
    },
)
_NAVIDROME: Final = _track(
    "Mogwai • Clark",
    release_name="As the Love Continues",
    additional_info={
        "submission_client": "navidrome",
        "submission_client_version": "0.58.0",
        "tracknumber": 4,
        "artist_names": ["Mogwai", "Clark"],
        "artist_mbids": [MBID, MBID],
        "recording_mbid": MBID,
        "release_mbid": MBID,
        "release_group_mbid": "",
        "duration_ms": 244_000,
    },
)
_PANO: Final = _track(
    additional_info={
        "duration_ms": 244_000,
        "media_player": "com.example.player",
        "submission_client": "Pano Scrobbler",
    },
)
_MULTI: Final = _track(
    "Mogwai, Clark",
    additional_info={
        "submission_client": "multi-scrobbler",
        "release_artist_names": ["Mogwai"],
        "duration": 244,
        "music_service_name": "Navidrome",
    },
    mbid_mapping={},
)
_JELLYFIN: Final = _track(
    release_name="As the Love Continues",
    additional_info={
        "media_player": "Jellyfin",
        "submission_client": "ListenBrainz plugin for Jellyfin",
        "recording_mbid": MBID,
        "duration_ms": 244_000,
        "isrc": None,
    },
)
_LMS: Final = _track(
    additional_info={"listening_from": "LMS", "tracknumber": "4/11", "duration_ms": 244_000}
)
_TIDAL: Final = _track(release_name="", additional_info={"duration": 0, "spotify_id": ""})
_LYRION: Final = _track(additional_info={"media_player": "Lyrion", "duration": "244"})

CLIENTS: Final[dict[str, RecordedClient]] = {
    "Web Scrobbler": RecordedClient(
        "Token",
        (
            Sent("POST", "/1/submit-listens", _body("playing_now", _WEB), _UTF8),
            Sent("POST", "/1/submit-listens", _body("single", _WEB), _UTF8),
            Sent("POST", "/1/submit-listens", _body("import", _WEB, _WEB), _UTF8),
        ),
        duration="244",
        playing=True,
    ),
    "tidal-hifi": RecordedClient(
        "Token", (Sent("POST", "/1/submit-listens", _body("single", _TIDAL)),)
    ),
    "Navidrome": RecordedClient(
        "Token",
        (
            Sent("GET", "/1/validate-token", {}, _UTF8),
            Sent("POST", "/1/submit-listens", _body("playing_now", _NAVIDROME), _UTF8),
            Sent("POST", "/1/submit-listens", _body("single", _NAVIDROME), _UTF8),
        ),
        artist="Mogwai • Clark",
        duration="244",
        playing=True,
    ),
    "Pano Scrobbler, with /1/ in its setting": RecordedClient(
        "token",
        (
            Sent("GET", "/1/1/validate-token"),
            Sent(
                "POST", "/1/1/submit-listens?return_msid=true", _body("playing_now", _PANO), _UTF8
            ),
            Sent("POST", "/1/1/submit-listens", _body("import", *[_PANO] * 50), _UTF8),
            Sent("GET", "/1/1/user/rj/playing-now"),
            Sent("GET", "/1/1/user/rj/listens?count=100"),
            Sent("GET", "/1/1/user/rj/listen-count"),
            Sent("GET", "/1/1/feedback/user/rj/get-feedback?count=50&offset=0&metadata=true"),
        ),
        duration="244",
        playing=True,
    ),
    "multi-scrobbler": RecordedClient(
        "Token",
        (
            Sent("GET", "/1/validate-token"),
            Sent("GET", "/1/user/rj/listens?count=20"),
            Sent("GET", "/1/user/rj/playing-now"),
            Sent("POST", "/1/submit-listens", _body("single", _MULTI)),
        ),
        artist="Mogwai, Clark",
        duration="244",
    ),
    "Jellyfin, with a last slash in its setting": RecordedClient(
        "token",
        (
            Sent("GET", "//1/validate-token"),
            Sent("POST", "//1/submit-listens", _body("playing_now", _JELLYFIN)),
            Sent("POST", "//1/submit-listens", _body("import", *[_JELLYFIN] * 100)),
            Sent("GET", "//1/user/rj/listens?min_ts={before}&max_ts={after}"),
        ),
        duration="244",
        playing=True,
    ),
    "rescrobbled": RecordedClient(
        "Token",
        (
            Sent("GET", "/1/validate-token", None, None),
            Sent("POST", "/1/submit-listens", _body("single", _track())),
        ),
    ),
    "epoupon/lms": RecordedClient(
        "Token",
        (
            Sent("GET", "/1/validate-token", None, None),
            Sent("POST", "/1/submit-listens", _body("single", _LMS)),
            Sent("GET", "/1/user/rj/listen-count"),
            Sent("GET", "/1/user/rj/listens?max_ts={after}&count=1000"),
            Sent("GET", "/1/feedback/user/rj/get-feedback?score=1&count=0"),
            Sent("GET", "/1/feedback/user/rj/get-feedback?score=1&offset=7&count=100"),
        ),
        duration="244",
        uuid=True,
    ),
    "Music Assistant, by liblistenbrainz": RecordedClient(
        "Token",
        (
            Sent("GET", "/1/validate-token", None, None),
            Sent("POST", "/1/submit-listens", _body("playing_now", _LMS), None),
            Sent("POST", "/1/submit-listens", _body("single", _LMS), None),
        ),
        duration="244",
        playing=True,
    ),
    "mopidy-listenbrainz": RecordedClient(
        "Token",
        (
            Sent("GET", "/1/validate-token", None, None),
            Sent("POST", "/1/submit-listens", _body("playing_now", _track(release_name=""))),
            Sent("POST", "/1/submit-listens", _body("single", _track(release_name=""))),
        ),
        playing=True,
    ),
    "gonic": RecordedClient(
        "Token",
        (
            Sent(
                "POST",
                "/1/submit-listens",
                _body("single", _track(additional_info={"duration": 244, "tracknumber": 4})),
            ),
        ),
        duration="244",
    ),
    "Tauon": RecordedClient(
        "Token", (Sent("POST", "/1/submit-listens", _body("single", _track())),)
    ),
    "Lyrion": RecordedClient(
        "Token",
        (
            Sent("POST", "/1/submit-listens", _body("playing_now", _LYRION)),
            Sent("POST", "/1/submit-listens", _body("playing_now", _LYRION)),
            Sent("POST", "/1/submit-listens", _body("single", _LYRION)),
        ),
        duration="244",
        playing=True,
    ),
    "a client with the full path as its base": RecordedClient(
        "Token",
        (
            Sent("GET", "/1/submit-listens/1/validate-token", None, None),
            Sent("POST", "/1/submit-listens/1/submit-listens", _body("single", _track())),
        ),
    ),
}
