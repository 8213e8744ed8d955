"""What a card shows: the user, rows of music and figures. Pure."""

from typing import NamedTuple


class CardTrack(NamedTuple):
    """One row of a card: a track that was or is played, or an entry of a top list."""

    title: str
    artist: str = ""
    album: str = ""
    #: The page at Last.fm.
    url: str = ""
    #: A data: URI, or "".
    picture: str = ""
    is_loved: bool = False
    is_playing: bool = False
    #: Unix time in seconds.
    played_at: int | None = None
    #: Top lists only.
    plays: int | None = None


class CardUser(NamedTuple):
    """Whose card it is. `avatar` is a data: URI, or ""."""

    name: str
    url: str = ""
    avatar: str = ""


class CardStats(NamedTuple):
    """Figures of a user; None is unknown. `registered` is unix time."""

    scrobbles: int | None = None
    artists: int | None = None
    albums: int | None = None
    tracks: int | None = None
    registered: int | None = None
    per_day: float | None = None


class CardContent(NamedTuple):
    """Everything a card shows.

    `now` is the unix time that relative times are counted from. `as_of` is the unix time of stale
    content, else None.
    """

    user: CardUser
    tracks: tuple[CardTrack, ...] = ()
    stats: CardStats = CardStats()
    now: int = 0
    as_of: int | None = None
