"""Content made fit for drawing: clean names of bounded length, as many rows as asked. Pure."""

from typing import Final

from lastfm_gateway.faces.cards.characters import clean
from lastfm_gateway.faces.cards.model import CardContent, CardTrack
from lastfm_gateway.faces.cards.options import CardOptions
from lastfm_gateway.faces.cards.wording import without_remaster

#: Characters of a name that are looked at. The widest card shows some 200.
_MOST: Final = 400


def tidied(options: CardOptions, content: CardContent) -> CardContent:
    """Return the content with its names on one line each, and at most `count` rows."""
    user = content.user
    tracks = content.tracks[: options.count]
    return content._replace(
        user=user._replace(name=_name(user.name)),
        tracks=tuple(_tidied_track(options, track) for track in tracks),
    )


def without_pictures(content: CardContent) -> CardContent:
    """Return the content with no picture."""
    return content._replace(
        user=content.user._replace(avatar=""),
        tracks=tuple(track._replace(picture="") for track in content.tracks),
    )


def _tidied_track(options: CardOptions, track: CardTrack) -> CardTrack:
    title = _name(track.title) or "Untitled"
    return track._replace(
        title=without_remaster(title) if options.hide_remaster else title,
        artist=_name(track.artist),
        album=_name(track.album),
    )


def _name(name: str) -> str:
    return clean(name[:_MOST])
