"""Lambda handler of the cards: always a picture with status 200, for those who ask by GET."""

from collections.abc import Mapping
from typing import Any, Final

from lastfm_gateway import methods
from lastfm_gateway.errors import BadRequest, GatewayError, NoSuchRoute
from lastfm_gateway.faces.cards.errors import (
    BY_LINK_ONLY,
    FAILURES,
    NO_USER,
    CardRefused,
    shown_for,
)
from lastfm_gateway.faces.cards.maker import WHOLE_FOR, CardMaker
from lastfm_gateway.faces.cards.options import CardOptions, card_options
from lastfm_gateway.faces.cards.parameters import CardKind
from lastfm_gateway.faces.cards.paths import (
    ALIAS,
    ELSEWHERE,
    SHARED,
    card_kind,
    card_path,
)
from lastfm_gateway.faces.cards.rendered import RenderedCard, RenderedCards, rendered_key
from lastfm_gateway.faces.cards.request_time import RequestTime
from lastfm_gateway.faces.cards.responses import card_headers, error_card
from lastfm_gateway.faces.cards.runtime import CardRuntime
from lastfm_gateway.http.access import Access, AccessControl, accept_share_token
from lastfm_gateway.http.caching_headers import conditional_response
from lastfm_gateway.http.handler import Handler, RouteHandler, Routes
from lastfm_gateway.http.request import Request
from lastfm_gateway.http.response import Response
from lastfm_gateway.limits.caller_key import card_caller_key
from lastfm_gateway.limits.card_limiter import CardLimiter
from lastfm_gateway.limits.rate_limiter import Caller
from lastfm_gateway.methods.validation import validate

#: The cards of what their user may hide.
_HIDEABLE: Final = (CardKind.RECENT, CardKind.NOW)


def cards_handler() -> Handler:
    """Return the Lambda handler of the cards."""
    return open_cards(CardRuntime.from_environment())


def open_cards(runtime: CardRuntime) -> Handler:
    """Return the handler over a runtime."""
    settings, telemetry = runtime.settings, runtime.telemetry
    face = CardFace(
        access=runtime.access,
        limiter=runtime.cards,
        rendered=RenderedCards(runtime.cache, runtime.store, runtime.clock, runtime.time),
        maker=CardMaker.of(runtime),
        needs_key=settings.needs_key,
        secret=settings.address_key,
        time=runtime.time,
    )

    def respond_to_error(request: Request, error: GatewayError) -> Response:
        shown = shown_for(error)
        if shown in FAILURES:
            telemetry.count("CardFailures")
            telemetry.warn("A card shows a failure", code=shown.code)
        else:
            telemetry.count("CardErrors")
        return error_card(request, error)

    handle = runtime.handlers.make(
        face.routes(), respond_to_error, access=Access.FREE, any_origin=True
    )

    def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
        runtime.time.begin(Request(event).seconds_since_receipt(runtime.clock()))
        return handle(event, context)

    return handler


class CardFace:
    """The route handlers: cards of a user who is named, and of the user of a share token."""

    def __init__(  # noqa: PLR0913 (its parts, each by its name)
        self,
        *,
        access: AccessControl,
        limiter: CardLimiter,
        rendered: RenderedCards,
        maker: CardMaker,
        needs_key: bool,
        secret: str,
        time: RequestTime,
    ) -> None:
        """`needs_key`: whether users cannot be named. `secret`: keys the hashes in call logs."""
        self._access = access
        self._limiter = limiter
        self._rendered = rendered
        self._maker = maker
        self._needs_key = needs_key
        self._secret = secret
        self._time = time

    def routes(self) -> Routes:
        """Return the routes. Every other path below that of the cards is refused by a picture."""
        paths = {card_path(kind): self._named(kind) for kind in CardKind}
        paths |= {ALIAS: self._named(CardKind.RECENT), SHARED: self._shared, ELSEWHERE: _nowhere}
        return {path: {"GET": route, "HEAD": route} for path, route in paths.items()}

    def _named(self, kind: CardKind) -> RouteHandler:
        def answer(request: Request, caller: Caller) -> Response:
            if self._needs_key:
                raise CardRefused(BY_LINK_ONLY)
            user = _user(request)
            self._begin(caller, user)
            options = card_options(kind, request.query)
            key = rendered_key(f"user {user.lower()}", options)
            return self._answer(request, caller, key, options, user)

        return answer

    def _shared(self, request: Request, caller: Caller) -> Response:
        kind = card_kind(request.variables["card"])
        if kind is None:
            raise NoSuchRoute(request.path)
        accept_share_token(caller, request.variables["token"])
        self._access.require_authenticated(caller)
        user = caller.holder.user
        self._begin(caller, user)
        options = card_options(kind, request.query)
        key = rendered_key(f"token {caller.token_id}", options)
        return self._answer(request, caller, key, options, user)

    def _begin(self, caller: Caller, user: str) -> None:
        """Count the request's calls for the user that the card shows, and for its address."""
        self._limiter.begin(caller.key)
        caller.key = card_caller_key(user, self._secret)

    def _answer(
        self, request: Request, caller: Caller, key: str, options: CardOptions, user: str
    ) -> Response:
        def make() -> RenderedCard:
            return self._maker.make(options, caller, user, self._time.deadline)

        hider = user if options.kind in _HIDEABLE and not _has_session(caller) else None
        card, use = self._rendered.fetch(key, caller, make, hider)
        max_age = options.cache_seconds if card.fresh_for == WHOLE_FOR else card.fresh_for
        headers = {**card_headers(max(0, max_age - card.age)), "X-Cache": use}
        return conditional_response(request, card.svg, headers)


def _has_session(caller: Caller) -> bool:
    """Return whether a share token may show what its user hides."""
    return caller.bearer_key is not None and caller.holder.encrypted_session is not None


def _user(request: Request) -> str:
    """Return the user whom a request names. Raises CardRefused for no name or a malformed one."""
    sent = {"user": (request.query.get("user") or [""])[-1:]}
    try:
        return validate(methods.get("user.getInfo").parameters, sent)["user"]
    except BadRequest:
        raise CardRefused(NO_USER) from None


def _nowhere(request: Request, _caller: Caller) -> Response:
    raise NoSuchRoute(request.path)
