"""Titles and descriptions of cards, for screen readers. Pure."""

from typing import Final

from lastfm_gateway.faces.cards.characters import isolated
from lastfm_gateway.faces.cards.model import CardContent, CardTrack
from lastfm_gateway.faces.cards.options import CardOptions
from lastfm_gateway.faces.cards.parameters import PERIODS, CardKind
from lastfm_gateway.faces.cards.wording import clock, grouped

#: Characters of a name that are read out.
_MOST: Final = 100


def heading(options: CardOptions) -> str:
    """Return a card's heading, of its own or the caller's."""
    own = {
        CardKind.RECENT: "Recently played",
        CardKind.NOW: "Now playing",
        CardKind.TOP: f"Top {options.type}",
        CardKind.STATS: "Listening stats",
    }
    return options.title or own[options.kind]


def note(options: CardOptions) -> str:
    """Return what stands beside the user's name: the period of a top list."""
    return PERIODS[options.period] if options.kind is CardKind.TOP else ""


def accessible_name(content: CardContent) -> str:
    """Return a card's accessible name."""
    return f"{isolated(content.user.name)} on Last.fm"


def description(options: CardOptions, content: CardContent) -> str:
    """Return what a card shows, in words, and when that was so."""
    shown = _shown(options, content)
    then = content.as_of
    return shown if then is None else f"{shown}. As of {clock(then, content.now)}"


def _shown(options: CardOptions, content: CardContent) -> str:
    if options.kind is CardKind.STATS:
        return _figures(content)
    if not content.tracks:
        return "Nothing scrobbled yet"
    if options.kind is CardKind.TOP:
        entries = (f"{rank}. {_words(each)}" for rank, each in enumerate(content.tracks, 1))
        return f"{heading(options)}, {note(options)}: {'; '.join(entries)}"
    first, *rest = content.tracks
    start = "Now playing" if first.is_playing else "Last played"
    others = f". Then: {'; '.join(map(_words, rest))}" if rest else ""
    return f"{start}: {_words(first)}{others}"


def _words(track: CardTrack) -> str:
    by = f" by {_short(track.artist)}" if track.artist else ""
    plays = f", {grouped(track.plays)} plays" if track.plays is not None else ""
    loved = ", loved" if track.is_loved else ""
    return f"{_short(track.title)}{by}{plays}{loved}"


def _short(name: str) -> str:
    return isolated(name if len(name) <= _MOST else f"{name[:_MOST]}…")


def _figures(content: CardContent) -> str:
    stats = content.stats
    named = (
        (stats.scrobbles, "scrobbles"),
        (stats.artists, "artists"),
        (stats.albums, "albums"),
        (stats.tracks, "tracks"),
    )
    return ", ".join(f"{grouped(number)} {noun}" for number, noun in named if number is not None)
