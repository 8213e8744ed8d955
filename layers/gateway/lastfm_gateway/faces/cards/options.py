"""A card's options, read from the query. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from lastfm_gateway.faces.cards.parameters import PARAMETERS, CardKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CardOptions:
    """What a card looks like, as its parameters say. Colours are "" for the theme's."""

    kind: CardKind
    count: int
    type: str
    period: str
    theme: str
    bg_color: str
    text_color: str
    artist_color: str
    meta_color: str
    accent_color: str
    loved_color: str
    logo_color: str
    width: int
    radius: int
    art: bool
    header: bool
    title: str
    logo: bool
    profile: str
    username: bool
    avatar: bool
    time: bool
    stats: str
    footer: str
    loved: str
    album: bool
    hide_remaster: bool
    unique: bool
    animate: bool
    cache_seconds: int

    @property
    def list_type(self) -> str:
        """What a top list ranks: tracks, artists or albums."""
        return self.type

    @property
    def needs_art(self) -> bool:
        """Whether rows show their pictures."""
        return self.art

    @property
    def needs_avatar(self) -> bool:
        """Whether the user's picture is shown."""
        return self.avatar

    @property
    def needs_stats(self) -> bool:
        """Whether figures of the user are shown."""
        return self.kind is CardKind.STATS or self.stats != "off" or self.footer == "stats"

    @property
    def needs_loved(self) -> bool:
        """Whether hearts are shown."""
        return self.loved != "off"

    def canonical(self) -> str:
        """Return the options as one line, for keys.

        Cards that look different have different lines. Parameters without effect are not in it.
        """
        shown = {name: value for name, value in asdict(self).items() if name != "cache_seconds"}
        return urlencode(shown)


def card_options(kind: CardKind, query: Mapping[str, Sequence[str]]) -> CardOptions:
    """Return a card's options from the query parameters, the last value of each. Never fails.

    Numbers are clamped. Bad values, and parameters of other cards, fall back to the default.
    """
    values: dict[str, Any] = {}
    for name, takes, default, _, cards in PARAMETERS:
        sent = (query.get(name) or [""])[-1] if kind in cards else ""
        value = takes.parse(sent) if sent.strip() else None
        values[name] = takes.parse(default) if value is None else value
    return _without_unseen(CardOptions(kind=kind, **values))


def _without_unseen(options: CardOptions) -> CardOptions:
    """Return the options with what the card has no place for, or others hide, switched off."""
    kind = options.kind
    is_now = kind is CardKind.NOW
    profile = options.profile
    if not (options.username or options.avatar) or (
        profile == "header" and not options.header and not is_now
    ):
        profile = "off"
    has_profile = profile != "off"
    has_hearts = kind in (CardKind.RECENT, CardKind.NOW)
    return replace(
        options,
        count=1 if is_now else options.count,
        art=options.art and kind is not CardKind.STATS,
        header=options.header and not is_now,
        logo=options.logo and (options.header or is_now),
        profile=profile,
        username=options.username and has_profile,
        avatar=options.avatar and has_profile,
        footer="off" if profile.startswith("footer") else options.footer,
        loved=options.loved if has_hearts else "off",
    )
