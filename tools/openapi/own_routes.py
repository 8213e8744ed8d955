"""The gateway's own routes, and the web service's one."""

from typing import Final

from pydantic import Field

from lastfm_gateway import methods
from lastfm_gateway.faces.auth import handler as auth
from lastfm_gateway.faces.webservice import handler as webservice
from lastfm_gateway.methods import auth as auth_methods
from lastfm_gateway.methods.parameters import Parameters
from lastfm_gateway.methods.shapes import MAYBE_TEXT, TEXT
from tools.openapi.route import Route

_SESSION = methods.get("auth.getSession")
_MOBILE = methods.get("auth.getMobileSession")

_WEBSERVICE: Final = f"""\
For clients of Last.fm, which need no more than this as their base address. `/2.0/` is the same. All
parameters of the method go beside `method`, in the query or an urlencoded body.

Reads without a key, or with the placeholder key `{webservice.PLACEHOLDER_KEY}`, are made with the
deployment's key and cached. With `sk` they are signed here. A call with a key of one's own is
passed on as it is, and not cached. A key of this gateway as `api_key` (`rw_live_…`) lets its caller
in, and the deployment's key is used."""


class WebService(Parameters):
    """What the web service takes beside a method's own parameters. Nothing of it is refused."""

    method: str | None = Field(
        None, description="The method, in any case", examples=["chart.getTopArtists"]
    )
    format: str | None = Field(None, description="json; XML without it", examples=["json"])
    callback: str | None = Field(None, description="A function's name: makes JSON a script")
    raw: str | None = Field(None, description="true leaves out the element around XML")
    api_key: str | None = Field(
        None, description="Your own Last.fm key, the placeholder, or a key of this gateway"
    )
    api_sig: str | None = Field(None, description="The signature made with your own secret")
    sk: str | None = Field(None, description="A user's session key")


SYSTEM: Final = (
    Route(
        path="/health",
        verb="get",
        family="system",
        operation="healthCheck",
        summary="Whether the gateway is up",
        content="text/plain",
        calls_upstream=False,
    ),
    Route(
        path="/openapi",
        verb="get",
        family="system",
        operation="getOpenApiSpec",
        summary="This description",
        content="application/yaml",
        calls_upstream=False,
    ),
)

SIGN_IN: Final = (
    Route(
        path=_MOBILE.route,
        verb="get",
        family="auth",
        operation="authGetMobileSessionByQuery",
        summary="Refused: a password does not belong into a query",
        description="Always answered 400. Send a POST with the parameters in its body.",
        parameters=_MOBILE.parameters,
        calls_upstream=False,
        always_refused=True,
    ),
    Route(
        path=auth.URL_ROUTE,
        verb="get",
        family="auth",
        operation="authGetUrl",
        summary="Where to send a user who signs in",
        description=(
            "Last.fm's page, which sends the user to `callback_url` with a token. Without one it "
            "is `/auth/login`. `AllowedCallbacks` bounds where users are sent."
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
        summary="Sends a browser to Last.fm's page, and remembers in a cookie that it did",
        parameters=auth_methods.BrowserLoginParameters,
        status=302,
    ),
    Route(
        path=auth.CALLBACK_ROUTE,
        verb="get",
        family="auth",
        operation="authCallback",
        summary="Where Last.fm sends a user back to: answers with the session, and a read key",
        description=(
            "Only for the browser that `/auth/login` sent away, by its cookie; for others 403. The "
            "key is shown this once, on a page to a browser (`Accept: text/html`). It is null when "
            "none could be issued."
        ),
        parameters=auth_methods.CallbackParameters,
        shape={**_SESSION.answer, "key": MAYBE_TEXT, "expires_at": MAYBE_TEXT},
    ),
)

WEBSERVICE: Final = tuple(
    Route(
        path=webservice.ROUTE,
        verb=verb,
        family="webservice",
        operation=f"webservice{verb.capitalize()}",
        summary="Last.fm's own web service: any method, its parameters and its bytes",
        description=_WEBSERVICE,
        parameters=WebService,
        content="text/xml",
        also=("application/json", "text/javascript"),
    )
    for verb in ("get", "post")
)
