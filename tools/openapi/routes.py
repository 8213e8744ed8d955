"""All routes in the document's order: Last.fm's methods and the gateway's own endpoints."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lastfm_gateway import methods
from lastfm_gateway.faces.admin import endpoints as admin
from lastfm_gateway.faces.admin import own_keys
from lastfm_gateway.faces.cards import endpoints as cards
from lastfm_gateway.faces.cards.paths import PREFIX as CARDS_PREFIX
from lastfm_gateway.faces.listenbrainz import endpoints as listenbrainz
from lastfm_gateway.faces.listenbrainz.paths import PREFIX as LISTENBRAINZ_PREFIX
from lastfm_gateway.faces.listening import answers as listening
from lastfm_gateway.faces.nowplaying import endpoints as now_playing
from lastfm_gateway.faces.spotify import endpoints as top_items
from lastfm_gateway.faces.spotify import player_endpoints as player
from lastfm_gateway.faces.system import endpoints as health
from lastfm_gateway.faces.system.handler import ELSEWHERE
from lastfm_gateway.methods.endpoint import Endpoint
from lastfm_gateway.methods.method import Auth, Method
from lastfm_gateway.methods.track_writes import SCROBBLE
from tools.openapi.own_routes import MCP_ROUTES, PAGES, SIGN_IN, SYSTEM, TOKEN, WEBSERVICE
from tools.openapi.refusals import CARDS, LISTENBRAINZ, NOW_PLAYING, SPOTIFY, V1, Refusals
from tools.openapi.route import Route

_QUEUED: Final = (
    " While Last.fm is unavailable, scrobbles are queued: the status is 202, `X-Scrobble` is"
    " `queued`, and `@attr.queued` is their number."
)
#: The function that serves all unknown paths, by path prefix.
PREFIXES: Final = {
    "": "system",
    admin.PREFIX: "admin",
    **dict.fromkeys(listening.PREFIXES, "listening"),
    health.PREFIX: "system",
    **dict.fromkeys(top_items.PREFIXES, "top_items"),
    now_playing.SHARE_PREFIX: "now_playing",
    LISTENBRAINZ_PREFIX: "listenbrainz",
    CARDS_PREFIX: "cards",
}

#: The gateway's own paths. The functions behind `/{proxy+}` know the verbs of other paths only.
OWN_PATHS: Final = frozenset(
    (
        *(route.path for route in (*SYSTEM, *PAGES, *SIGN_IN, *WEBSERVICE, TOKEN, *MCP_ROUTES)),
        *(endpoint.path for endpoint in (*own_keys.ENDPOINTS, *cards.ENDPOINTS)),
    )
)

#: Paths without a route whose face answers them with its own error shape.
NOWHERE: Final = {
    **dict.fromkeys(top_items.NOWHERE, "top_items"),
    LISTENBRAINZ_PREFIX: "listenbrainz",
}


def all_routes() -> Iterator[Route]:
    """Yield every route of the document."""
    yield from SYSTEM
    yield from PAGES
    for endpoint in health.ENDPOINTS:
        yield _of_endpoint(endpoint, "system")
    yield from (_of_method(method) for method in methods.all_methods())
    yield from SIGN_IN
    yield from WEBSERVICE
    yield from MCP_ROUTES
    for endpoint in (*admin.ENDPOINTS, *own_keys.ENDPOINTS):
        yield _of_endpoint(endpoint, "admin")
    for endpoint in listening.ENDPOINTS:
        yield _of_endpoint(endpoint, "listening")
    for endpoint in (*top_items.ENDPOINTS, *player.ENDPOINTS):
        yield _of_endpoint(endpoint, "top_items", SPOTIFY)
    for endpoint in now_playing.ENDPOINTS:
        yield _of_endpoint(endpoint, "now_playing", NOW_PLAYING)
    yield _of_endpoint(now_playing.SHARED_RECENT, "now_playing")
    for endpoint in cards.ENDPOINTS:
        yield _of_endpoint(endpoint, "cards", CARDS)
    for endpoint in listenbrainz.ENDPOINTS:
        yield replace(
            _of_endpoint(endpoint, "listenbrainz", LISTENBRAINZ),
            resource=LISTENBRAINZ_PREFIX + ELSEWHERE,
        )
    yield TOKEN


def _of_method(method: Method) -> Route:
    signed = method.auth is not Auth.NONE
    return Route(
        path=method.route,
        verb=method.verb.lower(),
        family=method.family,
        operation=_operation(method.name),
        summary=method.summary,
        description=(
            f"Last.fm's `{method.name}`"
            + (", signed with the deployment's secret. Never cached." if signed else ".")
            + (_QUEUED if method is SCROBBLE else "")
        ),
        method=method,
        parameters=method.parameters,
        shape=method.answer,
        takes_key=not signed,
    )


def _of_endpoint(endpoint: Endpoint, family: str, refusals: Refusals = V1) -> Route:
    return Route(
        path=endpoint.path,
        verb=endpoint.verb.lower(),
        family=family,
        operation=endpoint.operation,
        summary=endpoint.summary,
        description=endpoint.description,
        parameters=endpoint.parameters,
        shape=endpoint.answer,
        content=endpoint.content[0],
        body="application/json",
        also=endpoint.content[1:],
        calls_upstream=family not in {"admin", "system"},
        status=endpoint.status,
        needs_key=family != "system" and (family != "cards" or "{token}" in endpoint.path),
        refusals=refusals,
        may_be_empty=endpoint.may_be_empty,
    )


def _operation(name: str) -> str:
    family, _, verb = name.partition(".")
    return family + verb[0].upper() + verb[1:]
