"""The auth family: its methods, and signing in through Last.fm's page."""

import json
from copy import replace
from typing import Final
from urllib.parse import urlencode

from pydantic import Field

from lastfm_gateway.adapters.deadline import Deadline
from lastfm_gateway.adapters.table import TableFault
from lastfm_gateway.catalogue import auth
from lastfm_gateway.catalogue.parameters import Parameters, Url
from lastfm_gateway.core.canonical import validate
from lastfm_gateway.core.mapper import to_json
from lastfm_gateway.errors import BadRequest, GatewayError
from lastfm_gateway.faces import edge
from lastfm_gateway.faces.access import Access
from lastfm_gateway.faces.door import Answerer, Handler, open_door
from lastfm_gateway.faces.edge import Response
from lastfm_gateway.faces.request import Request
from lastfm_gateway.faces.rest import PATIENCE, make_call, own_key, routes_of
from lastfm_gateway.issuing import issue
from lastfm_gateway.limiting import Caller
from lastfm_gateway.runtime import Runtime

URL_ROUTE: Final = "/auth/url"
CALLBACK_ROUTE: Final = "/auth/callback"

_OK: Final = 200

_GET_SESSION, _GET_MOBILE_SESSION, _ = auth.METHODS


class SignIn(Parameters):
    """Where Last.fm's sign-in page sends the user afterwards."""

    callback_url: Url | None = Field(
        None, description="http or https address to return to; this gateway's own if left out"
    )


def auth_handler() -> Handler:
    """Return the Lambda handler of the auth family."""
    runtime = Runtime.from_environment()
    routes = dict(routes_of(auth.METHODS, runtime))
    mobile = _GET_MOBILE_SESSION.route
    routes[mobile] = {**routes[mobile], "GET": _refuse_password_in_query}
    routes[URL_ROUTE] = {"GET": _sign_in(runtime)}
    routes[CALLBACK_ROUTE] = {"GET": _signed_in(runtime)}
    return open_door(runtime, routes, access=Access.FREE)


def _refuse_password_in_query(_request: Request, _caller: Caller) -> Response:
    raise BadRequest(
        "Invalid parameters - Send username and password by POST, in the body: "
        "Last.fm refuses them in a query, which logs would keep"
    )


def _sign_in(runtime: Runtime) -> Answerer:
    def answer(request: Request, _caller: Caller) -> Response:
        sent = validate(SignIn, request.query)
        api_key = own_key(request.query) or runtime.credentials.get().api_key
        callback = sent.get("callback_url", request.base_url + CALLBACK_ROUTE)
        query = urlencode({"api_key": api_key, "cb": callback})
        body = to_json({"auth_url": f"{runtime.settings.auth_url}?{query}"})
        return Response(200, body.decode(), {"Content-Type": edge.JSON, **edge.NO_STORE})

    return answer


def _with_key(body: bytes, runtime: Runtime) -> bytes:
    """Return an answer with a session and, beside it, a new read key for the session's user.

    The token is used up, so the session goes out even where no key can be issued: then it is null.
    """
    session = json.loads(body)["session"]
    key = None
    try:
        sealed = runtime.sealer.seal(session["key"], session["name"])
        key = issue(runtime.keys, "read", session["name"], runtime.clock(), sealed=sealed).text
    except (TableFault, GatewayError) as fault:
        runtime.telemetry.table_fault(type(fault).__name__)
    return to_json({"session": session, "key": key})


def _signed_in(runtime: Runtime) -> Answerer:
    def answer(request: Request, caller: Caller) -> Response:
        parameters = validate(_GET_SESSION.parameters, request.query)
        call = make_call(_GET_SESSION, parameters, request, caller, runtime)
        answer = runtime.gateway.answer(call, Deadline.after(PATIENCE))
        if answer.status == _OK:
            answer = replace(answer, body=_with_key(answer.body, runtime))
        return edge.cached(answer, runtime.clock())

    return answer
