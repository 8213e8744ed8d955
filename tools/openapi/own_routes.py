"""The gateway's own routes, and the route of the web service."""

from typing import Any, Final, Literal

from pydantic import Field

from lastfm_gateway import methods
from lastfm_gateway.faces.auth import sign_in as auth
from lastfm_gateway.faces.mcp import handler as mcp
from lastfm_gateway.faces.pages import endpoints as pages
from lastfm_gateway.faces.pages.overlay import OVERLAY, OverlayParameters
from lastfm_gateway.faces.pages.status import ANSWER as STATUS_ANSWER
from lastfm_gateway.faces.spotify import token
from lastfm_gateway.faces.system import endpoints as system
from lastfm_gateway.faces.webservice import handler as webservice
from lastfm_gateway.faces.webservice.calls import PLACEHOLDER_KEY
from lastfm_gateway.methods import auth as auth_methods
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.shapes import MAYBE_TEXT, NUMBER, TEXT
from tools.openapi.refusals import MCP, OAUTH
from tools.openapi.route import Route

_SESSION = methods.get("auth.getSession")
_MOBILE = methods.get("auth.getMobileSession")

_WEBSERVICE: Final = f"""\
A drop-in for Last.fm's API root: existing clients need only this base URL. `/2.0/` is the same
path. Send the method's parameters beside `method`, in the query or a URL-encoded body.

Reads without a key, or with the placeholder key `{PLACEHOLDER_KEY}`, use the
deployment's key and are cached. Calls with `sk` are signed by the gateway. Calls with your own
Last.fm key are passed through and not cached. A key of this gateway as `api_key` (`rw_live_…`)
authenticates you; the call then uses the deployment's key."""


class WebserviceParameters(Parameters):
    """The web service's common parameters. Their values are not validated."""

    method: str | None = Field(
        None, description="Name of the method, case-insensitive", examples=["chart.getTopArtists"]
    )
    format: str | None = Field(None, description="`json`, or XML by default", examples=["json"])
    callback: str | None = Field(None, description="Function name for JSONP")
    raw: str | None = Field(None, description="`true` omits the root element of XML")
    api_key: str | None = Field(
        None, description="Your own Last.fm API key, the placeholder key, or a key of this gateway"
    )
    api_sig: str | None = Field(None, description="Signature made with your own secret")
    sk: str | None = Field(None, description="Session key of a user")


SYSTEM: Final = (
    Route(
        path="/health",
        verb="get",
        family="system",
        operation="healthCheck",
        summary="Check that the gateway is up",
        description="HEAD is answered too, without a body.",
        content="text/plain",
        calls_upstream=False,
    ),
    Route(
        path="/openapi",
        verb="get",
        family="system",
        operation="getOpenApiSpec",
        summary="Get this OpenAPI document",
        content="application/yaml",
        calls_upstream=False,
    ),
    Route(
        path=system.OPENAPI_JSON,
        verb="get",
        family="system",
        operation="getOpenApiSpecJson",
        summary="Get this document as OpenAPI 3.1, in JSON",
        calls_upstream=False,
    ),
    Route(
        path=system.OPENAPI_PATH,
        verb="get",
        family="system",
        operation="getOpenApiJson",
        summary="Get this document as OpenAPI 3.1, in JSON: the path of Rewind's clients",
        calls_upstream=False,
    ),
)

PAGES: Final = (
    Route(
        path=pages.HOME,
        verb="get",
        family="pages",
        operation="getHomePage",
        summary="Open the home page: a console, and how to connect clients",
        content="text/html",
        calls_upstream=False,
    ),
    Route(
        path=pages.DOCS,
        verb="get",
        family="pages",
        operation="getDocumentation",
        summary="Open this documentation in a browser",
        content="text/html",
        calls_upstream=False,
    ),
    Route(
        path=pages.ASSET,
        verb="get",
        family="pages",
        operation="getDocumentationFile",
        summary="Get the documentation's script",
        parameters=pages.AssetParameters,
        also_refused={404: "The file has another name since the gateway was updated"},
        content="text/javascript",
        calls_upstream=False,
    ),
    Route(
        path=pages.STATUS,
        verb="get",
        family="pages",
        operation="getStatus",
        summary="Get the state of Last.fm, of the call budget and of the cache",
        description=(
            "`status` is `ok`, `degraded` (many calls fail), `down` (the circuit breaker has "
            "paused calls) or `unknown`. Figures are of the last hour, in steps of five minutes, "
            "and approximate. A browser gets a page."
        ),
        parameters=pages.StatusParameters,
        shape=STATUS_ANSWER,
        also=("text/html",),
        calls_upstream=False,
    ),
    Route(
        path=OVERLAY,
        verb="get",
        family="pages",
        operation="getOverlay",
        summary="Open a transparent page for streaming software that shows what a user plays",
        description=(
            "It asks `/share/{token}/now-playing` as often as that answer's `X-Poll-After` "
            "says. Restyle it by the classes `np`, `np-title`, `np-artist` and `np-art`."
        ),
        parameters=OverlayParameters,
        also_refused={401: "The token is no share token"},
        content="text/html",
        calls_upstream=False,
    ),
)

