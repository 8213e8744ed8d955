"""Rendered cards, stored under whom they show and their canonical options."""

from collections.abc import Callable
from typing import Final, NamedTuple

from lastfm_gateway.cache.call import CacheUse
from lastfm_gateway.cache.entry import make_entry
from lastfm_gateway.cache.keys import exact_cache_key
from lastfm_gateway.cache.service import ResponseCache
from lastfm_gateway.cache.store import EntryStore
from lastfm_gateway.faces.cards.allowance import Allowance
from lastfm_gateway.faces.cards.options import CardOptions
from lastfm_gateway.faces.cards.request_time import RequestTime
from lastfm_gateway.lastfm.response import LastfmResponse
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.limits.sliding_window import to_ms

#: Kilobytes of cards that an environment stores in a minute, a write unit each. Storing costs more
#: than drawing it, and anybody may ask for cards that differ in a pixel.
MOST_STORED: Final = 600

#: How much earlier a card counts as drawn than it was, in milliseconds. While it was drawn, another
#: environment may have been writing that its user hides what it shows.
_MARGIN_MS: Final = 2_000

#: Part of the keys. Raise it when cards look different with the same options.
_VERSION: Final = "1"


class RenderedCard(NamedTuple):
    """A card as SVG, for how many seconds it may be shown, and how many it has been stored."""

    svg: str
    fresh_for: int
    age: int = 0


class RenderedCards:
    """Read-through cache of rendered cards.

    A hit costs one batched read. Half a read unit of it is for whether the user hides what the card
    shows.
    """

    def __init__(
        self,
        cache: ResponseCache,
        store: EntryStore,
        clock: Callable[[], float],
        time: RequestTime,
    ) -> None:
        self._cache = cache
        self._store = store
        self._clock = clock
        self._time = time
        self._stored = Allowance(MOST_STORED, clock)

    def fetch(
        self,
        key: str,
        caller: Caller,
        make: Callable[[], RenderedCard],
        hider: str | None = None,
    ) -> tuple[RenderedCard, CacheUse]:
        """Return the card under a key, made by `make` if it is missing or expired.

        `make` runs after a share token is authenticated. `hider`: the user who may have hidden what
        the card shows since it was drawn, if any. Raises GatewayError.
        """
        started = self._clock()
        entry = self._cache.read_entry(key, caller, hider, (), is_hideable=True, consistent=False)
        if entry and entry.is_fresh(started):
            answer = self._store.to_answer(entry, "", "HIT")
            if answer:
                lifetime = entry.fresh_until - entry.stored_at
                age = max(0, int(started) - entry.stored_at)
                return RenderedCard(answer.body.decode(), lifetime, age), "HIT"
        card = make()
        if not (self._stored.is_spent() or self._time.is_short()):
            self._store_card(key, card, started)
        return card, "MISS"

    def _store_card(self, key: str, card: RenderedCard, started: float) -> None:
        reply = LastfmResponse(200, "", card.svg.encode())
        made = make_entry(reply, self._clock(), card.fresh_for, to_ms(started) - _MARGIN_MS)
        made = made._replace(stale_until=made.fresh_until)  # what it shows is stale on its own
        if self._store.fits(made):
            self._store.store(key, made)
            self._stored.spend(len(made.packed))


def rendered_key(whose: str, options: CardOptions) -> str:
    """Return the key of a card. `whose`: a user's name, or the id of a share token."""
    shown = {"whose": whose, "options": options.canonical(), "version": _VERSION}
    return exact_cache_key("card", options.kind, shown)
