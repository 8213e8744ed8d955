"""Makes a card: reads what it shows, inlines its pictures, draws it."""

from collections.abc import Callable
from typing import Final, Self

from lastfm_gateway.faces.cards.allowance import Allowance
from lastfm_gateway.faces.cards.calls import CardCalls
from lastfm_gateway.faces.cards.draw import draw_card
from lastfm_gateway.faces.cards.inlining import MOST_FETCHED, Inlined, PictureInliner, WantedPicture
from lastfm_gateway.faces.cards.model import CardContent
from lastfm_gateway.faces.cards.options import CardOptions
from lastfm_gateway.faces.cards.parameters import CardKind
from lastfm_gateway.faces.cards.picture_fetch import PictureFetch
from lastfm_gateway.faces.cards.picture_store import PictureStore
from lastfm_gateway.faces.cards.pictures import LARGE, SMALL
from lastfm_gateway.faces.cards.rendered import RenderedCard
from lastfm_gateway.faces.cards.rows import card_user
from lastfm_gateway.faces.cards.runtime import CardRuntime
from lastfm_gateway.faces.cards.source import CardFacts, CardSource
from lastfm_gateway.history.access import HistoryAccess
from lastfm_gateway.lastfm.deadline import Deadline
from lastfm_gateway.limits.rate_limiter import Caller

#: Seconds for which a card is stored and kept: a whole one, one that lacks something, and one that
#: shows an old answer because Last.fm fails.
WHOLE_FOR: Final = 60
PARTIAL_FOR: Final = 15
OLD_FOR: Final = 30


class CardMaker:
    """Makes the cards of one environment."""

    def __init__(
        self,
        new_source: Callable[[Caller, str], CardSource],
        inliner: PictureInliner,
        clock: Callable[[], float],
    ) -> None:
        """`new_source`: returns what reads about a user, for one request."""
        self._new_source = new_source
        self._inliner = inliner
        self._clock = clock

    @classmethod
    def of(cls, runtime: CardRuntime) -> Self:
        """Return the maker over a runtime."""
        settings, telemetry, clock = runtime.settings, runtime.telemetry, runtime.clock

        def new_source(caller: Caller, user: str) -> CardSource:
            access = HistoryAccess.of(caller.holder, runtime.cipher) if caller.bearer_key else None
            calls = CardCalls(runtime.cache, runtime.planner, clock, caller, user, access)
            return CardSource(calls, clock)

        store = PictureStore(runtime.table, clock, telemetry.table_fault)
        fetch = PictureFetch(settings.pictures_root, settings.user_agent)
        allowance = Allowance(MOST_FETCHED, clock)
        return cls(new_source, PictureInliner(store, fetch, allowance, telemetry), clock)

    def make(
        self, options: CardOptions, caller: Caller, user: str, deadline: Deadline
    ) -> RenderedCard:
        """Return a card by the deadline. Raises GatewayError if there is nothing to show."""
        facts = self._new_source(caller, user).read(options, deadline)
        inlined = self._inliner.inline(_wanted(options, facts), deadline)
        svg = draw_card(options, _content(options, facts, inlined, int(self._clock())))
        return RenderedCard(svg, _fresh_for(facts, inlined))


def _wanted(options: CardOptions, facts: CardFacts) -> list[WantedPicture]:
    """Return the pictures that a card shows, the user's first: the last ones may not fit."""
    rows = (
        [WantedPicture(row.picture, _size(options)) for row in facts.rows]
        if options.needs_art
        else []
    )
    return ([WantedPicture(facts.avatar, SMALL)] if options.needs_avatar else []) + rows


def _size(options: CardOptions) -> str:
    return LARGE if options.kind is CardKind.NOW else SMALL


def _content(options: CardOptions, facts: CardFacts, inlined: Inlined, now: int) -> CardContent:
    pictures, size = inlined.pictures, _size(options)
    return CardContent(
        user=card_user(facts.user, pictures.get(WantedPicture(facts.avatar, SMALL), "")),
        tracks=tuple(
            row.track._replace(picture=pictures.get(WantedPicture(row.picture, size), ""))
            for row in facts.rows
        ),
        stats=facts.stats,
        now=now,
        as_of=facts.as_of,
    )


def _fresh_for(facts: CardFacts, inlined: Inlined) -> int:
    if facts.as_of is not None:
        return OLD_FOR
    return WHOLE_FOR if facts.is_whole and inlined.is_whole and not facts.is_stale else PARTIAL_FOR
