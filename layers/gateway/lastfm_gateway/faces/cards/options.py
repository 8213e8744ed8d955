"""A card's options, read from the query. Equal pictures have equal options. Pure."""

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
        """Return the options as one line, for keys. It is equal for equal pictures."""
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
    """Return the options with everything off that the others hide."""
    kind, changes = options.kind, dict[str, Any]()
    if kind is CardKind.STATS:
        changes |= {"art": False}
    if kind not in (CardKind.RECENT, CardKind.NOW):
        changes |= {"loved": "off"}
    if kind is CardKind.NOW:
        changes |= {"count": 1, "header": False, "profile": "header"}
    elif options.profile == "header" and not options.header:
        changes |= {"profile": "off"}
    if changes.get("profile", options.profile) == "off":
        changes |= {"username": False, "avatar": False}
    elif not options.username and not options.avatar:
        changes |= {"profile": "off"}
    if options.profile.startswith("footer"):
        changes |= {"footer": "off"}
    if not options.header and kind is not CardKind.NOW:
        changes |= {"logo": False}
    return replace(options, **changes)
