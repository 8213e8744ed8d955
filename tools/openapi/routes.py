"""All routes, in the order of the document: the catalogue's methods and the gateway's own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import Field

from lastfm_gateway.catalogue import admin, listening, top_items
from lastfm_gateway.catalogue.endpoint import Endpoint
from lastfm_gateway.catalogue.method import Auth, Method
from lastfm_gateway.catalogue.parameters import Parameters
from lastfm_gateway.catalogue.shapes import MAYBE_TEXT, TEXT, Shape
from lastfm_gateway.catalogue.track_writes import SCROBBLE
from lastfm_gateway.faces import auth, webservice
from lastfm_gateway.faces.rest import methods_of
from lastfm_gateway.faces.system import FAMILIES
from tools.openapi.refusals import REST, SPOTIFY, V1, Refusals

_QUEUED: Final = (
    " While Last.fm is down, scrobbles wait in a queue: then the answer is 202, `X-Scrobble` is"
    " `queued`, and `@attr.queued` counts them."
)
_SESSION = next(method for method in methods_of("auth") if method.name == "auth.getSession")
_MOBILE = next(method for method in methods_of("auth") if method.name == "auth.getMobileSession")

_WEBSERVICE: Final = f"""\
For clients of Last.fm, which need no more than this as their base address. `/2.0/` is the same. All
parameters of the method go beside `method`, in the query or an urlencoded body.

Reads without a key, or with the placeholder key `{webservice.PLACEHOLDER_KEY}`, are made with the
deployment's key and cached. With `sk` they are signed here. A call with a key of one's own is
passed on as it is, and not cached."""


class WebService(Parameters):
    """What the web service takes beside a method's own parameters. Nothing of it is refused."""

    method: str | None = Field(
        None, description="The method, in any case", examples=["chart.getTopArtists"]
    )
    format: str | None = Field(None, description="json; XML without it", examples=["json"])
    callback: str | None = Field(None, description="A function's name: makes JSON a script")
    raw: str | None = Field(None, description="true leaves out the element around XML")
    api_key: str | None = Field(None, description="Your own Last.fm key, or the placeholder")
    api_sig: str | None = Field(None, description="The signature made with your own secret")
    sk: str | None = Field(None, description="A user's session key")


#: Whose every other path is, by how it begins.
PREFIXES: Final = {
    "": "system",
    admin.PREFIX: "admin",
    listening.PREFIX: "listening",
    **dict.fromkeys(top_items.PREFIXES, "top_items"),
}

#: Paths that lead nowhere themselves, of a face that says so in its own shape.
NOWHERE: Final = dict.fromkeys(top_items.NOWHERE, "top_items")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One verb of one path. `content` is the media type of its answer; no shape means text.

    `also` are the media types that its answers, errors among them, come in if asked for.
    """

    path: str
    verb: str
    family: str
    operation: str
    summary: str
    description: str = ""
    method: Method | None = None
    parameters: type[Parameters] = Parameters
    shape: dict[str, Shape] = field(default_factory=dict)
    content: str = "application/json"
    also: tuple[str, ...] = ()
    takes_key: bool = False
    calls_upstream: bool = True
    always_refused: bool = False
    status: int = 200
    needs_key: bool = False
    refusals: Refusals = REST

    @property
    def has_model(self) -> bool:
        """Whether its answer is JSON of a shape of its own, be it an empty one."""
        return self.method is not None or bool(self.shape)


def all_routes() -> Iterator[Route]:
    """Yield every route that the document describes."""
    yield from _SYSTEM
    for family in FAMILIES:
        yield from (_of_method(method) for method in methods_of(family))
    yield from _SIGN_IN
    yield from webservice_routes()
    for endpoint in admin.ENDPOINTS:
        yield _of_endpoint(endpoint, "admin")
    for endpoint in listening.ENDPOINTS:
        yield _of_endpoint(endpoint, "listening")
    for endpoint in top_items.ENDPOINTS:
        yield _of_endpoint(endpoint, "top_items", SPOTIFY)


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
            + (", signed here with the deployment's secret. Never cached." if signed else ".")
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
        content="application/json",
        calls_upstream=family != "admin",
        status=endpoint.status,
        needs_key=True,
        refusals=refusals,
    )


def _operation(name: str) -> str:
    family, _, verb = name.partition(".")
    return family + verb[0].upper() + verb[1:]


def webservice_routes() -> Iterator[Route]:
    """Yield the drop-in web service's two verbs, which mean the same."""
    for verb in ("get", "post"):
        yield Route(
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


_SYSTEM: Final = (
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

_SIGN_IN: Final = (
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
        summary="The address of Last.fm's sign-in page",
        parameters=auth.SignIn,
        shape={"auth_url": TEXT},
        takes_key=True,
        calls_upstream=False,
    ),
    Route(
        path=auth.CALLBACK_ROUTE,
        verb="get",
        family="auth",
        operation="authCallback",
        summary="Where Last.fm sends a user back to: answers with the session, and a read key",
        description="The key is shown this once. It is null when none could be issued.",
        parameters=_SESSION.parameters,
        shape={**_SESSION.answer, "key": MAYBE_TEXT},
    ),
)


def declarations(route: Route) -> dict[str, tuple[dict[str, Any], bool]]:
    """Return each parameter's JSON schema and whether it is required, by name."""
    required = route.parameters.model_json_schema().get("required", ())
    return {
        name: (schema, name in required) for name, schema in route.parameters.declarations().items()
    }