SIGN_IN: Final = (
    Route(
        path=_MOBILE.route,
        verb="get",
        family="auth",
        operation="authGetMobileSessionByQuery",
        summary="Refused: passwords are not accepted in a query",
        description="Always returns 400. Send a POST with the parameters in the body.",
        parameters=_MOBILE.parameters,
        calls_upstream=False,
        always_refused=True,
    ),
    Route(
        path=auth.URL_ROUTE,
        verb="get",
        family="auth",
        operation="authGetUrl",
        summary="Get the URL at which a user signs in",
        description=(
            "Returns the URL of Last.fm's sign-in page, which redirects to `callback_url` with a "
            "token. Without `callback_url` it is this gateway's `/auth/login`, which issues a key "
            "of the `scope`. The deployment's "
            "`AllowedCallbacks` lists the URLs it may redirect to."
        ),
        parameters=auth.AuthUrlParameters,
        shape={"auth_url": TEXT},
        takes_key=True,
        calls_upstream=False,
    ),
    Route(
        path=auth.LOGIN_ROUTE,
        verb="get",
        family="auth",
        operation="authLogin",
        summary="Start signing in: redirects a browser to Last.fm's sign-in page",
        description="Sets a cookie that binds the sign-in to the browser.",
        parameters=auth_methods.BrowserLoginParameters,
        status=302,
    ),
    Route(
        path=auth.CALLBACK_ROUTE,
        verb="get",
        family="auth",
        operation="authCallback",
        summary="Finish signing in: returns the session and a new key",
        description=(
            "Last.fm redirects here. Returns 403 to a browser without the cookie of `/auth/login`. "
            "The key is shown only here. A browser (`Accept: text/html`) gets it on an HTML page. "
            "It is null if it could not be stored. `listenbrainz_token` is the second form of a "
            "write key, a UUID, for ListenBrainz clients that accept nothing else."
        ),
        parameters=auth_methods.CallbackParameters,
        shape={
            **_SESSION.answer,
            "key": MAYBE_TEXT,
            "listenbrainz_token": MAYBE_TEXT,
            "expires_at": MAYBE_TEXT,
        },
    ),
)

WEBSERVICE: Final = tuple(
    Route(
        path=webservice.ROUTE,
        verb=verb,
        family="webservice",
        operation=f"webservice{verb.capitalize()}",
        summary="Call any method of Last.fm's web service",
        description=_WEBSERVICE,
        parameters=WebserviceParameters,
        content="text/xml",
        also=("application/json", "text/javascript"),
    )
    for verb in ("get", "post")
)

TOKEN: Final = Route(
    path=token.PATH,
    verb="post",
    family="top_items",
    operation="token",
    summary="Exchange a key for an access token, as at Spotify's accounts service",
    description=(
        "OAuth 2.0's refresh. Any client id and secret is accepted, in the Authorization header, "
        "in the body or nowhere: the refresh token is a key of this gateway, and so is the access "
        "token."
    ),
    parameters=token.RefreshParameters,
    shape={"access_token": TEXT, "token_type": TEXT, "expires_in": NUMBER, "scope": TEXT},
    calls_upstream=False,
    refusals=OAUTH,
)

_MCP: Final = """\
Versions 2024-11-05 to 2025-11-25 and 2026-07-28, without a session: a JSON-RPC message in each
request, and one in each response. Notifications get 202 and no body, GET and DELETE get 405. With
`AccessMode=keyed` a key is required. The manual's docs/assistants.md says how to add the server to
each client."""


class McpParameters(Parameters):
    """A JSON-RPC message."""

    jsonrpc: Literal["2.0"] = Field(description="Version of JSON-RPC", examples=["2.0"])
    id: str | int | None = Field(
        None,
        description="Text or a whole number; a message without it is a notification",
        examples=["1"],
    )
    method: str = Field(description="Method of the protocol", examples=["tools/list"])
    params: dict[str, Any] | None = Field(None, description="The method's parameters")


MCP_ROUTES: Final = (
    Route(
        path=mcp.PATH,
        verb="post",
        family="mcp",
        operation="mcp",
        summary="Call tools from an assistant: the Model Context Protocol",
        description=_MCP,
        parameters=McpParameters,
        shape={"jsonrpc": TEXT, "result": {}},
        body="application/json",
        refusals=MCP,
    ),
)
